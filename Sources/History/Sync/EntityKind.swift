internal import Cryptography
internal import Vault

/// What travels between devices as records, with its number in them. Numbers are never given twice.
enum EntityKind: UInt8, CaseIterable {
  case driver = 1
  case car = 2
  case track = 3
  case line = 4
  case session = 5
  case tag = 6
  case lap = 7
  case baseline = 8
  case setting = 9

  /// The table whose rows are the entities, for those that have one.
  var table: String {
    switch self {
    case .driver: "driver"
    case .car: "car"
    case .track: "track"
    case .line: "track_version"
    case .session: "session"
    case .tag: "session_tag"
    case .lap: "lap"
    case .baseline: "baseline"
    case .setting: "setting"
    }
  }

  /// The order in which entities become rows: what others refer to first.
  static let order: [EntityKind] = [.driver, .car, .track, .line, .session, .tag, .lap, .baseline, .setting]
}

/// The fields of entities with their numbers in records. Numbers are never given twice within a kind.
enum EntityField {
  /// Of every kind: in the trash; absent or 0 when it is not.
  static let hidden: UInt8 = 1

  enum Driver {
    static let name: UInt8 = 2
  }

  enum Car {
    static let game: UInt8 = 2
    static let name: UInt8 = 3
  }

  enum Track {
    static let identifier: UInt8 = 2
    static let game: UInt8 = 3
    static let name: UInt8 = 4
    static let slowBelow: UInt8 = 5
    static let fastAbove: UInt8 = 6
    static let corners: UInt8 = 7
    static let cornerOrigin: UInt8 = 8
    /// The pack of the line that is in use.
    static let line: UInt8 = 9
  }

  enum Line {
    /// The track, then the pack.
    static let content: UInt8 = 2
  }

  enum Session {
    static let driver: UInt8 = 2
    static let car: UInt8 = 3
    static let track: UInt8 = 4
    static let game: UInt8 = 5
    static let gameName: UInt8 = 6
    static let gameVersion: UInt8 = 7
    static let kind: UInt8 = 8
    static let source: UInt8 = 9
    static let fingerprint: UInt8 = 10
    static let startedAt: UInt8 = 11
    static let note: UInt8 = 12
  }

  enum Tag {
    /// The session, then the text; absent where it was taken away.
    static let present: UInt8 = 2
  }

  enum Lap {
    static let session: UInt8 = 2
    static let summary: UInt8 = 3
    static let pack: UInt8 = 4
  }

  enum Baseline {
    static let track: UInt8 = 2
    static let driver: UInt8 = 3
    static let car: UInt8 = 4
    static let gameVersion: UInt8 = 5
    static let epoch: UInt8 = 6
    static let beganAt: UInt8 = 7
    static let reference: UInt8 = 8
  }

  enum Setting {
    static let name: UInt8 = 2
    static let value: UInt8 = 3
  }
}

extension Identifier {
  /// The identifier of what two devices know independently by the same words.
  init(of kind: EntityKind, _ words: String...) {
    let text = ([kind.table] + words).joined(separator: "\u{0}")
    self = Identifier(KeyedHash.hash(Array(text.utf8), count: 16))!
  }
}

/// Where the samples of a lap are, as the column `in_cloud` has it.
enum CloudPlace: Int {
  /// Here.
  case here = 0
  /// In the cloud only; fetched where the selection wants them.
  case there = 1
  /// In the cloud only, since they were pruned here; fetched when they are asked for.
  case leftThere = 2
}

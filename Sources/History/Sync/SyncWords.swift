internal import Database
internal import Vault

/// A record in the words of a driver.
struct SyncWords {
  var thing: String
  var name: String
  var field: String
  var value: String

  private static let fields: [EntityKind: [UInt8: String]] = [
    .driver: [EntityField.Driver.name: "name"],
    .car: [EntityField.Car.game: "game", EntityField.Car.name: "name"],
    .track: [
      EntityField.Track.identifier: "identifier", EntityField.Track.game: "game", EntityField.Track.name: "name",
      EntityField.Track.slowBelow: "slow below", EntityField.Track.fastAbove: "fast above",
      EntityField.Track.corners: "corners", EntityField.Track.cornerOrigin: "origin of corners",
      EntityField.Track.line: "line",
    ],
    .line: [EntityField.Line.content: "line"],
    .session: [
      EntityField.Session.driver: "driver", EntityField.Session.car: "car", EntityField.Session.track: "track",
      EntityField.Session.game: "game", EntityField.Session.gameName: "game",
      EntityField.Session.gameVersion: "version",
      EntityField.Session.kind: "kind", EntityField.Session.source: "source",
      EntityField.Session.fingerprint: "fingerprint", EntityField.Session.startedAt: "start",
      EntityField.Session.note: "note",
    ],
    .tag: [EntityField.Tag.present: "tag"],
    .lap: [EntityField.Lap.session: "session", EntityField.Lap.summary: "numbers", EntityField.Lap.pack: "samples"],
    .baseline: [
      EntityField.Baseline.track: "track", EntityField.Baseline.driver: "driver", EntityField.Baseline.car: "car",
      EntityField.Baseline.gameVersion: "version", EntityField.Baseline.epoch: "epoch",
      EntityField.Baseline.beganAt: "start", EntityField.Baseline.reference: "reference lap",
    ],
    .setting: [EntityField.Setting.name: "name", EntityField.Setting.value: "value"],
  ]

  init(_ record: Record, in history: History) throws(HistoryError) {
    let kind = EntityKind(rawValue: record.field.kind)
    thing =
      switch kind {
      case .line: "track"
      case .tag: "session"
      case .none: "something newer"
      case .some(let kind): kind.table
      }
    field =
      record.field.field == EntityField.hidden
      ? "in the trash" : kind.flatMap { Self.fields[$0]?[record.field.field] } ?? "field \(record.field.field)"
    let decoded = try? RecordValue(encoded: record.value)
    value = try Self.text(decoded, kind: kind, history)
    name = try Self.name(kind, record.field.entity, decoded, history)
  }

  private static func text(
    _ value: RecordValue?, kind: EntityKind?, _ history: History
  ) throws(HistoryError) -> String {
    switch value {
    case .none, .absent: return "–"
    case .integer(let number): return "\(number)"
    case .real(let number): return "\(number)"
    case .text(let text):
      let line = text.split(separator: "\n", omittingEmptySubsequences: false).first.map(String.init) ?? ""
      return line.replacing("\t", with: " ")
    case .bytes(let bytes):
      if kind == .tag, let value, let tag = TagValue(value) { return tag.text }
      guard let id = Identifier(bytes) else { return "\(bytes.count) bytes" }
      for kind in [EntityKind.driver, .car, .track] {
        if let name = try named(kind, id, history) { return name }
      }
      return String(id.description.prefix(8))
    }
  }

  private static func name(
    _ kind: EntityKind?, _ id: Identifier, _ value: RecordValue?, _ history: History
  ) throws(HistoryError) -> String {
    switch kind {
    case .driver, .car, .track: return try named(kind!, id, history) ?? ""
    case .session: return try history.row(.session, id).map { "\($0)" } ?? ""
    case .tag:
      guard let session = value.flatMap({ TagValue($0) })?.session else { return "" }
      return try history.row(.session, session).map { "\($0)" } ?? ""
    case .lap:
      return try history.connection.row("SELECT session_id, number FROM lap WHERE uid = ?", [.blob(id.bytes)]) {
        "\($0.integer(1)) of session \($0.integer(0))"
      } ?? ""
    default: return ""
    }
  }

  private static func named(
    _ kind: EntityKind, _ id: Identifier, _ history: History
  ) throws(HistoryError) -> String? {
    let shown = kind == .track ? "coalesce(name, identifier)" : "name"
    return try history.connection.row("SELECT \(shown) FROM \(kind.table) WHERE uid = ?", [.blob(id.bytes)]) {
      $0.text(0) ?? ""
    }
  }
}

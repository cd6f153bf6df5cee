/// A kind of file that holds drives.
public protocol RecordingFormat: Sendable {
  /// The format's name for people.
  static var name: String { get }
  /// Endings of file names, with the dot, in lower case.
  static var suffixes: [String] { get }

  /// Whether the content is of this format; the name only helps where content cannot tell.
  static func recognises(_ bytes: RawSpan, name: String) -> Bool

  /// Opens a file of this format.
  static func open(_ bytes: ByteStore, name: String) throws(RecordingError) -> any Recording

  /// Opens a file that may need what lies around it; formats that stand alone leave this to `open(_:name:)`.
  static func open(
    _ bytes: ByteStore, name: String, surroundings: RecordingSurroundings
  ) throws(RecordingError) -> any Recording
}

extension RecordingFormat {
  public static func open(
    _ bytes: ByteStore, name: String, surroundings: RecordingSurroundings
  ) throws(RecordingError) -> any Recording {
    try open(bytes, name: name)
  }
}

/// What a file's own bytes do not say.
public struct RecordingSurroundings: Sendable {
  /// The file's name as it is written, without `.gz` and its own ending, by which companions are found.
  public internal(set) var stem = ""
  /// The bytes of the file of that name beside this one; `nil` where there is none.
  public var companion: @Sendable (_ name: String) -> ByteStore?
  /// The names of the files beside this one.
  public var siblings: @Sendable () -> [String]
  /// The names of the folders in which the file lies, the nearest first.
  public var folders: [String]

  /// Start lines of tracks that were driven before, for recordings that mark no laps.
  public var startLines: [StartLine] = []
  /// What columns of tables stand for by the word of the user.
  public var columns: ColumnMapping

  public init(
    columns: ColumnMapping = ColumnMapping(), folders: [String] = [],
    companion: @escaping @Sendable (_ name: String) -> ByteStore? = { _ in nil },
    siblings: @escaping @Sendable () -> [String] = { [] }
  ) {
    self.columns = columns
    self.folders = folders
    self.companion = companion
    self.siblings = siblings
  }

  /// The first companion with one of these endings, with the name under which it was found.
  func companion(endings: [String]) -> (name: String, bytes: ByteStore)? {
    for ending in endings {
      if let bytes = companion(stem + ending) { return (stem + ending, bytes) }
    }
    return nil
  }
}

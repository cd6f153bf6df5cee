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
}

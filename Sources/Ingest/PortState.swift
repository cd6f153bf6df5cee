/// A UDP port that is listened to, or why it is not.
public enum PortState: Sendable, Equatable {
  case listening(port: UInt16)
  /// Another program has it, or the system refuses; the number is the system's.
  case blocked(port: UInt16, code: Int32)
}

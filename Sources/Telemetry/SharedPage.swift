/// A page of shared memory that a game, or a bridge beside it, writes while we read: a file under /dev/shm.
public struct SharedPage: Sendable, Hashable {
  /// Name of the file.
  public var name: String
  /// Bytes that are read of it.
  public var size: Int
  /// Where the number is that changes with every write, four bytes; `nil` for a page that only describes the others.
  public var counter: Int?
  /// Whether that number is odd while the game writes.
  public var isOddWhileWriting: Bool

  public init(name: String, size: Int, counter: Int?, isOddWhileWriting: Bool = false) {
    self.name = name
    self.size = size
    self.counter = counter
    self.isOddWhileWriting = isOddWhileWriting
  }
}

/// A decoder whose packets are images of shared memory instead of datagrams.
public protocol SharedPageDecoder: TelemetryDecoder {
  /// The pages that make one image, end to end in this order.
  static var pages: [SharedPage] { get }
}

internal import Glibc
public import Telemetry

/// Reads an image of shared memory while the game writes it: a copy is good only where its counter is the same before and after.
///
/// The files are read and never mapped, so that one that becomes shorter or goes away is an error and no signal. Used by one thread.
public struct SharedPageReader: Sendable {
  /// Why there is no new image.
  public enum Failure: Error, Equatable, Sendable {
    /// No such file, or nothing in it: the game or its bridge is off.
    case absent
    /// Fewer bytes than the page has.
    case short(expected: Int, actual: Int)
    /// The game was writing whenever we looked.
    case unstable
    /// The system's error number.
    case unreadable(code: Int32)
  }

  /// Looks before a page counts as never at rest.
  private static let attempts = 4

  private let folder: String
  private let pages: [SharedPage]
  /// The pages end to end as they were read last.
  public private(set) var image: [UInt8]
  private var counters: [UInt32?]

  /// - Parameter folder: where the system keeps shared memory; another one for tests.
  public init(_ pages: [SharedPage], folder: String = "/dev/shm") {
    self.pages = pages
    self.folder = folder
    image = [UInt8](repeating: 0, count: pages.reduce(0) { $0 + $1.size })
    counters = pages.map { _ in nil }
  }

  /// Reads all pages; `true` where one has changed since the last time, and `image` is new.
  public mutating func refresh() throws(Failure) -> Bool {
    var isNew = false
    var start = 0
    for index in pages.indices {
      if try read(index, at: start) { isNew = true }
      start += pages[index].size
    }
    return isNew
  }

  /// Reads one page into the image; `true` where it has changed since the last time.
  private mutating func read(_ index: Int, at start: Int) throws(Failure) -> Bool {
    let page = pages[index]
    let descriptor = open(folder + "/" + page.name, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw errno == ENOENT ? .absent : .unreadable(code: errno) }
    defer { close(descriptor) }
    guard let offset = page.counter else {
      try copy(descriptor, page, to: start)
      return false
    }
    for _ in 0..<Self.attempts {
      let before = try counter(descriptor, page, offset)
      if page.isOddWhileWriting, before % 2 == 1 { continue }
      if before == counters[index] { return false }
      try copy(descriptor, page, to: start)
      guard try counter(descriptor, page, offset) == before else { continue }
      counters[index] = before
      return true
    }
    throw .unstable
  }

  private func counter(_ descriptor: Int32, _ page: SharedPage, _ offset: Int) throws(Failure) -> UInt32 {
    var value = UInt32(0)
    let count = pread(descriptor, &value, MemoryLayout<UInt32>.size, off_t(offset))
    try check(count, MemoryLayout<UInt32>.size, page, from: offset)
    return UInt32(littleEndian: value)
  }

  private mutating func copy(_ descriptor: Int32, _ page: SharedPage, to start: Int) throws(Failure) {
    let count = image.withUnsafeMutableBytes { bytes in
      pread(descriptor, bytes.baseAddress?.advanced(by: start), page.size, 0)
    }
    try check(count, page.size, page, from: 0)
  }

  private func check(_ count: Int, _ expected: Int, _ page: SharedPage, from offset: Int) throws(Failure) {
    guard count >= 0 else { throw .unreadable(code: errno) }
    guard count < expected else { return }
    if count == 0, offset == 0 { throw .absent }
    throw .short(expected: page.size, actual: offset + count)
  }
}

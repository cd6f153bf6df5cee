internal import CCurl
internal import Glibc

/// One request under way: what libcurl's callbacks read from and write to. Used by one thread.
final class Transfer {
  /// Gets the status and a piece of the body; returns `false` to stop.
  typealias Receiver = (Int, RawSpan) -> Bool

  /// Header lines together, bytes: no server of ours sends a fraction of it.
  private static let mostHeaders = 256 << 10

  private(set) var response = WebResponse(status: 0)
  private(set) var failure: WebFailure?
  private let limit: Int
  private let receiver: Receiver?
  private var headerBytes = 0
  private var body: SentBody

  init(_ body: WebRequest.Body, limit: Int, receiver: Receiver?) throws(WebFailure) {
    self.limit = limit
    self.receiver = receiver
    self.body = try SentBody(body)
  }

  /// A header line; `false` to stop.
  func take(header line: UnsafeRawBufferPointer) -> Bool {
    headerBytes += line.count
    guard headerBytes <= Self.mostHeaders else {
      failure = WebFailure(kind: .stopped, message: "too many headers")
      return false
    }
    if line.starts(with: "HTTP/".utf8) {
      // An interim answer comes before the one that counts.
      response = WebResponse(status: Self.status(line))
      return true
    }
    guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else { return true }
    let name = PlainText.line(line[..<colon], limit: 200).lowercased()
    let value = PlainText.line(line[(colon + 1)...], limit: 8_000)
    response.headers[name] = Self.trimmed(value)
    return true
  }

  /// A piece of the body; `false` to stop.
  func take(body piece: UnsafeRawBufferPointer) -> Bool {
    if response.isSuccess, let receiver {
      guard receiver(response.status, piece.bytes) else {
        failure = WebFailure(kind: .stopped, message: "the receiver stopped")
        return false
      }
      return true
    }
    let room = limit - response.body.count
    response.body.append(contentsOf: piece.prefix(max(0, room)))
    // Of an error's page the beginning is enough.
    guard piece.count <= room || !response.isSuccess else {
      failure = WebFailure(kind: .stopped, message: "the answer has more than \(limit) bytes")
      return false
    }
    return true
  }

  /// Fills a buffer with what is to be sent next; `nil` to give up.
  func fill(_ buffer: UnsafeMutableRawBufferPointer) -> Int? {
    do {
      return try body.read(buffer)
    } catch {
      failure = error
      return nil
    }
  }

  /// Goes to a byte of the body, to send it again over another connection.
  func seek(_ offset: Int) -> Bool {
    guard offset >= 0 else { return false }
    body.position = offset
    return true
  }

  private static func status(_ line: UnsafeRawBufferPointer) -> Int {
    let words = line.split(separator: UInt8(ascii: " "), maxSplits: 2)
    guard words.count >= 2 else { return 0 }
    return Int(String(decoding: words[1].prefix { $0 >= 0x30 && $0 <= 0x39 }, as: UTF8.self)) ?? 0
  }

  private static func trimmed(_ text: String) -> String {
    String(text.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
  }
}

/// The bytes that a request sends.
private struct SentBody: ~Copyable {
  private let source: WebRequest.Body
  private let descriptor: Int32
  var position = 0

  init(_ source: WebRequest.Body) throws(WebFailure) {
    self.source = source
    guard case .file(let path, _) = source else {
      descriptor = -1
      return
    }
    descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw WebFailure(kind: .file(code: errno), message: PlainText.line(String(cString: strerror(errno))))
    }
  }

  deinit { if descriptor >= 0 { close(descriptor) } }

  mutating func read(_ buffer: UnsafeMutableRawBufferPointer) throws(WebFailure) -> Int {
    let wanted = min(buffer.count, source.size - position)
    guard wanted > 0 else { return 0 }
    switch source {
    case .none: return 0
    case .bytes(let bytes):
      bytes.withUnsafeBytes {
        buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[position..<(position + wanted)]))
      }
      position += wanted
      return wanted
    case .file(_, let range):
      let count = pread(descriptor, buffer.baseAddress, wanted, off_t(range.lowerBound + position))
      guard count > 0 else {
        let code = count < 0 ? errno : EIO
        throw WebFailure(
          kind: .file(code: code), message: count < 0 ? String(cString: strerror(code)) : "the file became shorter")
      }
      position += count
      return count
    }
  }
}

// C callbacks must be functions of the file's top level: a closure may be bound to the wrong actor.

func takeHeader(_ bytes: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int, _ context: UnsafeMutableRawPointer?)
  -> Int
{
  guard let context else { return 0 }
  let transfer = Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
  return transfer.take(header: UnsafeRawBufferPointer(start: bytes, count: size * count)) ? size * count : 0
}

func takeBody(_ bytes: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int, _ context: UnsafeMutableRawPointer?)
  -> Int
{
  guard let context else { return 0 }
  let transfer = Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
  let piece = UnsafeRawBufferPointer(start: bytes, count: size * count)
  // Nothing to take is nothing refused, whatever the receiver says.
  return piece.isEmpty || transfer.take(body: piece) ? piece.count : 0
}

func fillBody(_ bytes: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int, _ context: UnsafeMutableRawPointer?)
  -> Int
{
  guard let context else { return Int(CURL_READFUNC_ABORT) }
  let transfer = Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
  return transfer.fill(UnsafeMutableRawBufferPointer(start: bytes, count: size * count)) ?? Int(CURL_READFUNC_ABORT)
}

func seekBody(_ context: UnsafeMutableRawPointer?, _ offset: curl_off_t, _ origin: Int32) -> Int32 {
  guard let context, origin == SEEK_SET else { return CURL_SEEKFUNC_FAIL }
  let transfer = Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
  return transfer.seek(Int(offset)) ? CURL_SEEKFUNC_OK : CURL_SEEKFUNC_FAIL
}

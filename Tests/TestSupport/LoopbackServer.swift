import Foundation
import Synchronization

/// A small HTTP server on this machine for tests: answers what a closure says, and breaks off where it is told to.
public final class LoopbackServer: Sendable {
  public struct Request: Sendable {
    public var method: String
    /// Path and query as they were sent.
    public var target: String
    /// By lower-case names.
    public var headers: [String: String]
    public var body: [UInt8]

    public init(method: String, target: String, headers: [String: String] = [:], body: [UInt8] = []) {
      self.method = method
      self.target = target
      self.headers = headers
      self.body = body
    }

    /// The path, as it was sent.
    public var path: String { String(target.prefix { $0 != "?" }) }

    /// The query, decoded; of several with one name the last.
    public var query: [String: String] {
      guard let mark = target.firstIndex(of: "?") else { return [:] }
      var values: [String: String] = [:]
      for part in target[target.index(after: mark)...].split(separator: "&") {
        let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        values[pair[0].removingPercentEncoding ?? pair[0]] = pair.count > 1 ? pair[1].removingPercentEncoding ?? "" : ""
      }
      return values
    }
  }

  public struct Answer: Sendable {
    public var status: Int
    public var headers: [String: String]
    public var body: [UInt8]
    /// How many bytes of the body are sent before the connection is closed; `nil` for all.
    public var brokenOffAfter: Int?
    /// The connection stays open and nothing is sent.
    public var isSilent = false

    public init(
      _ status: Int, headers: [String: String] = [:], body: [UInt8] = [], brokenOffAfter: Int? = nil
    ) {
      self.status = status
      self.headers = headers
      self.body = body
      self.brokenOffAfter = brokenOffAfter
    }

    public init(_ status: Int, headers: [String: String] = [:], _ text: String) {
      self.init(status, headers: headers, body: Array(text.utf8))
    }

    public static var silence: Answer {
      var answer = Answer(200)
      answer.isSilent = true
      return answer
    }
  }

  public let port: UInt16
  private let listener: Int32
  private let handle: @Sendable (Request) -> Answer
  private let connections = Mutex<(open: Set<Int32>, count: Int, isStopped: Bool)>(([], 0, false))

  public var address: String { "http://127.0.0.1:\(port)" }

  /// How many connections were made so far.
  public var connectionCount: Int { connections.withLock { $0.count } }

  /// - Parameter handle: called on a thread of the connection.
  public init(_ handle: @escaping @Sendable (Request) -> Answer) throws {
    self.handle = handle
    guard let bound = RawServer.listen() else { throw CocoaError(.featureUnsupported) }
    (listener, port) = bound
    Thread.detachNewThread { [self] in accept() }
  }

  /// Closes every connection and listens no more.
  public func stop() {
    connections.withLock { state in
      guard !state.isStopped else { return }
      state.isStopped = true
      shutdown(listener, Int32(SHUT_RDWR))
      for connection in state.open { shutdown(connection, Int32(SHUT_RDWR)) }
    }
  }

  private func accept() {
    while true {
      let connection = Foundation.accept(listener, nil, nil)
      guard connection >= 0 else {
        // Closed by this thread alone: its number may be another's at once.
        close(listener)
        return
      }
      connections.withLock {
        $0.open.insert(connection)
        $0.count += 1
      }
      Thread.detachNewThread { [self] in
        serve(connection)
        connections.withLock { _ = $0.open.remove(connection) }
        close(connection)
      }
    }
  }

  private func serve(_ connection: Int32) {
    var buffer: [UInt8] = []
    while let request = Self.read(connection, &buffer) {
      let answer = handle(request)
      if answer.isSilent {
        // Until the other side or the test gives up.
        var byte: UInt8 = 0
        _ = recv(connection, &byte, 1, 0)
        return
      }
      var head = "HTTP/1.1 \(answer.status) Answer\r\n"
      for (name, value) in answer.headers { head += "\(name): \(value)\r\n" }
      if answer.headers["Content-Length"] == nil { head += "Content-Length: \(answer.body.count)\r\n" }
      var bytes = Array((head + "\r\n").utf8)
      if request.method != "HEAD" { bytes += answer.body.prefix(answer.brokenOffAfter ?? .max) }
      guard Self.send(connection, bytes), answer.brokenOffAfter == nil else { return }
    }
  }

  private static func send(_ connection: Int32, _ bytes: [UInt8]) -> Bool {
    var sent = 0
    while sent < bytes.count {
      let count = bytes.withUnsafeBytes {
        Foundation.send(connection, $0.baseAddress! + sent, bytes.count - sent, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { return false }
      sent += count
    }
    return true
  }

  private static func more(_ connection: Int32, _ buffer: inout [UInt8]) -> Bool {
    var piece = [UInt8](repeating: 0, count: 64 << 10)
    let count = recv(connection, &piece, piece.count, 0)
    guard count > 0 else { return false }
    buffer += piece.prefix(count)
    return true
  }

  private static func read(_ connection: Int32, _ buffer: inout [UInt8]) -> Request? {
    let mark = Array("\r\n\r\n".utf8)
    var end: Int?
    while end == nil {
      end = buffer.firstRange(of: mark)?.upperBound
      if end == nil, !more(connection, &buffer) { return nil }
    }
    let lines = String(decoding: buffer[..<end!], as: UTF8.self).split(separator: "\r\n")
    buffer.removeFirst(end!)
    let words = lines.first?.split(separator: " ").map(String.init) ?? []
    guard words.count == 3 else { return nil }
    var headers: [String: String] = [:]
    for line in lines.dropFirst() {
      guard let colon = line.firstIndex(of: ":") else { continue }
      headers[line[..<colon].lowercased()] = line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
    }
    let size = Int(headers["content-length"] ?? "0") ?? 0
    if headers["expect"] != nil { _ = send(connection, Array("HTTP/1.1 100 Continue\r\n\r\n".utf8)) }
    while buffer.count < size {
      guard more(connection, &buffer) else { return nil }
    }
    let body = Array(buffer.prefix(size))
    buffer.removeFirst(size)
    return Request(method: words[0], target: words[1], headers: headers, body: body)
  }
}

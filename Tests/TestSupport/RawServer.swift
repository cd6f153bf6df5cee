import Foundation

/// A server on this machine that reads a little and answers with any bytes.
public final class RawServer: Sendable {
  private let listener: Int32
  public let port: UInt16

  public var address: String { "http://127.0.0.1:\(port)" }

  /// - Parameter answer: what is sent to the next connection before it is closed.
  public init(_ answer: @escaping @Sendable () -> [UInt8]) throws {
    guard let bound = Self.listen() else { throw CocoaError(.featureUnsupported) }
    (listener, port) = bound
    Thread.detachNewThread { [listener] in
      while true {
        let connection = accept(listener, nil, nil)
        guard connection >= 0 else {
          // Closed by this thread alone: its number may be another's at once.
          close(listener)
          return
        }
        var request = [UInt8](repeating: 0, count: 4_096)
        _ = recv(connection, &request, request.count, 0)
        let bytes = answer()
        _ = send(connection, bytes, bytes.count, Int32(MSG_NOSIGNAL))
        shutdown(connection, Int32(SHUT_RDWR))
        close(connection)
      }
    }
  }

  public func stop() { shutdown(listener, Int32(SHUT_RDWR)) }

  /// A socket that listens on a free port.
  static func listen() -> (socket: Int32, port: UInt16)? {
    let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isBound = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(listener, $0, size) == 0 && Foundation.listen(listener, 64) == 0 && getsockname(listener, $0, &size) == 0
      }
    }
    return isBound ? (listener, UInt16(bigEndian: address.sin_port)) : nil
  }
}

import Foundation

/// Sends any bytes to a server of this machine.
public enum RawClient {
  /// Sends, reads what comes back until the server closes, and closes.
  public static func send(_ bytes: [UInt8], port: UInt16) {
    let connection = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(connection) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    address.sin_port = port.bigEndian
    let isConnected = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(connection, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
      }
    }
    guard isConnected else { return }
    _ = Foundation.send(connection, bytes, bytes.count, Int32(MSG_NOSIGNAL))
    shutdown(connection, Int32(SHUT_WR))
    var answer = [UInt8](repeating: 0, count: 4_096)
    while recv(connection, &answer, answer.count, 0) > 0 {}
  }
}

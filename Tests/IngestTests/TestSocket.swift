import Foundation

/// A plain UDP socket of the test, to play the game with.
final class TestSocket {
  private let descriptor: Int32
  private let isVersion6: Bool

  init(isVersion6: Bool) {
    self.isVersion6 = isVersion6
    descriptor = socket(isVersion6 ? AF_INET6 : AF_INET, Int32(SOCK_DGRAM.rawValue), 0)
  }

  deinit { close(descriptor) }

  /// Takes a free port and tells which.
  func bind() -> UInt16 {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
        _ = Foundation.bind(descriptor, generic, size)
        getsockname(descriptor, generic, &size)
      }
    }
    return UInt16(bigEndian: address.sin_port)
  }

  func send(_ bytes: [UInt8], to port: UInt16) {
    if isVersion6 {
      var address = sockaddr_in6()
      address.sin6_family = sa_family_t(AF_INET6)
      address.sin6_port = port.bigEndian
      address.sin6_addr = in6addr_loopback
      send(bytes, &address)
    } else {
      var address = sockaddr_in()
      address.sin_family = sa_family_t(AF_INET)
      address.sin_port = port.bigEndian
      address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
      send(bytes, &address)
    }
  }

  private func send<Address>(_ bytes: [UInt8], _ address: inout Address) {
    withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
        _ = sendto(descriptor, bytes, bytes.count, 0, generic, socklen_t(MemoryLayout<Address>.size))
      }
    }
  }

  /// The next datagram, or `nil` after a second of silence.
  func receive() -> [UInt8]? {
    var wait = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    guard poll(&wait, 1, 10_000) > 0 else { return nil }
    var buffer = [UInt8](repeating: 0, count: 2048)
    let count = recv(descriptor, &buffer, buffer.count, 0)
    return count < 0 ? nil : Array(buffer[..<count])
  }
}

import Glibc
import Settings

/// Folders of this user on this machine.
enum Folders {
  static func environment(_ name: String) -> String? {
    guard let value = getenv(name), value.pointee != 0 else { return nil }
    return String(cString: value)
  }

  static var places: Places { Places(environment: environment) }

  /// Folder of the history: the option, or the XDG place.
  static func data(_ arguments: Arguments) -> String { arguments.value("data") ?? places.data }

  /// Makes a folder and those above it.
  /// - Throws: `SettingsProblem` naming the folder.
  static func make(_ folder: String) throws {
    var path = folder.hasPrefix("/") ? "" : "."
    for part in folder.split(separator: "/") {
      path += "/" + part
      if mkdir(path, 0o755) != 0, errno != EEXIST {
        let reason = String(cString: strerror(errno))
        throw SettingsProblem(
          message: "cannot make the folder \(Text.safe(path)): \(reason); choose another with --data")
      }
    }
  }

  /// The text of a file; `nil` where there is none.
  /// - Throws: `SettingsProblem` for a file that is there and cannot be read.
  static func text(of path: String) throws -> String? {
    guard let file = fopen(path, "r") else {
      guard errno != ENOENT else { return nil }
      throw SettingsProblem(message: "\(Text.safe(path)): \(String(cString: strerror(errno)))")
    }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4_096)
    while bytes.count < largestText {
      let count = fread(&buffer, 1, buffer.count, file)
      guard count > 0 else { break }
      bytes.append(contentsOf: buffer.prefix(count))
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Nobody writes settings of a megabyte by hand.
  private static let largestText = 1 << 20

  /// Folder of the running program, as the system knows it.
  static var program: String? {
    var buffer = [CChar](repeating: 0, count: 4_096)
    let length = readlink("/proc/self/exe", &buffer, buffer.count - 1)
    guard length > 0 else { return nil }
    let path = String(decoding: buffer.prefix(length).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    return path.lastIndex(of: "/").map { String(path[..<$0]) }
  }
}

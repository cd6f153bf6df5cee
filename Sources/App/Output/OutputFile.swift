import Glibc

/// Files that the program writes for the user.
enum OutputFile {
  /// Writes a file; one that is there is replaced only once the new one is whole.
  ///
  /// - Throws: `SettingsProblem` naming the file and the system's reason.
  static func write(_ bytes: [UInt8], to path: String) throws {
    let temporary = path + ".part"
    guard let file = fopen(temporary, "w") else {
      throw SettingsProblem(message: "\(Text.safe(path)) cannot be written: \(String(cString: strerror(errno)))")
    }
    let written = bytes.withUnsafeBytes { buffer in
      buffer.count == 0 || fwrite(buffer.baseAddress, 1, buffer.count, file) == buffer.count
    }
    guard fclose(file) == 0, written, rename(temporary, path) == 0 else {
      let reason = String(cString: strerror(errno))
      unlink(temporary)
      throw SettingsProblem(message: "\(Text.safe(path)) cannot be written: \(reason)")
    }
  }
}

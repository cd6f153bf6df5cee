public import Foundation

/// The folder of real recordings, which is not part of the package: tests that need it are skipped without it.
public enum RealData {
  /// Where `TENTHS_DATA` says, else beside the package.
  public static let folder: URL = {
    if let path = ProcessInfo.processInfo.environment["TENTHS_DATA"] { return URL(fileURLWithPath: path) }
    return URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("shared/data")
  }()

  /// Whether the recordings are there; says once when they are not.
  public static let isAvailable: Bool = {
    let isThere = FileManager.default.fileExists(atPath: folder.path)
    if !isThere { print("The real recordings are not in \(folder.path): their tests are not run.") }
    return isThere
  }()

  /// The bytes of a file, by its path in the folder.
  public static func bytes(_ path: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: folder.appendingPathComponent(path)))
  }
}

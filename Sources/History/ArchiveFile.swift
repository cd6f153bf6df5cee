import Glibc

/// Files of an archive.
enum ArchiveFile {
  /// Largest file that is read, bytes: a table of a million rows has less.
  private static let largest = 4 << 30

  static func text(of path: String) throws(HistoryError) -> String {
    guard let text = String(validating: try bytes(of: path), as: UTF8.self) else {
      throw HistoryError(kind: .damagedArchive(file: path, line: 0), message: "it is no text")
    }
    return text
  }

  static func bytes(of path: String) throws(HistoryError) -> [UInt8] {
    guard let file = fopen(path, "r") else { throw HistoryFiles.failure(path) }
    defer { fclose(file) }
    let size = HistoryFiles.size(of: path)
    guard size <= largest else {
      throw HistoryError(kind: .damagedArchive(file: path, line: 0), message: "it is larger than any of ours")
    }
    var bytes = [UInt8](repeating: 0, count: size)
    let count = fread(&bytes, 1, size, file)
    guard count == size else { throw HistoryFiles.failure(path) }
    return bytes
  }
}

/// A file that is written piece by piece.
struct ArchiveWriter: ~Copyable {
  private let path: String
  private let file: UnsafeMutablePointer<FILE>

  init(_ path: String) throws(HistoryError) {
    guard let file = fopen(path, "wx") else { throw HistoryFiles.failure(path) }
    self.path = path
    self.file = file
  }

  deinit { fclose(file) }

  func put(_ text: String) throws(HistoryError) {
    var text = text
    let isWritten = text.withUTF8 { fwrite($0.baseAddress, 1, $0.count, file) == $0.count }
    guard isWritten || text.isEmpty else { throw HistoryFiles.failure(path) }
  }

  /// Hands everything to the system.
  func end() throws(HistoryError) {
    guard fflush(file) == 0 else { throw HistoryFiles.failure(path) }
  }
}

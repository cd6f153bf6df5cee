import Ingest
import Recordings
import Storage
import Synchronization

/// Where recordings lie. Whatever reads them asks here, so that a folder and a bucket are the same to it.
protocol RecordingFiles: Sendable {
  /// The path itself where it names a file, else every file below it in the order of their names; empty where there is nothing.
  func files(under path: String) throws -> [String]
  /// The names of the files in a folder, in no order.
  func names(in folder: String) -> [String]
  func open(_ path: String) throws -> ByteStore
  /// The names of the folders in which a file lies, the nearest first.
  func folders(of path: String) -> [String]
  /// When a file was last written, s since 1970.
  func modified(_ path: String) -> Double?
}

/// Files of this machine.
struct LocalFiles: RecordingFiles {
  func files(under path: String) -> [String] { FileTree.files(under: path) }
  func names(in folder: String) -> [String] { FileTree.names(in: folder) }
  func open(_ path: String) throws -> ByteStore { try MappedFile.open(path: path) }
  func folders(of path: String) -> [String] { FileTree.folders(of: path) }
  func modified(_ path: String) -> Double? { FileTree.modified(path) }
}

/// Which files a path belongs to.
enum RecordingPlaces {
  private static let buckets = Mutex<[String: BucketFiles]>([:])

  /// The setting for commands that are given no path: a folder, or a bucket as `s3://bucket/prefix`.
  static var usual: String? { Folders.environment("TENTHS_RECORDINGS") }

  /// - Throws: `StorageError` where a bucket's settings cannot be used.
  static func files(for path: String) throws -> any RecordingFiles {
    guard let address = BucketAddress(path) else { return LocalFiles() }
    let root = address.root
    if let known = buckets.withLock({ $0[root] }) { return known }
    let made = BucketFiles(root: root, store: try BucketSettings.reading.store(address))
    buckets.withLock { $0[root] = made }
    return made
  }

  /// Every file below a path, wherever it lies.
  static func files(under path: String) throws -> [String] { try files(for: path).files(under: path) }
}

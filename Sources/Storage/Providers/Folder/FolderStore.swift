internal import Cryptography
internal import Glibc
internal import Web

/// A folder of this machine: a stick, a mounted drive, or one that another program carries elsewhere. Keys are paths below it.
///
/// An object is written to a file beside it first and then takes its name, so that half of one is never seen. The folder itself has to be
/// there: a drive that is not mounted is not mistaken for an empty store.
public struct FolderStore: ObjectStore {
  private static let temporaryPrefix = ".tenths-"
  private static let temporarySuffix = ".part"
  private static let pieceSize = 256 << 10

  private let path: String
  private let prefix: String

  public var address: String { PlainText.line(path + (prefix.isEmpty ? "" : "/" + prefix)) }

  public var capabilities: StoreCapabilities { StoreCapabilities(createsOnly: true) }

  public init(_ settings: StoreSettings) throws(StorageError) {
    guard !settings.place.isEmpty, !settings.place.utf8.contains(0) else {
      throw StorageError(kind: .settings, message: "the folder's path is missing")
    }
    path = settings.place
    prefix = settings.prefix
  }

  public init(path: String) {
    self.path = path
    prefix = ""
  }

  /// The folders and the name of an object.
  private func parts(_ key: String) throws(StorageError) -> (folders: [String], name: String) {
    let parts = (prefix + key).split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    let isUsable = parts.allSatisfy { part in
      !part.isEmpty && part != "." && part != ".." && !part.utf8.contains(0) && !Self.isTemporary(part)
    }
    guard isUsable, !key.isEmpty, let name = parts.last else {
      throw StorageError(kind: .key, message: "no path of a file within the folder", key: PlainText.line(key))
    }
    return (Array(parts.dropLast()), name)
  }

  private static func isTemporary(_ name: String) -> Bool {
    name.hasPrefix(temporaryPrefix) && name.hasSuffix(temporarySuffix)
  }

  /// Calls `body` with the folder in which an object lies; `nil` where there is no such folder.
  private func within<Result>(
    _ folders: [String], isMade: Bool, key: String, _ body: (borrowing FolderHandle) throws(StorageError) -> Result
  ) throws(StorageError) -> Result? {
    do {
      var folder = try FolderHandle(root: path)
      for name in folders {
        guard let next = try folder.folder(name, isMade: isMade) else { return nil }
        folder = next
      }
      return try body(folder)
    } catch {
      throw StorageError(kind: error.kind, message: error.message, key: error.key ?? key)
    }
  }

  public func size(of key: String) throws(StorageError) -> Int? {
    let (folders, name) = try parts(key)
    let size = try within(folders, isMade: false, key: key) { folder throws(StorageError) -> Int? in
      var status = stat()
      guard fstatat(folder.descriptor, name, &status, AT_SYMLINK_NOFOLLOW) == 0 else {
        if errno == ENOENT { return nil }
        throw .system(errno, key: key)
      }
      return status.st_mode & S_IFMT == S_IFREG ? Int(status.st_size) : nil
    }
    return size ?? nil
  }

  public func get(_ key: String, range: Range<Int>?, into receive: (RawSpan) -> Bool) throws(StorageError) {
    let (folders, name) = try parts(key)
    let missing = StorageError(kind: .missing, message: "no such object", key: key)
    let isRead: Void? = try within(folders, isMade: false, key: key) { folder throws(StorageError) in
      // Without waiting: a pipe of that name would never be opened.
      let file = openat(folder.descriptor, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
      guard file >= 0 else { throw errno == ENOENT || errno == ELOOP ? missing : .system(errno, key: key) }
      defer { close(file) }
      var status = stat()
      guard fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { throw missing }
      try Self.read(file, (range ?? 0..<Int.max).clamped(to: 0..<Int(status.st_size)), key: key, into: receive)
    }
    if isRead == nil { throw missing }
  }

  private static func read(
    _ file: Int32, _ range: Range<Int>, key: String, into receive: (RawSpan) -> Bool
  ) throws(StorageError) {
    var buffer = [UInt8](repeating: 0, count: min(pieceSize, max(1, range.count)))
    var place = range.lowerBound
    while place < range.upperBound {
      let count = pread(file, &buffer, min(buffer.count, range.upperBound - place), off_t(place))
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw .system(count < 0 ? errno : EIO, key: key) }
      guard receive(buffer.span.bytes.extracting(0..<count)) else {
        throw StorageError(kind: .stopped, message: "the receiver stopped", key: key)
      }
      place += count
    }
  }

  public func delete(_ key: String) throws(StorageError) {
    let (folders, name) = try parts(key)
    _ = try within(folders, isMade: false, key: key) { folder throws(StorageError) in
      guard unlinkat(folder.descriptor, name, 0) == 0 || errno == ENOENT || errno == EISDIR else {
        throw .system(errno, key: key)
      }
      folder.synchronise()
    }
  }

  public func put(_ body: ObjectBody, as key: String, onlyNew: Bool) throws(StorageError) {
    let (folders, name) = try parts(key)
    _ = try within(folders, isMade: true, key: key) { folder throws(StorageError) in
      let temporary = Self.temporaryPrefix + Hexadecimal.text(randomBytes(8)) + Self.temporarySuffix
      do throws(StorageError) {
        try Self.write(body, to: temporary, in: folder, key: key)
        try onlyNew
          ? Self.nameNew(temporary, as: name, in: folder, key: key)
          : Self.rename(temporary, to: name, in: folder, key: key)
      } catch {
        unlinkat(folder.descriptor, temporary, 0)
        throw error
      }
      folder.synchronise()
    }
  }

  private static func rename(
    _ temporary: String, to name: String, in folder: borrowing FolderHandle, key: String
  ) throws(StorageError) {
    guard renameat(folder.descriptor, temporary, folder.descriptor, name) == 0 else { throw .system(errno, key: key) }
  }

  /// Gives a file its name where that is free.
  private static func nameNew(
    _ temporary: String, as name: String, in folder: borrowing FolderHandle, key: String
  ) throws(StorageError) {
    let exists = StorageError(kind: .exists, message: "there is one already", key: key)
    if linkat(folder.descriptor, temporary, folder.descriptor, name, 0) == 0 {
      unlinkat(folder.descriptor, temporary, 0)
      return
    }
    if errno == EEXIST { throw exists }
    guard [EPERM, ENOTSUP, ENOSYS, EMLINK].contains(errno) else { throw .system(errno, key: key) }
    // A stick without hard links: the name is taken by an empty file first.
    let claim = openat(folder.descriptor, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
    guard claim >= 0 else { throw errno == EEXIST ? exists : .system(errno, key: key) }
    close(claim)
    try rename(temporary, to: name, in: folder, key: key)
  }

  private static func write(
    _ body: ObjectBody, to name: String, in folder: borrowing FolderHandle, key: String
  ) throws(StorageError) {
    let file = openat(folder.descriptor, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
    guard file >= 0 else { throw .system(errno, key: key) }
    defer { close(file) }
    switch body {
    case .bytes(let bytes): try write(bytes.span.bytes, to: file, key: key)
    case .file(let path):
      let source = open(path, O_RDONLY | O_CLOEXEC)
      guard source >= 0 else { throw .system(errno, key: key) }
      defer { close(source) }
      var buffer = [UInt8](repeating: 0, count: pieceSize)
      while true {
        let count = Glibc.read(source, &buffer, buffer.count)
        if count < 0, errno == EINTR { continue }
        guard count >= 0 else { throw .system(errno, key: key) }
        if count == 0 { break }
        try write(buffer.span.bytes.extracting(0..<count), to: file, key: key)
      }
    }
    // Some file systems of the network and of user space cannot promise more than they do anyway.
    guard fsync(file) == 0 || [EINVAL, ENOSYS, ENOTSUP].contains(errno) else { throw .system(errno, key: key) }
  }

  private static func write(_ bytes: RawSpan, to file: Int32, key: String) throws(StorageError) {
    var code: Int32 = 0
    bytes.withUnsafeBytes { buffer in
      var written = 0
      while written < buffer.count, code == 0 {
        let count = Glibc.write(file, buffer.baseAddress! + written, buffer.count - written)
        if count >= 0 {
          written += count
        } else if errno != EINTR {
          code = errno
        }
      }
    }
    if code != 0 { throw .system(code, key: key) }
  }

  public func list(prefix: String, after: String?, limit: Int) throws(StorageError) -> ObjectPage {
    var walk = FolderWalk(
      prefix: self.prefix + prefix, after: after.map { self.prefix + $0 }, limit: max(0, limit), cut: self.prefix,
      isHidden: Self.isTemporary)
    try walk.visit(FolderHandle(root: path), "", depth: 0)
    return ObjectPage(entries: walk.entries, hasMore: walk.hasMore)
  }
}

extension StoreKind {
  static let folder = StoreKind(name: "folder", summary: "a folder of this machine, a stick or a mounted drive") {
    settings throws(StorageError) in try FolderStore(settings)
  }
}

/// A place where objects lie under keys: a folder, a bucket, a server. Everything above it is the same for all of them.
///
/// A key is made of `0-9 a-z - /` for what Tenths writes itself, and of any text where a user's own bucket is read; it never begins with a
/// slash. Every call blocks until it is done, and several threads may call at once. A call that failed may have taken effect.
public protocol ObjectStore: Sendable {
  /// What it is called in messages: never contains a secret.
  var address: String { get }

  var capabilities: StoreCapabilities { get }

  /// The objects whose keys begin with `prefix`, by ascending key (by bytes), from the first behind `after` on.
  ///
  /// - Parameter limit: at most this many; a store may return fewer and still say that there are more.
  func list(prefix: String, after: String?, limit: Int) throws(StorageError) -> ObjectPage

  /// The size of an object in bytes; `nil` where there is none.
  func size(of key: String) throws(StorageError) -> Int?

  /// Stores an object, whole or not at all. An object that is there is replaced.
  ///
  /// - Parameter onlyNew: fails with `.exists` where there is one already. Only where `capabilities` says so.
  func put(_ body: ObjectBody, as key: String, onlyNew: Bool) throws(StorageError)

  /// Reads an object, or a part of it, piece by piece.
  ///
  /// - Parameters:
  ///   - range: the bytes that are wanted, cut to what there is; `nil` for all.
  ///   - receive: gets the pieces in their order; returns `false` to stop, which fails with `.stopped`.
  /// - Throws: `.missing` where there is no such object.
  func get(_ key: String, range: Range<Int>?, into receive: (RawSpan) -> Bool) throws(StorageError)

  /// Removes an object; one that is not there is no error.
  func delete(_ key: String) throws(StorageError)
}

/// What a store can do beyond the plain calls.
public struct StoreCapabilities: Sendable, Equatable {
  /// `onlyNew` is obeyed.
  public var createsOnly: Bool
  /// The largest object, bytes; `nil` where there is no known limit.
  public var largestObject: Int?

  public init(createsOnly: Bool = false, largestObject: Int? = nil) {
    self.createsOnly = createsOnly
    self.largestObject = largestObject
  }
}

/// An object in a list.
public struct ObjectEntry: Sendable, Hashable {
  public var key: String
  /// Bytes.
  public var size: Int

  public init(key: String, size: Int) {
    self.key = key
    self.size = size
  }
}

/// A part of a list.
public struct ObjectPage: Sendable, Hashable {
  public var entries: [ObjectEntry]
  /// Whether there may be more behind the last entry.
  public var hasMore: Bool

  public init(entries: [ObjectEntry], hasMore: Bool) {
    self.entries = entries
    self.hasMore = hasMore
  }
}

/// What an object is made of.
public enum ObjectBody: Sendable {
  case bytes([UInt8])
  /// A whole file, read while it is sent; it must not change meanwhile.
  case file(path: String)
}

extension ObjectStore {
  /// A whole object in memory.
  ///
  /// - Parameter limit: more bytes than this fail with `.tooLarge`, before they are held.
  public func get(_ key: String, limit: Int) throws(StorageError) -> [UInt8] {
    var bytes: [UInt8] = []
    var isTooLarge = false
    do {
      try get(key, range: nil) { piece in
        guard bytes.count + piece.byteCount <= limit else {
          isTooLarge = true
          return false
        }
        piece.withUnsafeBytes { bytes.append(contentsOf: $0) }
        return true
      }
    } catch {
      throw isTooLarge ? StorageError(kind: .tooLarge, message: "more than \(limit) bytes", key: key) : error
    }
    return bytes
  }

  /// Every object whose key begins with `prefix`, page by page.
  ///
  /// - Parameter after: the key behind which to begin.
  public func forEach(
    prefix: String, after: String? = nil, _ body: (ObjectEntry) throws(StorageError) -> Void
  ) throws(StorageError) {
    var last = after
    while true {
      let page = try list(prefix: prefix, after: last, limit: 1_000)
      for entry in page.entries { try body(entry) }
      guard page.hasMore, let newest = page.entries.last?.key else { return }
      last = newest
    }
  }
}

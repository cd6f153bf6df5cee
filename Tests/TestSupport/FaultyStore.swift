public import Storage
import Synchronization

/// A store in front of another that fails by chance as networks and servers do; the same seed fails in the same places.
public final class FaultyStore: ObjectStore {
  public enum Fault: Hashable, Sendable, CaseIterable {
    /// Nothing happened and the caller is told so.
    case failsBefore
    /// It took effect and the caller is told that it failed.
    case failsAfter
    /// Nothing happened, no answer.
    case timesOutBefore
    /// It took effect, no answer.
    case timesOutAfter
    /// Status 500.
    case isBroken
    /// Status 429 with a time to wait.
    case isBusy
    /// Status 403.
    case isDenied
    /// A call takes effect twice, as when a retry overtakes it.
    case isDoubled
    /// A list of some calls ago.
    case listsOld
    /// An object is handed over short, and nothing is said.
    case isCutShort
    /// An object is handed over in part, then the way breaks.
    case breaksOff
  }

  private struct State {
    var random: SplitMix64
    var odds: [Fault: Double]
    var faults: [Fault: Int] = [:]
    var calls = 0
    /// The last changes, newest last: what is needed for a list of some calls ago.
    var changes: [(key: String, sizeBefore: Int?)] = []
  }

  private let store: any ObjectStore
  private let state: Mutex<State>

  /// - Parameter odds: how likely each fault is at a call that it can befall, 0…1.
  public init(_ store: any ObjectStore, seed: UInt64, odds: [Fault: Double]) {
    self.store = store
    state = Mutex(State(random: SplitMix64(seed: seed), odds: odds))
  }

  /// Every fault equally likely.
  public convenience init(_ store: any ObjectStore, seed: UInt64, each odds: Double = 0.03) {
    self.init(store, seed: seed, odds: Dictionary(uniqueKeysWithValues: Fault.allCases.map { ($0, odds) }))
  }

  public var address: String { store.address }
  public var capabilities: StoreCapabilities { store.capabilities }

  /// How often each fault befell a call.
  public var faults: [Fault: Int] { state.withLock { $0.faults } }
  public var calls: Int { state.withLock { $0.calls } }

  /// From now on these are the odds; none for a store that works.
  public func set(odds: [Fault: Double]) { state.withLock { $0.odds = odds } }

  /// Draws the fault of a call.
  private func draw(_ possible: [Fault]) -> Fault? {
    state.withLock { state in
      state.calls += 1
      for fault in possible where Double.random(in: 0..<1, using: &state.random) < state.odds[fault] ?? 0 {
        state.faults[fault, default: 0] += 1
        return fault
      }
      return nil
    }
  }

  private static let anywhere: [Fault] = [
    .failsBefore, .failsAfter, .timesOutBefore, .timesOutAfter, .isBroken, .isBusy, .isDenied,
  ]

  private static func error(_ fault: Fault?, _ key: String?) -> StorageError? {
    switch fault {
    case .failsBefore, .failsAfter, .breaksOff: StorageError(kind: .unreachable, message: "no way", key: key)
    case .timesOutBefore, .timesOutAfter: StorageError(kind: .timedOut, message: "no answer", key: key)
    case .isBroken: StorageError(kind: .busy(retryAfter: nil), message: "status 500", key: key)
    case .isBusy: StorageError(kind: .busy(retryAfter: 2), message: "status 429", key: key)
    case .isDenied: StorageError(kind: .denied, message: "status 403", key: key)
    case .isDoubled, .listsOld, .isCutShort, nil: nil
    }
  }

  private static func takesEffect(_ fault: Fault?) -> Bool { fault == .failsAfter || fault == .timesOutAfter }

  /// Runs a call with its fault around it.
  private func run<Result>(
    _ fault: Fault?, _ key: String?, _ body: () throws(StorageError) -> Result
  ) throws(StorageError) -> Result {
    let error = Self.error(fault, key)
    if let error, !Self.takesEffect(fault) { throw error }
    let result = try body()
    if let error { throw error }
    return result
  }

  public func list(prefix: String, after: String?, limit: Int) throws(StorageError) -> ObjectPage {
    let fault = draw(Self.anywhere + [.listsOld])
    let page = try run(fault, nil) { () throws(StorageError) in
      try store.list(prefix: prefix, after: after, limit: limit)
    }
    return fault == .listsOld ? old(page, prefix: prefix, after: after) : page
  }

  /// The page as it was some changes ago.
  private func old(_ page: ObjectPage, prefix: String, after: String?) -> ObjectPage {
    let changes = state.withLock { state in
      state.changes.suffix(Int.random(in: 0...state.changes.count, using: &state.random))
    }
    var entries = Dictionary(uniqueKeysWithValues: page.entries.map { ($0.key, $0.size) })
    let end = page.hasMore ? page.entries.last?.key : nil
    for change in changes.reversed() {
      let key = change.key
      guard key.utf8.starts(with: prefix.utf8), after.map({ $0.utf8.lexicographicallyPrecedes(key.utf8) }) ?? true,
        end.map({ key.utf8.lexicographicallyPrecedes($0.utf8) }) ?? true
      else { continue }
      entries[key] = change.sizeBefore
    }
    let sorted = entries.map { ObjectEntry(key: $0.key, size: $0.value) }.sorted {
      $0.key.utf8.lexicographicallyPrecedes($1.key.utf8)
    }
    return ObjectPage(entries: sorted, hasMore: page.hasMore && !sorted.isEmpty)
  }

  private func remember(_ key: String) throws(StorageError) {
    let size = try store.size(of: key)
    state.withLock { state in
      state.changes.append((key, size))
      if state.changes.count > 50 { state.changes.removeFirst() }
    }
  }

  public func size(of key: String) throws(StorageError) -> Int? {
    try run(draw(Self.anywhere), key) { () throws(StorageError) in try store.size(of: key) }
  }

  public func put(_ body: ObjectBody, as key: String, onlyNew: Bool) throws(StorageError) {
    let fault = draw(Self.anywhere + [.isDoubled])
    try run(fault, key) { () throws(StorageError) in
      try remember(key)
      try store.put(body, as: key, onlyNew: onlyNew)
      if fault == .isDoubled { try store.put(body, as: key, onlyNew: onlyNew) }
    }
  }

  public func get(_ key: String, range: Range<Int>?, into receive: (RawSpan) -> Bool) throws(StorageError) {
    let fault = draw(Self.anywhere + [.isCutShort, .breaksOff])
    guard fault == .isCutShort || fault == .breaksOff else {
      try run(fault, key) { () throws(StorageError) in try store.get(key, range: range, into: receive) }
      return
    }
    var rest = 0
    if let size = try store.size(of: key), size > 0 {
      rest = state.withLock { Int.random(in: 0..<size, using: &$0.random) }
    }
    try store.get(key, range: range) { piece in
      let count = min(rest, piece.byteCount)
      rest -= count
      return count == 0 ? true : receive(piece.extracting(0..<count))
    }
    if let error = Self.error(fault, key) { throw error }
  }

  public func delete(_ key: String) throws(StorageError) {
    let fault = draw(Self.anywhere + [.isDoubled])
    try run(fault, key) { () throws(StorageError) in
      try remember(key)
      try store.delete(key)
      if fault == .isDoubled { try store.delete(key) }
    }
  }
}

internal import Synchronization

/// Which devices were here, put down in the keeper every few seconds instead of with every request.
final class DeviceLedger: Sendable {
  private struct Name: Hashable {
    var vault: String
    var device: String
  }

  private struct State {
    var pending: [Name: (bytes: Int, lastSeen: Double)] = [:]
    var writtenAt = 0.0
  }

  /// s.
  private static let interval = 10.0

  private let state = Mutex(State())

  func note(_ device: String, vault: String, bytes: Int, now: Double) {
    state.withLock { state in
      let before = state.pending[Name(vault: vault, device: device)]
      state.pending[Name(vault: vault, device: device)] = ((before?.bytes ?? 0) + bytes, now)
    }
  }

  /// Puts down what is waiting.
  ///
  /// - Parameter isDue: whether only what has waited for its time.
  func write(to keeper: any HubKeeper, isDue: Bool = false, now: Double) throws(HubError) {
    let pending = state.withLock { state -> [Name: (bytes: Int, lastSeen: Double)] in
      guard !isDue || now - state.writtenAt >= Self.interval else { return [:] }
      state.writtenAt = now
      defer { state.pending = [:] }
      return state.pending
    }
    for (name, value) in pending {
      try keeper.touch(name.device, vault: name.vault, bytes: value.bytes, now: value.lastSeen)
    }
  }
}

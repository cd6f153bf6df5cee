internal import Cryptography
internal import Synchronization

/// Checks requests that devices sign, and that none comes twice.
final class DeviceSignatures: Sendable {
  enum Outcome {
    case valid
    /// The signature is right, and the device's clock or this one is off.
    case clock
    case wrong
  }

  /// How far the clocks may be apart, s.
  static let window = 300.0
  /// Signatures that are remembered; beyond, nobody is let in until some are too old anyway.
  private static let most = 200_000

  private struct State {
    /// When each signature was seen, s since 1970.
    var seen: [[UInt8]: Double] = [:]
    var cleanedAt = 0.0
  }

  private let state = Mutex(State())

  func check(
    _ signature: RequestSignature, for subject: RequestSignature.Subject, key: PublicKey, now: Double
  ) -> Outcome {
    guard signature.isValid(for: subject, key: key) else { return .wrong }
    guard abs(now - Double(signature.seconds)) <= Self.window else { return .clock }
    return state.withLock { state in
      if now - state.cleanedAt > 30 || state.seen.count >= Self.most {
        // Twice the window: one from a clock that is ahead stays valid for longer.
        state.seen = state.seen.filter { now - $0.value <= 2 * Self.window }
        state.cleanedAt = now
      }
      guard state.seen.count < Self.most, state.seen[signature.signature] == nil else { return .wrong }
      state.seen[signature.signature] = now
      return .valid
    }
  }
}

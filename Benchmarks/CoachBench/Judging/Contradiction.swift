/// Messages that send the driver in opposite directions.
enum Contradiction {
  /// Time within which nothing may be taken back, s. COACHING 12.3.
  static let window = 20.0

  /// Rules that ask for more speed, or sooner pedals, and rules that ask for less.
  private static let faster: Set<String> = [
    "brake-early", "over-slow", "late-throttle", "slow-to-full", "long-pause", "brake-drag", "lift-in-fast",
    "lift-to-brake-gap", "min-speed-early", "brake-soft",
  ]
  private static let slower: Set<String> = [
    "brake-late-overshoot", "early-then-lift", "early-apex", "wheelspin", "rear-slide", "front-push", "lock-up",
    "brake-dump",
  ]

  static func count(_ messages: [ShownMessage]) -> Int {
    var found = 0
    for (index, message) in messages.enumerated() {
      for other in messages[(index + 1)...] where other.time - message.time <= window {
        guard let rule = message.rule, let second = other.rule, message.corner == other.corner else { continue }
        if (faster.contains(rule) && slower.contains(second)) || (slower.contains(rule) && faster.contains(second)) {
          found += 1
        }
      }
    }
    return found
  }
}

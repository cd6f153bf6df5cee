/// What the list of sessions is limited to: words, and fields as in `track:fuji car:m4 tag:wet >2026-10 best<1:31 laps>5`; a `-`
/// before any of them leaves out what it finds.
struct SessionFilter: Sendable, Hashable {
  /// The fields that hold a text.
  enum Field: String, CaseIterable, Sendable {
    case track, car, driver, game, kind, tag, note
  }

  private enum Term: Sendable, Hashable {
    /// Anywhere in the session.
    case word([UInt8])
    case field(Field, [UInt8])
    /// From a day on, or before it; as much of it as was typed.
    case since(String)
    case before(String)
    /// Best lap, s.
    case faster(Double)
    case slower(Double)
    case moreLaps(Int)
    case fewerLaps(Int)
  }

  private struct Condition: Sendable, Hashable {
    var term: Term
    var isNegated: Bool
  }

  private var conditions: [Condition] = []
  /// What is wrong with the text, in words; the rest of it holds all the same.
  private(set) var problem: String?

  init(_ text: String) {
    for token in Self.tokens(text) {
      var rest = token
      let isNegated = rest.count > 1 && rest.hasPrefix("-")
      if isNegated { rest.removeFirst() }
      switch Self.term(rest) {
      case .success(let term): if let term { conditions.append(Condition(term: term, isNegated: isNegated)) }
      case .failure(let wrong): problem = problem ?? wrong.words
      }
    }
  }

  var isEmpty: Bool { conditions.isEmpty }

  /// Whether a session passes.
  func matches(_ session: SessionSummary) -> Bool {
    conditions.allSatisfy { Self.holds($0.term, session) != $0.isNegated }
  }

  // MARK: Reading

  private struct Wrong: Error { var words: String }

  /// Words; what stands in quotes is one.
  static func tokens(_ text: String) -> [String] {
    var tokens: [String] = []
    var token = ""
    var isQuoted = false
    for character in text {
      if character == "\"" {
        isQuoted.toggle()
      } else if character == " ", !isQuoted {
        if !token.isEmpty { tokens.append(token) }
        token = ""
      } else {
        token.append(character)
      }
    }
    return token.isEmpty ? tokens : tokens + [token]
  }

  private static func term(_ token: String) -> Result<Term?, Wrong> {
    if let first = token.first, first == ">" || first == "<" {
      let day = String(token.dropFirst())
      guard day.allSatisfy({ $0.isASCII && ($0.isNumber || $0 == "-") }) else {
        return .failure(Wrong(words: "after \(first) comes a day, as in \(first)2026-10 or \(first)2026-10-24"))
      }
      return .success(day.isEmpty ? nil : first == ">" ? .since(day) : .before(day))
    }
    for (name, isMore) in [("best", false), ("laps", true)] {
      guard token.hasPrefix(name), let sign = token.dropFirst(name.count).first, sign == "<" || sign == ">" else {
        continue
      }
      let value = String(token.dropFirst(name.count + 1))
      guard !value.isEmpty else { return .success(nil) }
      if isMore {
        guard let count = Int(value) else {
          return .failure(Wrong(words: "laps\(sign) takes a number, not “\(value)”"))
        }
        return .success(sign == ">" ? .moreLaps(count) : .fewerLaps(count))
      }
      guard let time = seconds(value) else {
        return .failure(Wrong(words: "best\(sign) takes a time as 1:31.5, not “\(value)”"))
      }
      return .success(sign == "<" ? .faster(time) : .slower(time))
    }
    guard let colon = token.firstIndex(of: ":") else { return .success(.word(folded(token))) }
    let name = token[..<colon].lowercased()
    let value = folded(String(token[token.index(after: colon)...]))
    guard let field = Field(rawValue: name) else {
      // A time of day or a lap is no field.
      guard !name.isEmpty, name.allSatisfy(\.isLetter) else { return .success(.word(folded(token))) }
      let fields = Field.allCases.map(\.rawValue).joined(separator: ", ")
      return .failure(Wrong(words: "there is no field “\(name)”; fields are \(fields)"))
    }
    return .success(value.isEmpty ? nil : .field(field, value))
  }

  /// The bytes by which a text is found: without regard to capitals.
  static func folded(_ text: String) -> [UInt8] { Array(text.lowercased().utf8) }

  // MARK: Matching

  private static func holds(_ term: Term, _ session: SessionSummary) -> Bool {
    switch term {
    case .word(let word): session.searchText.holds(word)
    case .field(let field, let value): Self.text(field, session).holds(value)
    case .since(let day): session.date.prefix(day.count) >= day
    case .before(let day): session.date.prefix(day.count) < day
    case .faster(let time): session.best.map { $0 < time } ?? false
    case .slower(let time): session.best.map { $0 > time } ?? false
    case .moreLaps(let count): session.lapCount > count
    case .fewerLaps(let count): session.lapCount < count
    }
  }

  private static func text(_ field: Field, _ session: SessionSummary) -> [UInt8] {
    switch field {
    case .track: folded(session.track)
    case .car: folded(session.car)
    case .driver: folded(session.driver)
    case .game: folded(session.game)
    case .kind: folded(session.kind)
    case .tag: folded(session.tags.joined(separator: " "))
    case .note: folded(session.note)
    }
  }

  // MARK: Completing

  /// What the last word of a text could become: whole texts.
  static func completions(_ text: String, of sessions: [SessionSummary]) -> [String] {
    let start = lastTokenStart(text)
    let before = String(text[..<start])
    var token = String(text[start...])
    let sign = token.hasPrefix("-") ? "-" : ""
    token.removeFirst(sign.count)
    guard let colon = token.firstIndex(of: ":") else {
      let fields = Field.allCases.map { $0.rawValue + ":" } + ["best<", "laps>"]
      return fields.filter { $0.hasPrefix(token.lowercased()) }.map { before + sign + $0 }
    }
    guard let field = Field(rawValue: token[..<colon].lowercased()) else { return [] }
    let typed = String(token[token.index(after: colon)...]).filter { $0 != "\"" }.lowercased()
    var seen: Set<String> = []
    var values: [String] = []
    for session in sessions {
      for value in Self.values(field, session) where !value.isEmpty && seen.insert(value).inserted {
        if value.lowercased().contains(typed) { values.append(value) }
      }
    }
    return values.sorted().map { value in
      "\(before)\(sign)\(field.rawValue):" + (value.contains(" ") ? "\"\(value)\"" : value)
    }
  }

  private static func lastTokenStart(_ text: String) -> String.Index {
    var start = text.startIndex
    var isQuoted = false
    for index in text.indices {
      if text[index] == "\"" { isQuoted.toggle() }
      if text[index] == " ", !isQuoted { start = text.index(after: index) }
    }
    return start
  }

  private static func values(_ field: Field, _ session: SessionSummary) -> [String] {
    switch field {
    case .track: [session.track]
    case .car: [session.car]
    case .driver: [session.driver]
    case .game: [session.game]
    case .kind: [session.kind]
    case .tag: session.tags
    case .note: []
    }
  }
}

extension [UInt8] {
  /// Whether the bytes of `part` follow each other somewhere in these.
  func holds(_ part: [UInt8]) -> Bool {
    guard let first = part.first else { return true }
    guard count >= part.count else { return false }
    return withUnsafeBufferPointer { bytes in
      part.withUnsafeBufferPointer { wanted in
        var index = 0
        let last = bytes.count - wanted.count
        while index <= last {
          if bytes[index] == first {
            var length = 1
            while length < wanted.count, bytes[index + length] == wanted[length] { length += 1 }
            if length == wanted.count { return true }
          }
          index += 1
        }
        return false
      }
    }
  }
}

/// Reads `90`, `1:30` or `1:02:03` as seconds.
func seconds(_ text: String) -> Double? {
  let parts = text.split(separator: ":", omittingEmptySubsequences: false)
  guard (1...3).contains(parts.count) else { return nil }
  var total = 0.0
  for part in parts {
    guard let number = Double(part), number.isFinite, number >= 0, number < 1e6 else { return nil }
    total = total * 60 + number
  }
  return total
}

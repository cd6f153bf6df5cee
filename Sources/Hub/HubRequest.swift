/// The head of a request, as far as the server looks at it.
struct HubRequest: Sendable {
  var method: String
  /// Decoded, without the query.
  var path: String
  /// Looks a header up, by any case.
  var header: @Sendable (String) -> String?
  /// Looks a value of the query up, decoded.
  var query: @Sendable (String) -> String?
  /// The address of whoever connected, as a number.
  var peer: String

  /// Whether it comes from this machine itself, and not through a proxy on it.
  var isFromThisMachine: Bool {
    guard ["X-Forwarded-For", "Forwarded", "Via"].allSatisfy({ header($0) == nil }) else { return false }
    return peer.hasPrefix("127.") || peer == "::1" || peer.hasPrefix("::ffff:127.")
  }

  /// The address by which limits count.
  ///
  /// - Parameter isBehindProxy: whether the proxy's word for it is taken: its last one, since those before it are the client's own.
  func client(isBehindProxy: Bool) -> String {
    guard isBehindProxy, let last = header("X-Forwarded-For")?.split(separator: ",").last else { return peer }
    let address = last.filter { $0 != " " }
    let isAddress = address.utf8.allSatisfy { byte in
      (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte) || (0x41...0x46).contains(byte) || byte == 0x2E
        || byte == 0x3A
    }
    return isAddress && (3...45).contains(address.utf8.count) ? address : peer
  }
}

/// What the server answers.
struct HubAnswer: Sendable {
  enum Body: Sendable {
    case text(String)
    /// A part of a file that is closed when it is sent.
    case file(descriptor: Int32, range: Range<Int>)
    case pieces(range: Range<Int>, read: @Sendable (_ position: Int, _ count: Int) -> [UInt8])
    /// Of a HEAD: only the size.
    case size(Int)
  }

  var status: Int
  var headers: [(name: String, value: String)] = []
  var body: Body

  init(_ status: Int, headers: [(name: String, value: String)] = [], body: Body) {
    self.status = status
    self.headers = headers
    self.body = body
  }

  /// A document. None of what is put into it needs escaping: keys, names and numbers.
  static func document(_ status: Int, _ text: String) -> HubAnswer {
    HubAnswer(status, headers: [("Content-Type", "application/json")], body: .text(text + "\n"))
  }

  /// A refusal with a word for programs.
  static func refusal(_ status: Int, _ word: String, headers: [(name: String, value: String)] = []) -> HubAnswer {
    HubAnswer(
      status, headers: [("Content-Type", "application/json")] + headers, body: .text("{\"error\": \"\(word)\"}\n"))
  }

  /// Bytes that are sent.
  var size: Int {
    switch body {
    case .text(let text): text.utf8.count
    case .file(_, let range), .pieces(let range, _): range.count
    case .size: 0
    }
  }
}

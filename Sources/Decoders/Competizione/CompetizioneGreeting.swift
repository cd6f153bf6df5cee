/// The registration with Assetto Corsa Competizione: it sends to who knows the password, and forgets everybody when a session is
/// loaded anew.
public struct CompetizioneGreeting: GameGreeting {
  public let game = CompetizioneDecoder.game
  /// Customary; the game's own broadcasting.json says.
  public let gamePort: UInt16 = 9000
  public let ownPort = CompetizioneDecoder.ports[0]

  /// s of silence after which the registration is made anew.
  static let silence = 5.0
  private static let version: UInt8 = 4

  enum Request: UInt8 {
    case register = 1
    case unregister = 9
    case entryList = 10
    case track = 11
  }

  private let password: String
  private var connection: Int32?
  private var waiting: [Request] = []
  private var lastSent: Double?
  private var lastHeard: Double?

  /// - Parameter password: `connectionPassword` of broadcasting.json.
  public init(password: String = "asd") { self.password = password }

  public mutating func message(at now: Double) -> [UInt8]? {
    if let connection, !waiting.isEmpty {
      lastSent = now
      return Self.message(waiting.removeFirst(), connection)
    }
    let last = max(lastSent ?? -.infinity, lastHeard ?? -.infinity)
    guard now - last >= Self.silence else { return nil }
    lastSent = now
    return registration
  }

  public mutating func hear(_ datagram: RawSpan, at now: Double) {
    lastHeard = now
    guard datagram.byteCount >= 7, datagram.byte(0) == CompetizioneReader.Kind.registration.rawValue,
      datagram.byte(5) != 0
    else { return }
    connection = datagram.integer(1)
    waiting = [.entryList, .track]
  }

  public var farewell: [UInt8]? { connection.map { Self.message(.unregister, $0) } }

  private var registration: [UInt8] {
    var bytes = [Request.register.rawValue, Self.version]
    Self.append("Tenths", to: &bytes)
    Self.append(password, to: &bytes)
    Self.append(Int32(1000 / CompetizioneDecoder.rate), to: &bytes)
    // No command password: we only listen.
    Self.append("", to: &bytes)
    return bytes
  }

  private static func message(_ request: Request, _ connection: Int32) -> [UInt8] {
    var bytes = [request.rawValue]
    append(connection, to: &bytes)
    return bytes
  }

  static func append(_ text: String, to bytes: inout [UInt8]) {
    let letters = Array(text.utf8.prefix(1000))
    append(UInt16(letters.count), to: &bytes)
    bytes += letters
  }

  static func append(_ number: some FixedWidthInteger, to bytes: inout [UInt8]) {
    let start = bytes.count
    bytes += [UInt8](repeating: 0, count: number.bitWidth / 8)
    bytes.store(number, at: start)
  }
}

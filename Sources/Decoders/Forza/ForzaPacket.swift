/// The variants of "Data Out", which the game tells apart by size alone.
public enum ForzaPacket: CaseIterable, Sendable {
  /// Motorsport 7 and Motorsport (2023) set to "Sled": how the car moves, no pedals and no laps.
  case sled
  /// Motorsport 7, "Car Dash".
  case dash
  /// Horizon 4, 5 and 6.
  case horizon
  /// Motorsport (2023), "Car Dash".
  case motorsport

  /// Bytes of a datagram.
  public var size: Int {
    switch self {
    case .sled: 232
    case .dash: 311
    case .horizon: 324
    case .motorsport: 331
    }
  }

  /// Horizon without its last byte, which says nothing, was seen too.
  static let shortHorizon = 323

  init?(size: Int) {
    guard size != Self.shortHorizon else {
      self = .horizon
      return
    }
    guard let packet = Self.allCases.first(where: { $0.size == size }) else { return nil }
    self = packet
  }

  /// Where the dashboard's numbers start; Horizon has twelve bytes of its own before them.
  var dash: Int? {
    switch self {
    case .sled: nil
    case .dash, .motorsport: 232
    case .horizon: 244
    }
  }
}

/// By what the track of the Map view is coloured.
public enum MapColouring: String, Sendable, CaseIterable {
  case gain = "gain and loss"
  case speed
  case throttle
  case brake
  case gear
  case lateral = "lateral g"
}

/// What the user chose in the Map view.
public struct MapState: Sendable {
  public internal(set) var colouring = MapColouring.gain
  /// How much larger than the whole track: 1, 2, 4 or 8.
  public internal(set) var zoom = 1
  /// Number of the selected corner; `nil` to follow the car.
  public internal(set) var corner: Int?
}

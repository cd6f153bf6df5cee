/// Brings places of the circuit and corners of the engine together.
struct Matching {
  let corners: [CoachUnderTest.Place]
  /// Length of the circuit, m, where its line was sent, and length by the engine.
  let length: Double
  let line: Double
  let measuredLength: Double

  /// The engine's station of a place on the circuit, m.
  func station(_ place: Double) -> Double {
    let beyond = place - line
    return (beyond < 0 ? beyond + length : beyond) * measuredLength / length
  }

  /// The corner whose segment holds a place.
  func corner(at place: Double) -> CoachUnderTest.Place? {
    let station = station(place)
    let coachable = corners.filter(\.isCoachable)
    // A segment over the line starts before 0.
    let wrapped = (coachable.first?.segmentStart ?? 0) < 0 ? station - measuredLength : station
    if let first = coachable.first, wrapped >= first.segmentStart, wrapped < 0 { return first }
    return coachable.last { $0.segmentStart <= station } ?? coachable.last
  }

  /// Whether a statement about a corner is about the place.
  func isAbout(_ number: Int, place: Double) -> Bool {
    guard let here = corner(at: place) else { return false }
    if here.number == number { return true }
    return corners.first { $0.number == number }?.complex == here.complex
  }
}

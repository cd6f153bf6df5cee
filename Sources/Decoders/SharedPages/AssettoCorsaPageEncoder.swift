public import Telemetry

/// Writes images of the three pages of Assetto Corsa, or of Competizione.
public struct AssettoCorsaPageEncoder: TelemetryEncoder, Sendable {
  public var source: SourceDescription
  public var isCompetizione: Bool
  private var image = [UInt8](repeating: 0, count: AssettoCorsaPageLayout.size)
  private var counter: UInt32 = 0

  /// The user's number among Competizione's cars.
  private static let ownNumber: Int32 = 1007

  public init(source: SourceDescription, isCompetizione: Bool = false) {
    self.source = source
    self.isCompetizione = isCompetizione
  }

  public mutating func encode(_ frame: TelemetryFrame, _ send: (RawSpan) throws -> Void) rethrows {
    AssettoCorsaPageLayout.table.encode(frame, into: &image, at: 0)
    counter &+= 1
    image.store(counter, at: 0)
    image.store(counter, at: AssettoCorsaPageLayout.Graphics.base)
    image.store(Int32(frame.gear ?? 0) + 1, at: AssettoCorsaPageLayout.Physics.gear)
    image.store(
      Float(frame.flags.contains(.tractionControl) ? 1 : 0), at: AssettoCorsaPageLayout.Physics.tractionControl)
    image.store(Float(frame.flags.contains(.antiLock) ? 1 : 0), at: AssettoCorsaPageLayout.Physics.antiLock)
    image.store(Int32(frame.flags.contains(.pitLimiter) ? 1 : 0), at: AssettoCorsaPageLayout.Physics.limiter)
    storeGraphics(frame)
    storeStatic()
    try send(image.span.bytes)
  }

  private mutating func storeGraphics(_ frame: TelemetryFrame) {
    let live = AssettoCorsaPageLayout.Graphics.live
    let status =
      frame.flags.contains(.loading)
      ? 0
      : frame.flags.contains(.paused)
        ? AssettoCorsaPageLayout.Graphics.paused
        : frame.flags.contains(.spectating) ? AssettoCorsaPageLayout.Graphics.replay : live
    image.store(status, at: AssettoCorsaPageLayout.Graphics.status)
    image.store(max(0, (frame.lapNumber ?? 0) - 1), at: AssettoCorsaPageLayout.Graphics.lapCount)
    image.store(Int32(frame.racePosition ?? 0), at: AssettoCorsaPageLayout.Graphics.place)
    image.store(
      Int32(nearest: (frame.currentLapTime ?? frame.gameTime) * 1000), at: AssettoCorsaPageLayout.Graphics.currentLap)
    image.store(Int32(nearest: (frame.lastLapTime ?? 0) * 1000), at: AssettoCorsaPageLayout.Graphics.lastLap)
    image.store(Int32(nearest: (frame.bestLapTime ?? 0) * 1000), at: AssettoCorsaPageLayout.Graphics.bestLap)
    image.store(Int32(frame.flags.contains(.inPit) ? 1 : 0), at: AssettoCorsaPageLayout.Graphics.inPit)
    image.store(Int32(frame.sector ?? 0), at: AssettoCorsaPageLayout.Graphics.sector)
    image.store(frame.lapCount ?? 0, at: AssettoCorsaPageLayout.Graphics.laps)
    let share = (frame.lapDistance ?? 0) / max(1, source.trackLength ?? 1)
    image.store(Float(max(0, min(1, share))), at: AssettoCorsaPageLayout.Graphics.normalisedPosition)
    var offset = AssettoCorsaPageLayout.Graphics.position
    if isCompetizione {
      // The user's is the second of the cars.
      image.store(Self.ownNumber, at: AssettoCorsaPageLayout.Graphics.ownNumber)
      image.store(Self.ownNumber, at: AssettoCorsaPageLayout.Graphics.numbers + 4)
      offset = AssettoCorsaPageLayout.Graphics.positions + 12
    }
    let place = frame.position ?? Position(x: 0, y: 0, z: 0)
    for (step, value) in [place.x, place.y, place.z].enumerated() { image.store(Float(value), at: offset + 4 * step) }
  }

  private mutating func storeStatic() {
    store(
      isCompetizione ? "1.9" : "1.7", AssettoCorsaPageLayout.Static.version, AssettoCorsaPageLayout.Static.versionLength
    )
    store(source.car, AssettoCorsaPageLayout.Static.car, AssettoCorsaPageLayout.Static.nameLength)
    store(source.track, AssettoCorsaPageLayout.Static.track, AssettoCorsaPageLayout.Static.nameLength)
    store(source.driver, AssettoCorsaPageLayout.Static.player, AssettoCorsaPageLayout.Static.nameLength)
    image.store(Float(source.trackLength ?? 0), at: AssettoCorsaPageLayout.Static.trackLength)
  }

  private mutating func store(_ text: String?, _ offset: Int, _ count: Int) {
    let units = Array((text ?? "").utf16.prefix(count - 1)) + [0]
    for (index, unit) in units.enumerated() { image.store(unit, at: offset + 2 * index) }
  }
}

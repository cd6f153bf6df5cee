import Analysis
import Dashboard
import Drawing
import Engine
import Foundation
import Simulation
import TestSupport
import Testing
import Timing

/// The pictures of the documentation, drawn from a virtual drive: they cannot show what the program does not.
@Suite struct Pictures {
  private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("Documentation/pictures")

  @Test func documentationShowsTheProgramAsItIs() throws {
    var drive = VirtualDrive(.fuji, driver: .demo(seed: 1))
    drive.drive(470)
    expect("drive", drive.screen(140, 40))
    expect("small", drive.screen(40, 10))
    drive.press(.character("b"))
    expect("big-delta", drive.screen(140, 40))
    drive.press(.character("b"))
    try compareLastWithBest(&drive)
    expect("compare", drive.screen(140, 40))
    drive.press(.character("4"))
    drive.send(.sessions(sessions(best: drive.engine?.model.bestLap?.time)))
    expect("history", drive.screen(140, 40))
  }

  /// What the program does when the Compare view asks for the last and the best lap.
  private func compareLastWithBest(_ drive: inout VirtualDrive) throws {
    drive.press(.character("2"))
    let model = try #require(drive.engine?.model)
    let last = try #require(model.laps.last { $0.kind == .pace })
    let best = try #require(model.bestLap)
    #expect(drive.effects.contains(.compare(.session(last.serial), .session(best.serial))))
    let (a, b) = (try #require(last.trace), try #require(best.trace))
    drive.send(
      .compared(
        ComparedPair(
          a: ComparedLap(key: .session(last.serial), label: "lap \(last.number)", detail: "this session", lap: last),
          b: ComparedLap(key: .session(best.serial), label: "lap \(best.number)", detail: "this session", lap: best),
          comparison: LapComparer.compare(a, with: b, corners: model.corners), corners: model.corners,
          track: model.track)))
  }

  /// A made-up autumn of evenings; the drive of the other pictures is the last of them.
  private func sessions(best: Double?) -> [SessionSummary] {
    let evenings: [(date: String, track: String, car: String, game: String, laps: Int, gap: Double)] = [
      ("2026-11-21 20:02", "Fuji Speedway", "Car 3358", "Gran Turismo 7", 4, 0),
      ("2026-11-20 21:15", "Suzuka Circuit", "McLaren", "F1 25", 11, -12.482),
      ("2026-11-18 19:40", "Fuji Speedway", "Car 3358", "Gran Turismo 7", 9, 0.31),
      ("2026-11-14 20:31", "Fuji Speedway", "Car 3358", "Gran Turismo 7", 14, 0.22),
      ("2026-11-13 18:55", "Tsukuba Circuit", "Formula Vee", "iRacing", 21, -44.105),
      ("2026-11-12 20:20", "Tsukuba Circuit", "Formula Vee", "iRacing", 17, -43.712),
      ("2026-11-09 20:08", "Fuji Speedway", "Car 3358", "Gran Turismo 7", 8, 0.61),
      ("2026-11-06 21:47", "Suzuka Circuit", "McLaren", "F1 25", 6, -11.93),
      ("2026-11-02 16:24", "Fuji Speedway", "Car 3358", "Gran Turismo 7", 12, 1.12),
      ("2026-10-30 20:12", "Fuji Speedway", "Car 3358", "Gran Turismo 7", 7, 0.98),
      ("2026-10-24 15:03", "Fuji Speedway", "Car 3358", "Gran Turismo 7", 5, 1.86),
    ]
    return evenings.enumerated().map { index, evening in
      SessionSummary(
        id: Int64(evenings.count - index), date: evening.date, game: evening.game, track: evening.track,
        car: evening.car, driver: "Ada", lapCount: evening.laps, best: best.map { $0 + evening.gap },
        isPersonalBest: !evenings.contains { $0.track == evening.track && $0.gap < evening.gap })
    }
  }

  private func expect(_ name: String, _ canvas: Canvas, sourceLocation: SourceLocation = #_sourceLocation) {
    let path = Self.folder.appendingPathComponent(name + ".svg")
    let svg = CanvasPicture(canvas).svg
    #expect(svg.utf8.count < 300_000, sourceLocation: sourceLocation)
    if ProcessInfo.processInfo.environment["TENTHS_RECORD"] == "1" {
      do {
        try FileManager.default.createDirectory(at: Self.folder, withIntermediateDirectories: true)
        try svg.write(to: path, atomically: true, encoding: .utf8)
        Issue.record("recorded \(name).svg: look at it and run again", sourceLocation: sourceLocation)
      } catch { Issue.record("cannot record \(name).svg: \(error)", sourceLocation: sourceLocation) }
      return
    }
    #expect(
      svg == (try? String(contentsOf: path, encoding: .utf8)),
      "\(name).svg is not what the program shows: make pictures",
      sourceLocation: sourceLocation)
  }
}

import Coaching
@testable import Dashboard
import Engine
import Telemetry
import Testing
import Timing

struct PlainReportTests {
  private func model(laps count: Int, sectors: [Double] = []) -> SessionModel {
    var model = Fixture.model
    model.laps = Array(Fixture.model.laps.prefix(count))
    model.currentSectors = sectors
    model.advice = nil
    return model
  }

  @Test func sourceAndTrackAreToldOnce() {
    var report = PlainReport()
    let sample = LiveSample()
    let first = report.lines(sample, model(laps: 0))
    #expect(first == ["Gran Turismo 7, BMW M4 GT3", "Track Fuji Speedway, 4563 m, 7 corners."])
    #expect(report.lines(sample, model(laps: 0)) == [])
  }

  @Test func lapsAndSectorsAreToldAsTheyEnd() {
    var report = PlainReport()
    let sample = LiveSample()
    _ = report.lines(sample, model(laps: 1))
    let sector = report.lines(sample, model(laps: 1, sectors: [28.02]))
    #expect(sector == ["Sector 1: 28.020, −0.048"])
    #expect(report.lines(sample, model(laps: 1, sectors: [28.02])) == [])
    let lap = report.lines(sample, model(laps: 2))
    #expect(lap.count == 1)
    #expect(lap[0].hasPrefix("Lap 2: 1:31.412, sectors 28.338 "))
  }

  @Test func aPartOfALapIsNoLap() {
    var report = PlainReport()
    _ = report.lines(LiveSample(), model(laps: 3, sectors: [28.02]))
    var ended = model(laps: 3, sectors: [28.02])
    ended.laps.append(Fixture.lap(serial: 99, number: 4, kind: .partial, trace: nil))
    #expect(report.lines(LiveSample(), ended) == [])
  }

  @Test func stopsPausesFlagsAndPlacesAreTold() {
    var report = PlainReport()
    var sample = LiveSample()
    _ = report.lines(sample, model(laps: 0))
    sample.state = .pit
    #expect(report.lines(sample, model(laps: 0)) == ["In the pit lane."])
    sample.state = .live
    sample.frame.racePosition = 4
    sample.frame.carCount = 20
    sample.frame.flags = [.yellowFlag]
    #expect(report.lines(sample, model(laps: 0)) == ["Yellow flag.", "Place 4 of 20.", "Out of the pits."])
    sample.frame.flags = []
    sample.state = .paused
    #expect(report.lines(sample, model(laps: 0)) == ["Green.", "The game is paused."])
  }

  @Test func adviceIsToldOnceAndNotWhenMuted() {
    var report = PlainReport()
    var advised = Fixture.model
    advised.laps = []
    advised.currentSectors = []
    _ = report.lines(LiveSample(), model(laps: 0))
    let text = advised.advice?.text ?? ""
    #expect(report.lines(LiveSample(), advised) == (text.isEmpty ? [] : ["Coach: \(text)"]))
    #expect(report.lines(LiveSample(), advised) == [])
    advised.isCoachMuted = true
    #expect(report.lines(LiveSample(), advised) == [])
  }

  @Test func noEscapeSequenceGetsThrough() {
    var report = PlainReport()
    var named = model(laps: 0)
    named.source?.car = "x\u{1B}[2Jy\nz"
    named.track?.name = "a\u{7}b"
    let lines = report.lines(LiveSample(), named)
    #expect(lines == ["Gran Turismo 7, x[2Jyz", "Track ab, 4563 m, 7 corners."])
  }
}

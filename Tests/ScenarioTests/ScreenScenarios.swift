import Coaching
import Dashboard
import Drawing
import Engine
import Simulation
import Telemetry
import Testing
import Timing

/// What a driver meets on the way: keys and messages in, rows out.
@Suite struct ScreenScenarios {
  private static let sizes = [(200, 50), (120, 36), (80, 24), (40, 10)]

  @Test func theFirstLapIsDrawnFromItsFirstMetres() {
    var drive = VirtualDrive(.harbour, driver: .demo(seed: 1))
    drive.drive(25)
    #expect(drive.sample.state == .learning)
    let canvas = drive.screen(120, 36)
    #expect(canvas.text.contains("the track is being learnt"))
    #expect(canvas.text.contains("so far"), "the map says that it is not whole")
    for role in [Role.speed, .throttle, .brake] {
      #expect(canvas.cells.count { $0.isBraille && $0.foreground == role } > 10, "\(role)")
    }
    drive.drive(65)
    #expect(drive.sample.state == .live)
    let known = drive.screen(120, 36).text
    #expect(!known.contains("being learnt") && !known.contains("so far"))
  }

  @Test func theFirstLapOverItsDistanceStaysBounded() {
    var state = DashboardState()
    var sample = LiveSample()
    sample.state = .learning
    sample.frame.speed = 60
    sample.frame.lapNumber = 1
    for metre in 0..<60_000 {
      sample.station = Double(metre)
      _ = update(&state, .sample(sample, nil))
    }
    var canvas = Canvas(width: 120, height: 36)
    draw(state, on: &canvas)
    let row = canvas.rows.first { $0.contains("km ") } ?? ""
    #expect(row.contains(" km "), "distances stand on the axis")
    #expect(canvas.cells.count { $0.isBraille && $0.foreground == .speed } > 50)
  }

  @Test func theReferenceIsNamedWithItsLap() throws {
    var drive = VirtualDrive(.harbour, driver: .demo(seed: 1))
    drive.drive(200)
    let best = try #require(drive.engine?.model.bestLap)
    let time = Figure.time(best.time).text
    for (width, height) in [(200, 50), (120, 36), (80, 24)] {
      #expect(drive.screen(width, height).text.contains("vs best \(time) lap \(best.number)"), "\(width)x\(height)")
    }
    drive.press(.character("b"))
    #expect(drive.screen(40, 10).text.contains("vs best \(time) lap \(best.number)"))
  }

  @Test func theHeaderCutsNoName() {
    var drive = VirtualDrive(.harbour, driver: .demo(seed: 1))
    drive.drive(90)
    for width in 40...200 {
      let header = drive.screen(width, 36).rows[0]
      #expect(!header.contains("…"), "\(width)")
      if width >= 118 { #expect(header.contains("Harbour Street") && header.contains("60 Hz"), "\(width)") }
    }
  }

  @Test(arguments: sizes) func theCoachsLineStandsOut(size: (Int, Int)) throws {
    var drive = VirtualDrive(.harbour, driver: .demo(seed: 1))
    drive.drive(280)
    var model = try #require(drive.engine?.model)
    let focus = try #require(model.focus)
    model.advice = nil
    drive.send(.model(model))
    let without = band(drive.screen(size.0, size.1))
    model.advice = Advice(slot: .reminder, text: focus.text, finding: focus, shownAt: 0, expiresAt: 9)
    drive.send(.model(model))
    let canvas = drive.screen(size.0, size.1)
    #expect(without == 0 && band(canvas) >= 30)
    let text = canvas.rows.joined()
    #expect(text.contains("\(focus.cornerName): ") || text.contains("\(focus.cornerName) \(focus.action)"))
    model.isCoachMuted = true
    drive.send(.model(model))
    #expect(band(drive.screen(size.0, size.1)) == 0, "a muted coach is silent")
  }

  // Cells on the accent's ground below the header, where the shown tab stands.
  private func band(_ canvas: Canvas) -> Int {
    canvas.cells.dropFirst(canvas.width).count { $0.background == .accent }
  }

  @Test(arguments: sizes) func silenceTakesTheDeltaAway(size: (Int, Int)) {
    var drive = VirtualDrive(.harbour, driver: .demo(seed: 1))
    drive.drive(150)
    drive.send(.source(SourceStatus(kind: .live, name: "Gran Turismo 7", rate: 0, silentFor: 17)))
    let text = drive.screen(size.0, size.1).text
    #expect(text.contains("No data"))
    #expect(!text.contains("losing"), "no bar without a delta")
    if size.1 >= 24 { #expect(text.contains("silent 17 s")) }
    drive.send(.source(SourceStatus(kind: .live, name: "Gran Turismo 7", rate: 60)))
    #expect(!drive.screen(size.0, size.1).text.contains("No data"))
  }

  @Test func aReplaySaysWhereItIs() {
    var drive = VirtualDrive(.harbour, driver: .demo(seed: 1))
    drive.drive(90)
    func shown(_ position: Double, isPaused: Bool) -> String {
      drive.send(.replay(ReplayStatus(position: position, duration: 90, speed: 2, isPaused: isPaused)))
      return drive.screen(120, 36).rows.suffix(2).joined()
    }
    let playing = shown(45, isPaused: false)
    #expect(playing.contains("▶") && playing.contains("2×") && playing.contains("space pause"))
    let paused = shown(45, isPaused: true)
    #expect(paused.contains(" paused ") && paused.contains("space go on"))
    let ended = shown(90, isPaused: true)
    #expect(ended.contains("end · space plays it again") && !ended.contains("paused"))
    drive.press(.character("2"), .character(" "), .character(">"))
    #expect(drive.effects.suffix(2) == [.replay(.togglePause), .replay(.setSpeed(4))], "in Compare too")
  }

  @Test func tablesShowAllTheirColumns() {
    var drive = VirtualDrive(.harbour, driver: .demo(seed: 1))
    drive.drive(280)
    drive.press(.character("3"))
    #expect(drive.screen(120, 36).text.contains("focus"), "the state of a finding")
    drive.press(.character("4"))
    drive.send(
      .sessions([
        SessionSummary(
          id: 1, date: "2026-11-21 20:14", game: "Gran Turismo 7", track: "Harbour Street", car: "GT3", driver: "Ada",
          lapCount: 4, best: 59.012)
      ]))
    let wide = drive.screen(120, 36).text
    for word in ["driver", "game", "Ada", "Gran Turismo 7", "Harbour Street", "GT3"] { #expect(wide.contains(word)) }
    let narrow = drive.screen(40, 10).text
    for word in ["2026-11-21", "0:59.012", "Harbour"] { #expect(narrow.contains(word)) }
    drive.press(.enter)
    drive.send(.laps([LapSummary(id: 7, number: 2, time: 59.012, kind: "pace", isBest: true)], session: 1))
    #expect(drive.screen(120, 36).rows.contains { $0.contains("0:59.012") && $0.contains(" best ") })
  }

  @Test func aLossInASectorIsMoreThanAColour() {
    var drive = VirtualDrive(.harbour, driver: .demo(seed: 1))
    drive.drive(60 * 3 + 35)
    for (width, height) in [(200, 50), (140, 40), (120, 36), (80, 24)] {
      let row = drive.screen(width, height).rows.first { $0.contains("S1") && $0.contains("S2") } ?? ""
      #expect(row.contains("▲") || row.contains("▼") || row.contains("◆"), "\(width)x\(height): \(row)")
    }
  }

  @Test func portsThatAreTakenSaySoAtEverySize() {
    var state = DashboardState()
    let remedy = "another program has this port: close it, or let it forward to another port (--port)"
    _ = update(
      &state,
      .ports([
        ListeningPort(gameName: "Gran Turismo 7", port: 33_740, setup: "start it on the console", problem: remedy),
        ListeningPort(gameName: "F1", port: 20_777, setup: "Settings, Telemetry: UDP on", problem: nil),
      ]))
    for (width, height) in Self.sizes {
      _ = update(&state, .resized(width: width, height: height))
      var canvas = Canvas(width: width, height: height)
      draw(state, on: &canvas)
      #expect(!canvas.rows.dropFirst().dropLast().joined().contains("…"), "\(width)x\(height) cuts a word")
      #expect(canvas.text.contains("33740") && canvas.text.contains("▲"))
      // Lines are broken between words: read as one they say all of it.
      let told = canvas.rows.map { $0.split(separator: " ").joined(separator: " ") }.joined(separator: " ")
      #expect(told.contains(height < 14 ? "taken" : "forward to another port"))
    }
  }
}

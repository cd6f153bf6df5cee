import Coaching
import Dashboard
import Drawing
import Engine
import Simulation
import Telemetry
import Testing
import Timing

@Suite struct DriveScenarios {
  @Test func firstLapTeachesTheTrackAndTheSecondHasADelta() {
    var drive = VirtualDrive(.harbour, driver: .demo(seed: 1))
    drive.send(
      .ports([ListeningPort(gameName: "Gran Turismo 7", port: 33_740, setup: "give the address of the console")]))
    #expect(drive.screen(120, 36).text.contains("33740"), "before any packet the ports are named")
    drive.drive(30)
    #expect(drive.sample.state == .learning)
    #expect(drive.screen(120, 36).text.contains("Learning"))
    drive.drive(60)
    #expect(drive.sample.state == .live)
    let screen = drive.screen(200, 50)
    #expect(screen.text.contains("Harbour Street"))
    #expect(screen.text.contains("T1") && screen.text.contains("T8"))
    #expect(screen.text.contains("vs best"))
  }

  @Test(arguments: ["gt7", "f1"]) func everyGameGivesTheSameLaps(game: String) {
    var drive = VirtualDrive(.harbour, driver: .demo(seed: 1), game: game)
    drive.drive(275)
    let times = drive.engine?.model.laps.filter { $0.kind == .pace }.compactMap(\.time) ?? []
    var simulation = Simulation(circuit: .harbour, driver: .demo(seed: 1))
    var official: [Double] = []
    for _ in 0..<275 * 60 {
      if let time = simulation.next().lastLapTime, official.last != time { official.append(time) }
    }
    #expect(times.count == 4)
    #expect(zip(times, official).allSatisfy { abs($0 - $1) < 0.0011 })
  }

  @Test func adviceAppearsAndNamesItsLap() {
    var drive = VirtualDrive(.harbour, driver: .demo(seed: 1))
    drive.drive(280)
    let screen = drive.screen(200, 50).text
    #expect(drive.engine?.model.focus != nil)
    #expect(screen.contains("like lap 2"))
  }

  @Test(arguments: [(200, 50), (120, 36), (80, 24), (40, 10)])
  func everySizeShowsTheDelta(size: (Int, Int)) {
    var drive = VirtualDrive(.harbour, driver: .demo(seed: 1))
    drive.drive(150)
    let canvas = drive.screen(size.0, size.1)
    #expect(canvas.text.contains("█") || canvas.text.contains("▀"), "the large digits")
    #expect(canvas.text.contains("1:0") || canvas.text.contains("0:"))
  }

  @Test func bigDeltaFillsTheScreen() {
    var drive = VirtualDrive(.harbour, driver: .demo(seed: 1))
    drive.drive(150)
    drive.press(.character("b"))
    let canvas = drive.screen(120, 36)
    let filled = canvas.cells.filter { $0.scalar == 0x2588 }.count
    #expect(filled > 200)
    #expect(!canvas.text.contains("Throttle"))
  }

  @Test func referenceIsChosenByKey() {
    var drive = VirtualDrive(.harbour, driver: .demo(seed: 1))
    drive.drive(150)
    drive.press(.character("r"))
    #expect(drive.effects.contains { if case .chooseReference = $0 { true } else { false } })
  }

  @Test func nothingFromOutsideReachesTheTerminal() {
    var drive = VirtualDrive(.harbour, driver: .demo(seed: 1))
    drive.drive(150)
    var model = drive.engine!.model
    model.source?.car = "GT3\u{1B}[31m\u{9B}2J\u{202E}abc\u{7}"
    model.source?.driver = "\u{0}\u{1B}]0;title\u{7}"
    model.track?.name = "Fuji\u{1B}[?1049l\r\n"
    drive.send(.model(model))
    for key in "123456?" {
      drive.press(.character(key.unicodeScalars.first!))
      for cell in drive.screen(160, 45).cells {
        #expect(cell.scalar >= 0x20 || cell.scalar == Cell.continuation)
        #expect(!(0x7F...0x9F).contains(cell.scalar) && !(0x202A...0x202E).contains(cell.scalar))
      }
      drive.press(.escape)
    }
  }
}

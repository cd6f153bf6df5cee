import Dashboard
import Drawing
import Foundation
import Screen
import Simulation
import TestSupport
import Testing

/// The recording of the demo for asciinema, made from a virtual drive: it cannot show what the program does not.
@Suite struct CastTests {
  private static let width = 110
  private static let height = 32
  /// Frames a second of the recording.
  private static let rate = 6

  @Test func recordingShowsTheProgramAsItIs() throws {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(
      "../../Documentation/demo.cast")
    let cast = record()
    guard ProcessInfo.processInfo.environment["TENTHS_RECORD"] == nil else {
      try Data(cast.utf8).write(to: file)
      Issue.record("recorded \(file.lastPathComponent): look at it")
      return
    }
    #expect(try String(contentsOf: file, encoding: .utf8) == cast)
  }

  /// Twenty seconds of the third lap, then the map, the coach and the large delta.
  private func record() -> String {
    var drive = VirtualDrive(.fuji, driver: .demo(seed: 1))
    drive.drive(330)
    var lines = [
      "{\"version\": 2, \"width\": \(Self.width), \"height\": \(Self.height), \"title\": \"Tenths\", "
        + "\"env\": {\"TERM\": \"xterm-256color\"}}"
    ]
    var bytes: [UInt8] = []
    var painter = DiffPainter { written in
      bytes += written
      return true
    }
    let keys: [(second: Int, key: Key)] = [
      (12, .character("5")), (15, .character("c")), (17, .character("3")), (20, .character("1")), (21, .character("b")),
      (24, .character("b")),
    ]
    for frame in 0..<27 * Self.rate {
      for entry in keys where frame == entry.second * Self.rate { drive.press(entry.key) }
      drive.drive(1 / Double(Self.rate))
      bytes.removeAll()
      _ = painter.paint(drive.screen(Self.width, Self.height), theme: .dark)
      guard !bytes.isEmpty else { continue }
      let time = (Double(frame) / Double(Self.rate) * 1000).rounded() / 1000
      lines.append("[\(time), \"o\", \(quoted(bytes))]")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private func quoted(_ bytes: [UInt8]) -> String {
    var text = "\""
    for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\u{1B}": text += "\\u001b"
      default: text.unicodeScalars.append(scalar)
      }
    }
    return text + "\""
  }
}

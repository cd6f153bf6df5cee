import Drawing
import Foundation
import Settings
import Testing

/// Colours that mean opposites are told apart with every kind of colour vision in the theme that is made for it, and by signs and
/// shapes everywhere.
struct ThemeVisionTests {
  /// Deficiencies as linear maps of linear RGB: Machado, Oliveira, Fernandes 2009, severity 1.
  private static let deficiencies: [(name: String, matrix: [[Double]])] = [
    ("full vision", [[1, 0, 0], [0, 1, 0], [0, 0, 1]]),
    (
      "protanopia",
      [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    (
      "deuteranopia",
      [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    (
      "tritanopia",
      [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
  ]

  private static let opposites: [(Role, Role)] = [
    (.gain, .loss), (.lapA, .lapB), (.lapA, .lapC), (.lapA, .lapD), (.lapB, .lapC), (.lapB, .lapD), (.lapC, .lapD),
    (.throttle, .brake), (.gain, .warning), (.speed, .reference),
  ]

  @Test func opposedColoursDifferForEveryEye() throws {
    let theme = try theme("colour-blind")
    for (name, matrix) in Self.deficiencies {
      for (a, b) in Self.opposites {
        let difference = difference(seen(theme[a], matrix), seen(theme[b], matrix))
        #expect(difference >= 20, "\(name): \(a) and \(b) differ by \(difference)")
      }
    }
  }

  @Test(arguments: ["dark", "light", "high-contrast"]) func lapsAreToldApartWithFullVision(_ name: String) throws {
    let theme = try theme(name)
    for (a, b) in Self.opposites {
      let difference = difference(
        seen(theme[a], Self.deficiencies[0].matrix), seen(theme[b], Self.deficiencies[0].matrix))
      #expect(difference >= 20, "\(name): \(a) and \(b) differ by \(difference)")
    }
  }

  private func theme(_ name: String) throws -> Theme {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(
      "../../themes/\(name).toml")
    return try readTheme(String(contentsOf: file, encoding: .utf8), name: name, file: file.path)
  }

  /// A colour in CIE Lab as an eye sees it.
  private func seen(_ colour: RGB, _ matrix: [[Double]]) -> [Double] {
    func linear(_ value: UInt8) -> Double {
      let share = Double(value) / 255
      return share <= 0.04045 ? share / 12.92 : pow((share + 0.055) / 1.055, 2.4)
    }
    let light = [linear(colour.red), linear(colour.green), linear(colour.blue)]
    let rgb = matrix.map { row in min(1, max(0, zip(row, light).reduce(0) { $0 + $1.0 * $1.1 })) }
    let x = (0.4124564 * rgb[0] + 0.3575761 * rgb[1] + 0.1804375 * rgb[2]) / 0.95047
    let y = 0.2126729 * rgb[0] + 0.7151522 * rgb[1] + 0.0721750 * rgb[2]
    let z = (0.0193339 * rgb[0] + 0.1191920 * rgb[1] + 0.9503041 * rgb[2]) / 1.08883
    func f(_ value: Double) -> Double { value > 0.008856 ? cbrt(value) : 7.787 * value + 16.0 / 116 }
    return [116 * f(y) - 16, 500 * (f(x) - f(y)), 200 * (f(y) - f(z))]
  }

  private func difference(_ a: [Double], _ b: [Double]) -> Double {
    sqrt(zip(a, b).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) })
  }
}

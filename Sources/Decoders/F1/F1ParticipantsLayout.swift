internal import Telemetry

/// Packet 4: who drives. Offsets from a car's record, which starts one byte after the header.
struct F1ParticipantsLayout: Sendable {
  let stride: Int
  let teamID: Int
  let isWideTeam: Bool
  let number: Int
  let name: Int
  let nameSize: Int

  init(year: UInt16) {
    switch year {
    case 2022: stride = 56
    case 2023: stride = 58
    case 2024: stride = 60
    case 2025: stride = 57
    default: stride = 60
    }
    isWideTeam = year >= 2026
    // 2026: the identifiers of driver, network and team became two bytes each.
    teamID = isWideTeam ? 5 : 3
    number = isWideTeam ? 8 : 5
    name = isWideTeam ? 10 : 7
    nameSize = year >= 2025 ? 32 : 48
  }

  /// The game's number of the team.
  func team(_ packet: RawSpan, at base: Int) -> Int {
    isWideTeam ? Int(packet.integer(base + teamID, as: UInt16.self)) : Int(packet.byte(base + teamID))
  }

  /// The driver's name, or `nil` where the game hides it.
  func driver(_ packet: RawSpan, at base: Int) -> String? {
    var bytes: [UInt8] = []
    for index in 0..<nameSize {
      let byte = packet.byte(base + name + index)
      if byte == 0 { break }
      bytes.append(byte)
    }
    guard !bytes.isEmpty else { return nil }
    let text = String(decoding: bytes, as: UTF8.self)
    // What the game puts for a player who has not agreed to show his name.
    return text == "Player" ? nil : text
  }
}

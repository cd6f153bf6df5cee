import Decoders
import Ingest
import Recordings
import Telemetry
import TestSupport
import Testing

@Suite struct ReplayPlayerTests {
  private func player(_ count: Int) throws -> (ReplayPlayer, any Recording) {
    var encoder = GranTurismo7Encoder(kind: .a, isEncrypted: false)
    let bytes = Packets.frames(count).flatMap { encoder.datagrams($0) }.flatMap { $0 }
    let recording = try openRecording(ByteStore(bytes), name: "a")
    return (ReplayPlayer(recording, at: 100), recording)
  }

  private func xs(_ player: inout ReplayPlayer, _ wall: Double) -> (isJump: Bool, frames: [Double]) {
    var result: [Double] = []
    let isJump = player.advance(to: wall) { result.append($0.position?.x ?? -1) }
    return (isJump, result)
  }

  @Test func framesComeWhenDue() throws {
    var (player, _) = try player(600)
    #expect(xs(&player, 100).frames == [60])
    #expect(xs(&player, 100 + 0.105).frames.count == 6)
    player.clock.setSpeed(64, at: 100.105)
    #expect(xs(&player, 101).frames.count == 593)
    #expect(xs(&player, 102).frames.isEmpty)
  }

  @Test func jumpingBackStartsThere() throws {
    var (player, recording) = try player(600)
    _ = xs(&player, 105)
    player.clock.seek(to: 1, at: 105)
    let back = xs(&player, 105)
    #expect(back.isJump && back.frames.count == 1)
    #expect(abs((back.frames.first ?? 0) - 120) <= 1)
    #expect(recording.sample(at: -1) == 0 && recording.sample(at: 1e9) == 600)
    #expect((59...61).contains(recording.sample(at: 1)))
  }
}

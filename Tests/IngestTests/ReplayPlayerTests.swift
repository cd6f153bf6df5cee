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
    return (ReplayPlayer(recording), recording)
  }

  private func xs(_ player: inout ReplayPlayer, _ position: Double) -> (isBack: Bool, frames: [Double]) {
    let isBack = player.move(to: position)
    var result: [Double] = []
    while let frame = player.next() { result.append(frame.position?.x ?? -1) }
    return (isBack, result)
  }

  @Test func framesComeWhenDue() throws {
    var (player, _) = try player(600)
    #expect(xs(&player, 0).frames == [60])
    #expect(xs(&player, 0.105).frames.count == 6)
    #expect(xs(&player, 57).frames.count == 593)
    #expect(xs(&player, 64).frames.isEmpty)
  }

  @Test func goingBackStartsOver() throws {
    var (player, recording) = try player(600)
    let forward = xs(&player, 5).frames
    let back = xs(&player, 1)
    #expect(back.isBack)
    #expect(back.frames == Array(forward.prefix(back.frames.count)) && (59...61).contains(back.frames.count))
    #expect(recording.sample(at: -1) == 0 && recording.sample(at: 1e9) == 600)
    #expect((59...61).contains(recording.sample(at: 1)))
  }
}

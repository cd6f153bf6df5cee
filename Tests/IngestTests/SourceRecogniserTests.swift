import Ingest
import Telemetry
import TestSupport
import Testing

@Suite struct SourceRecogniserTests {
  private let home = SourceAddress(high: 0, low: 0xFFFF_C0A8_0001)
  private let away = SourceAddress(high: 0, low: 0xFFFF_C0A8_0002)

  private func outcome(
    _ recogniser: inout SourceRecogniser, _ datagram: [UInt8], _ address: SourceAddress, _ time: Double
  ) -> String {
    switch recogniser.accept(datagram.span.bytes, from: address, at: time) {
    case .frame(let frame): "frame \(frame.sessionNumber)"
    case .partial: "partial"
    case .undecodable: "undecodable"
    case .foreign: "foreign"
    }
  }

  @Test func gameIsKnownByItsPackets() {
    var recogniser = SourceRecogniser()
    #expect(recogniser.description == nil)
    #expect(outcome(&recogniser, [1, 2, 3], home, 0) == "undecodable")
    #expect(outcome(&recogniser, Packets.granTurismo(1)[0], home, 1) == "frame 1")
    #expect(recogniser.description?.game == "gt7")
  }

  @Test func othersAreForeignUntilSilence() {
    var recogniser = SourceRecogniser()
    let own = Packets.granTurismo(3)
    let other = Packets.f1(1)[0]
    #expect(outcome(&recogniser, own[0], home, 0) == "frame 1")
    #expect(outcome(&recogniser, other, home, 0.1) == "foreign")
    #expect(outcome(&recogniser, own[1], away, 0.1) == "foreign")
    #expect(outcome(&recogniser, [9, 9], home, 0.2) == "undecodable")
    #expect(outcome(&recogniser, own[1], home, 4) == "frame 1")
    #expect(outcome(&recogniser, other, home, 8.9) == "foreign")
    #expect(outcome(&recogniser, other, home, 9.1) == "partial")
    #expect(recogniser.description?.game == "f1")
  }

  @Test func sameSourceGoesOnAfterSilence() {
    var recogniser = SourceRecogniser()
    let own = Packets.granTurismo(3)
    #expect(outcome(&recogniser, own[0], home, 0) == "frame 1")
    #expect(outcome(&recogniser, own[1], home, 600) == "frame 1")
    // Another console with the same game is another session.
    #expect(outcome(&recogniser, own[2], away, 700) == "frame 2")
    #expect(outcome(&recogniser, own[2], home, 800) == "frame 3")
  }

  @Test func onlyTheWantedGameIsTaken() {
    var recogniser = SourceRecogniser(game: "f1")
    #expect(outcome(&recogniser, Packets.granTurismo(1)[0], home, 0) == "undecodable")
    #expect(outcome(&recogniser, Packets.f1(1)[0], home, 0) == "partial")
  }
}

import Decoders
import Telemetry
import TestSupport
import Testing

/// What every decoder must do, whatever the game.
@Suite struct DecoderContractTests {
  private func decoder(_ game: String) throws -> any TelemetryDecoder.Type {
    try #require(allDecoders.first { $0.game == game })
  }

  @Test func namesAndPortsAreDistinct() {
    #expect(Set(allDecoders.map { $0.game }).count == allDecoders.count)
    for decoder in allDecoders {
      #expect(!decoder.gameName.isEmpty && !decoder.setup.isEmpty && !decoder.ports.isEmpty)
      #expect(decoder.init().description.game == decoder.game)
    }
  }

  @Test func everyDecoderHasSamples() {
    #expect(Set(DecoderSamples.all.map(\.name)) == Set(allDecoders.map { $0.game }))
  }

  @Test func ownPacketsAreRecognisedAndNoOthers() {
    for sample in DecoderSamples.all {
      for datagram in sample.datagrams {
        let games = allDecoders.filter { $0.recognises(bytes: datagram) }.map { $0.game }
        #expect(games == [sample.name])
      }
    }
  }

  @Test func samplesGiveFrames() throws {
    for sample in DecoderSamples.all {
      var decoder = try decoder(sample.name).init()
      var frames = 0
      for datagram in sample.datagrams where try decoder.decode(bytes: datagram, at: 1) != nil {
        frames += 1
      }
      #expect(frames == 4)
      #expect(decoder.description.game == sample.name)
    }
  }

  @Test func everyTruncatedLengthThrows() throws {
    // A cut packet that has the size of a smaller kind is one: these games tell kinds apart by size alone. 323: Horizon without
    // its last byte, 92: OutGauge without its number.
    let smaller = Set(GranTurismo7Packet.allCases.map(\.size) + ForzaPacket.allCases.map(\.size) + [323, 92])
    for sample in DecoderSamples.all {
      for datagram in sample.datagrams.prefix(6) {
        for count in 0..<datagram.count where !smaller.contains(count) {
          var decoder = try decoder(sample.name).init()
          let cut = Array(datagram[..<count])
          #expect(throws: DecodeError.self) { try decoder.decode(bytes: cut, at: 0) }
          #expect(!type(of: decoder).recognises(bytes: cut))
        }
      }
    }
  }

  @Test(arguments: allDecoders.indices) func randomBytesNeverTrap(_ index: Int) {
    var decoder = allDecoders[index].init()
    forAll(2000) { random in
      let bytes = random.bytes(Int.random(in: 0...1500, using: &random))
      _ = allDecoders[index].recognises(bytes: bytes)
      _ = try? decoder.decode(bytes: bytes, at: 0)
      return true
    }
  }

  @Test func damagedPacketsNeverTrap() throws {
    for sample in DecoderSamples.all {
      var decoder = try decoder(sample.name).init()
      forAll(300) { random in
        var bytes = sample.datagrams.randomElement(using: &random)!
        for _ in 0..<Int.random(in: 1...40, using: &random) {
          bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
        }
        _ = try? decoder.decode(bytes: bytes, at: 0)
        return true
      }
    }
  }
}

import Decoders
import Telemetry
import TestSupport
import Testing

@Suite struct EncoderTests {
  @Test func everyGameHasAnEncoder() { #expect(allEncoders.map(\.game) == allDecoders.map { $0.game }) }

  @Test(arguments: allEncoders.indices) func itsPacketsAreItsGames(_ index: Int) throws {
    var encoder = allEncoders[index].make(DecoderSamples.source(allEncoders[index].game))
    var decoder = allDecoders[index].init()
    var random = SplitMix64(seed: 1)
    encoder.show(RaceFields.field(cars: 20, own: 0, &random))
    var frames = 0
    for step in 0..<120 {
      for datagram in encoder.datagrams(DecoderSamples.frame(600 + step, &random)) {
        #expect(allDecoders.filter { $0.recognises(bytes: datagram) }.map { $0.game } == [allEncoders[index].game])
        if try decoder.decode(bytes: datagram) != nil { frames += 1 }
      }
    }
    #expect(frames == 120)
    // Where a game sends other cars, all of them come back.
    if decoder.description.capabilities.contains(.opponents) { #expect(decoder.field?.cars.count == 20) }
  }
}

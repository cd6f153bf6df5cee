import Decoders
import Telemetry
import TestSupport
import Testing

@Suite struct WRCTests {
  @Test func decodingReturnsWhatWasEncoded() {
    forAll { random in
      var frame = DecoderSamples.frame(Int.random(in: 100...100_000, using: &random), &random)
      frame.flags = [.onTrack, .stage]
      var encoder = WRCEncoder(trackLength: 5807)
      var decoder = WRCDecoder()
      guard let datagram = encoder.datagrams(frame).first, let back = try? decoder.decode(bytes: datagram) else {
        return false
      }
      let differing = differences(
        frame, back, channels: back.presence.channels,
        resolution: [.lateralAcceleration: 1e-4, .longitudinalAcceleration: 1e-4])
      if !differing.isEmpty { print(differing) }
      return differing.isEmpty && datagram.count == 237 && back.lapNumber == 1 && back.lastLapTime == nil
        && back.flags == [.onTrack, .stage] && back.presence.channels.count == 25
        && abs((back.currentLapTime ?? -1) - (frame.currentLapTime ?? 0)) < 1e-3
    }
  }

  @Test func lapsAreRunsWithTheirTimes() throws {
    var encoder = WRCEncoder(trackLength: 5807)
    var decoder = WRCDecoder()
    var random = SplitMix64(seed: 1)
    var results: [Int32: Double] = [:]
    var phases: [Bool] = []
    for index in 0..<40 {
      var frame = DecoderSamples.frame(600 + index, &random)
      frame.lapNumber = Int32(index / 10)
      frame.lapDistance = Double(index % 10) * 500 + 3
      frame.currentLapTime = index < 10 ? nil : Double(index % 10) * 10 + 0.01
      frame.lastLapTime = index < 20 ? nil : 99.5 + Double(index / 10)
      for datagram in encoder.datagrams(frame) {
        let back = try #require(try decoder.decode(bytes: datagram))
        if let time = back.lastLapTime, let run = back.lapNumber { results[run] = time }
        phases.append(back.currentLapTime != nil)
      }
    }
    #expect(results == [1: 101.5, 2: 102.5])
    #expect(phases.count == 42 && phases.prefix(10).allSatisfy { !$0 } && phases[10] && !phases[20] && phases[21])
    #expect(decoder.description.track == "Stage of 5807 m")
  }

  @Test func gearsAreCountedFromNeutral() throws {
    for gear in [-1, 0, 1, 5] {
      var encoder = WRCEncoder(trackLength: 5807)
      var decoder = WRCDecoder()
      var random = SplitMix64(seed: 1)
      var frame = DecoderSamples.frame(600, &random)
      frame.gear = gear
      #expect(try decoder.decode(bytes: encoder.datagrams(frame)[0])?.gear == gear)
    }
  }
}

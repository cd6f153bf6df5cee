import Decoders
import Telemetry
import TestSupport
import Testing

@Suite struct AssettoCorsaTests {
  private func frames(_ count: Int, _ change: (Int, inout TelemetryFrame) -> Void = { _, _ in }) -> [TelemetryFrame] {
    var random = SplitMix64(seed: 5)
    return (0..<count).map { index in
      var frame = DecoderSamples.frame(index + 600, &random)
      change(index, &frame)
      return frame
    }
  }

  private func decode(_ frames: [TelemetryFrame]) throws -> [TelemetryFrame?] {
    var encoder = AssettoCorsaEncoder(source: DecoderSamples.source("ac"))
    var decoder = AssettoCorsaDecoder()
    return try frames.flatMap { frame in
      try encoder.datagrams(frame).filter { $0.count == 328 }.map { try decoder.decode(bytes: $0, at: 1) }
    }
  }

  @Test func decodingReturnsWhatWasEncoded() {
    forAll { random in
      let frame = DecoderSamples.frame(Int.random(in: 100...100_000, using: &random), &random)
      guard let back = try? decode([frame]).first.flatMap({ $0 }) else { return false }
      let differing = differences(frame, back, channels: back.presence.channels)
      if !differing.isEmpty { print(differing) }
      return differing.isEmpty && back.lapNumber == 3 && back.lastLapTime == 91.234 && back.bestLapTime == 90.987
        && back.flags == .onTrack && back.presence.channels.count == 17
        && abs((back.currentLapTime ?? -1) - (frame.currentLapTime ?? 0)) < 0.00051
    }
  }

  @Test func flagsComeBack() throws {
    for flags in [[.onTrack, .inPit, .pitLimiter], [.onTrack, .antiLock], [.onTrack, .tractionControl]] as [FrameFlags]
    {
      #expect(try decode(frames(1) { $1.flags = flags })[0]?.flags == flags)
    }
  }

  @Test func theReplyDescribesTheSession() throws {
    var encoder = AssettoCorsaEncoder(source: DecoderSamples.source("ac"))
    encoder.source.car = "ks_audi_r8_lms"
    var decoder = AssettoCorsaDecoder()
    var sessions: [UInt32?] = []
    for datagram in encoder.datagrams(frames(1)[0]) {
      sessions.append(try decoder.decode(bytes: datagram)?.sessionNumber)
    }
    #expect(sessions == [nil, 1])
    #expect(decoder.description.car == "ks_audi_r8_lms" && decoder.description.driver == "Ada Lovelace")
    #expect(decoder.description.track == "Suzuka")
    // The same answer again changes nothing, another one begins another session.
    _ = try decoder.decode(bytes: encoder.reply)
    #expect(try decoder.decode(bytes: encoder.datagrams(frames(2)[1])[0])?.sessionNumber == 1)
    encoder.source.track = "Monza"
    _ = try decoder.decode(bytes: encoder.reply)
    #expect(try decoder.decode(bytes: encoder.datagrams(frames(3)[2])[0])?.sessionNumber == 2)
    #expect(decoder.description.track == "Monza")
  }

  @Test func theClockAddsUpLaps() throws {
    let decoded = try decode(
      frames(6) { index, frame in
        frame.lapNumber = index < 3 ? 2 : 3
        frame.currentLapTime = index < 3 ? 90 + Double(index) / 50 : Double(index - 3) / 50 + 0.01
        frame.lastLapTime = index < 3 ? 88 : 90.05
      })
    let times = decoded.compactMap { $0?.gameTime }.map { ($0 * 1000).rounded() }
    #expect(times == [0, 20, 40, 60, 80, 100] && Set(decoded.map { $0?.sessionNumber }) == [1])
  }

  @Test func repeatedInstantsAreDropped() throws {
    let frame = frames(1)[0]
    #expect(try decode([frame, frame, frame]).map { $0 != nil } == [true, false, false])
  }

  @Test func aClockThatBeginsAnewBeforeAnyLapIsAnotherSession() throws {
    let decoded = try decode(
      frames(4) { index, frame in
        frame.lapNumber = 1
        frame.currentLapTime = index < 2 ? 30 + Double(index) / 50 : Double(index) / 50
      })
    #expect(decoded.map { $0?.sessionNumber } == [1, 1, 2, 2])
    let later = try decode(frames(4) { $1.lapNumber = $0 < 2 ? 5 : 1 })
    #expect(later.map { $0?.sessionNumber } == [1, 1, 2, 2])
    // With laps behind it, a car that is put back into its box stays in its session.
    let back = try decode(frames(4) { $1.currentLapTime = $0 < 2 ? 30 + Double($0) / 50 : Double($0) / 50 })
    #expect(back.map { $0?.sessionNumber } == [1, 1, 1, 1])
  }

  @Test(.enabled(if: RealData.isAvailable)) func monza() throws {
    var decoder = AssettoCorsaDecoder()
    var frames: [TelemetryFrame] = []
    let lines = try Datagrams.lines("live/ac/ac_monza_r8lms.udp.jsonl.gz")
    #expect(lines.count == 8641)
    var pit = 0
    var finished: Int?
    for (index, line) in lines.enumerated() {
      #expect(line.bytes.count == 328)
      guard let frame = try decoder.decode(bytes: line.bytes, at: line.time) else { continue }
      if frame.lapNumber == 2, finished == nil { finished = index }
      frames.append(frame)
    }
    for line in lines where line.bytes[24] != 0 { pit += 1 }
    #expect(pit == 320 && frames.prefix(100).allSatisfy { $0.flags.contains(.inPit) })
    #expect(finished == 7899 && Set(frames.map(\.sessionNumber)) == [1])
    let last = try #require(frames.last)
    #expect(last.lapNumber == 2 && last.lastLapTime == 344.684 && last.bestLapTime == 344.684)
    #expect(frames[0].currentLapTime == 212.24)
    #expect(abs((frames.compactMap(\.speed).max() ?? 0) * 3.6 - 252.173) < 0.001)
    #expect(abs((frames.compactMap(\.engineSpeed).max() ?? 0) - 7958.9) < 0.1)
    #expect(Set(frames.compactMap(\.gear)) == [0, 1, 2, 3, 4, 5])
    // From the first frame to the last the lap clocks say how much was driven.
    #expect(abs(last.gameTime - (344.684 - 212.24 + 4.38)) < 0.001)
    // What turns left is pushed to the left and steered to the left.
    let turning = frames.filter { abs($0.steering ?? 0) > 0.5 && ($0.speed ?? 0) > 15 }
    #expect(turning.count > 300)
    #expect(
      turning.filter { ($0.steering ?? 0) * ($0[.lateralAcceleration] ?? 0) > 0 }.count > turning.count * 8 / 10)
  }
}

import Glibc
import Telemetry
import TestSupport
import Testing

@testable import Timing

@Suite struct StretchFinderTests {
  /// Four seconds along a straight at 48 m/s, 3 m and a sixteenth of a second from sample to sample.
  private func samples(_ change: (Int, inout LapSample) -> Void) -> [LapSample] {
    (0..<64).map { index in
      var frame = TelemetryFrame()
      frame.speed = 48
      frame[.positionX] = Double(index) * 3
      frame[.positionY] = 0
      frame[.positionZ] = 0
      frame[.velocityX] = 48
      frame[.velocityZ] = 0
      frame[.yawRate] = 0
      var sample = LapSample(clock: Double(index) / 16, station: Double(index) * 3, offset: 0, frame: frame)
      change(index, &sample)
      return sample
    }
  }

  private func found(
    _ kind: LapStretch.Kind? = nil, corridor: Double? = 15, _ change: (Int, inout LapSample) -> Void
  ) -> [LapStretch] {
    let all = StretchFinder.stretches(in: samples(change), corridor: corridor.map { width in { _ in width } })
    return kind.map { kind in all.filter { $0.kind == kind } } ?? all
  }

  @Test func aPlainLapHasNone() { #expect(found { _, _ in }.isEmpty) }

  @Test(arguments: [
    (LapStretch.Kind.caution, FrameFlags.safetyCar), (.caution, .yellowFlag), (.caution, .redFlag), (.pit, .inPit),
    (.tractionControl, .tractionControl), (.antiLock, .antiLock), (.revLimiter, .revLimiter),
  ])
  func flags(kind: LapStretch.Kind, flag: FrameFlags) {
    let twice = found { index, sample in
      if (10...20).contains(index) || index == 40 { sample.frame.flags.insert(flag) }
    }
    #expect(
      twice == [LapStretch(kind: kind, start: 30, end: 60), LapStretch(kind: kind, start: 120, end: 120)])
    let open = found { index, sample in if index >= 50 { sample.frame.flags.insert(flag) } }
    #expect(open == [LapStretch(kind: kind, start: 150, end: 189)], "up to the end of the lap")
  }

  @Test func otherFlagsSayNothing() {
    #expect(found { _, sample in sample.frame.flags = [.blueFlag, .onTrack, .chequeredFlag, .dragReduction] }.isEmpty)
  }

  @Test func traffic() {
    for (gap, isTraffic) in [(1.19, true), (0.01, true), (1.21, false), (0, false), (-1, false)] {
      let stretches = found { index, sample in if (10...20).contains(index) { sample.frame[.gapAhead] = gap } }
      #expect(stretches == (isTraffic ? [LapStretch(kind: .traffic, start: 30, end: 60)] : []), "\(gap) s")
    }
  }

  @Test func offTheTrackForATenthOfASecond() {
    for (last, isOff) in [(12, true), (11, false)] {
      let stretches = found { index, sample in
        if (10...last).contains(index) { sample.frame.flags.insert(.offTrack) }
      }
      #expect(stretches == (isOff ? [LapStretch(kind: .offTrack, start: 30, end: 36)] : []))
    }
  }

  @Test func threeLooseWheels() {
    for (wheels, isOff) in [(4.0, true), (3, true), (2, false)] {
      let stretches = found { index, sample in if index < 10 { sample.frame[.looseWheels] = wheels } }
      #expect(stretches == (isOff ? [LapStretch(kind: .offTrack, start: 0, end: 27)] : []), "\(wheels)")
    }
  }

  @Test func beyondTheCorridor() {
    for (offset, isOff) in [(15.1, true), (-15.1, true), (15, false), (-15, false), (Double.nan, false)] {
      let stretches = found(.offTrack) { index, sample in
        if (20...30).contains(index) { sample.offset = Float(offset) }
      }
      #expect(stretches == (isOff ? [LapStretch(kind: .offTrack, start: 60, end: 90)] : []), "\(offset) m")
    }
    #expect(found(corridor: nil) { _, sample in sample.offset = 99 }.isEmpty, "without a line")
    // The corridor of the place.
    let all = StretchFinder.stretches(in: samples { $1.offset = 10 }, corridor: { $0 < 90 ? 9 : 11 })
    #expect(all == [LapStretch(kind: .offTrack, start: 0, end: 87)])
  }

  @Test func aCutGainsMoreThanItDrives() {
    // Off the track for 60 m of stations in 20 steps, driving less than that.
    for (step, isCut) in [(1.7, true), (1.8, false)] {
      // 60 m are more than 1.15 · 20 · 1.7 + 20 = 59.1 m, and less than 1.15 · 20 · 1.8 + 20 = 61.4 m.
      let stretches = found { index, sample in
        guard (20...40).contains(index) else { return }
        sample.frame.flags.insert(.offTrack)
        sample.frame[.positionX] = 60 + Double(index - 20) * step
      }
      #expect(stretches.map(\.kind) == (isCut ? [.offTrack, .cut] : [.offTrack]))
      #expect(stretches.allSatisfy { $0.start == 60 && $0.end == 120 })
    }
    let unknown = found { index, sample in
      guard (20...40).contains(index) else { return }
      sample.frame.flags.insert(.offTrack)
      sample.frame[.positionX] = nil
    }
    #expect(unknown.map(\.kind) == [.offTrack], "without positions nobody knows")
  }

  @Test func aSpinTurnsTheCarFartherThanItsPath() {
    // Fifteen steps of a second at one rate: more than 60° within less than a second, or not.
    for (rate, isSpin) in [(1.3, true), (-1.3, true), (1.0, false)] {
      let stretches = found { index, sample in if (20...40).contains(index) { sample.frame[.yawRate] = rate } }
      #expect(!stretches.isEmpty == isSpin, "\(rate)")
      #expect(stretches.allSatisfy { $0.kind == .spin && $0.start >= 51 && $0.end <= 120 })
    }
    let slow = found { index, sample in
      if (20...40).contains(index) { sample.frame[.yawRate] = 3 }
      sample.frame.speed = 5
    }
    #expect(slow.isEmpty, "a car that is turned by hand")
    // As much as its path turns is a hairpin.
    let hairpin = found { index, sample in
      sample.frame[.yawRate] = 1.5
      sample.frame[.velocityX] = 48 * cos(1.5 * Double(index) / 16)
      sample.frame[.velocityZ] = 48 * sin(1.5 * Double(index) / 16)
    }
    #expect(hairpin.isEmpty)
    let unknown = found { index, sample in
      sample.frame[.yawRate] = 3
      sample.frame[.velocityX] = nil
    }
    #expect(unknown.isEmpty)
  }

  @Test func aSpinIsFoundWhereverItBegins() {
    for begin in 1...40 {
      let stretches = found { index, sample in
        if (begin...begin + 14).contains(index) { sample.frame[.yawRate] = 1.3 }
      }
      #expect(stretches.map(\.kind) == [.spin], "from sample \(begin)")
    }
  }

  @Test func aLongPause() {
    for (pause, isLong) in [(20.1, true), (20, false), (5, false)] {
      let stretches = found { index, sample in if index == 30 { sample.pause = Float(pause) } }
      #expect(stretches == (isLong ? [LapStretch(kind: .pause, start: 40, end: 140)] : []), "\(pause) s")
    }
  }

  @Test func touching() {
    let stretch = LapStretch(kind: .pit, start: 100, end: 200)
    #expect(
      stretch.touches(150, 160) && stretch.touches(0, 101) && stretch.touches(199, 300) && stretch.touches(0, 900))
    #expect(!stretch.touches(0, 100) && !stretch.touches(200, 300))
  }

  /// Stretches lie on the lap, in order within a kind, whatever the samples hold.
  @Test func randomSamples() {
    forAll { random in
      let all = StretchFinder.stretches(
        in: samples { _, sample in
          sample.frame.flags = FrameFlags(rawValue: UInt32.random(in: 0...0x1_FFFF, using: &random))
          sample.frame[.yawRate] = Double.random(in: -9...9, using: &random)
          sample.frame[.gapAhead] = Bool.random(using: &random) ? 0.5 : nil
          sample.offset = Float.random(in: -30...30, using: &random)
        }, corridor: { _ in 15 })
      return LapStretch.Kind.allCases.allSatisfy { kind in
        let own = all.filter { $0.kind == kind }
        return own.allSatisfy { $0.start >= 0 && $0.end <= 189 && $0.start <= $0.end }
          && zip(own, own.dropFirst()).allSatisfy { $0.start <= $1.start }
      }
    }
  }
}

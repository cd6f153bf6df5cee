import Telemetry
import TestSupport
import Testing

@Suite struct TelemetryFrameTests {
  @Test func absentChannelIsNil() {
    var frame = TelemetryFrame()
    #expect(frame.speed == nil)
    frame.speed = 0
    #expect(frame.speed == 0)
    frame.speed = nil
    #expect(frame.speed == nil)
    #expect(frame == TelemetryFrame())
  }

  @Test func valueThatIsNotFiniteIsAbsent() {
    var frame = TelemetryFrame()
    frame.set(.throttle, 0.5)
    frame.set(.throttle, .nan)
    #expect(frame.throttle == nil)
    frame.set(.brake, .infinity)
    #expect(frame.brake == nil)
  }

  @Test func channelsFitTheFrame() {
    #expect(Channel.allCases.count <= 64)
    #expect(Set(Channel.allCases.map(\.identifier)).count == Channel.allCases.count)
    #expect(MemoryLayout<TelemetryFrame>.size <= 512)
  }

  @Test func wheelFamiliesFollowEachOther() {
    #expect(Wheel.rearRight.channel(from: .tyreTemperatureFrontLeft) == .tyreTemperatureRearRight)
    #expect(Wheel.frontRight.channel(from: .suspensionFrontLeft) == .suspensionFrontRight)
    #expect(Wheel.rearLeft.channel(from: .brakeTemperatureFrontLeft) == .brakeTemperatureRearLeft)
    #expect(Wheel.rearRight.channel(from: .wheelSpeedFrontLeft) == .wheelSpeedRearRight)
    #expect(Wheel.rearRight.channel(from: .tyreWearFrontLeft) == .tyreWearRearRight)
    #expect(Wheel.rearRight.channel(from: .tyrePressureFrontLeft) == .tyrePressureRearRight)
  }

  @Test func everyChannelReadsBackWhatWasStored() {
    forAll { random in
      var frame = TelemetryFrame()
      var model: [Channel: Double] = [:]
      for _ in 0..<40 {
        let channel = Channel.allCases.randomElement(using: &random)!
        let value = Bool.random(using: &random) ? Double(Float.random(in: -1e6...1e6, using: &random)) : nil
        frame[channel] = value
        model[channel] = value
      }
      return Channel.allCases.allSatisfy { frame[$0] == model[$0] }
        && frame.presence.channels == Channel.allCases.filter { model[$0] != nil }
    }
  }
}

import Decoders
import Telemetry
import TestSupport
import Testing

@Suite struct GreetingTests {
  private func hear(_ greeting: inout some GameGreeting, _ bytes: [UInt8], at now: Double) {
    greeting.hear(bytes.span.bytes, at: now)
  }

  @Test func greetingsAreOfKnownGames() {
    for greeting in allGreetings { #expect(allDecoders.contains { $0.game == greeting.game }) }
    #expect(Set(allGreetings.map(\.game)).count == allGreetings.count)
  }

  @Test func aPlayStationIsAskedMoreOftenWhileItIsSilent() {
    var greeting = GranTurismo7Greeting(kind: .a)
    var asked = (0...60).compactMap { greeting.message(at: Double($0) / 4) == nil ? nil : Double($0) / 4 }
    #expect(asked == [0, 2, 4, 6, 8, 10, 12, 14])
    greeting = GranTurismo7Greeting(kind: .a)
    asked = []
    for step in 0...60 {
      hear(&greeting, [1], at: Double(step) / 4)
      if greeting.message(at: Double(step) / 4) == [0x41] { asked.append(Double(step) / 4) }
    }
    #expect(asked == [0, 5, 10, 15] && greeting.farewell == nil)
  }

  @Test func assettoCorsaIsAskedAgainAfterSilence() {
    var greeting = AssettoCorsaGreeting()
    func operation(_ now: Double) -> UInt8? { greeting.message(at: now).map { $0[8] } }
    #expect(operation(0) == 0 && operation(0) == nil && operation(2.9) == nil && operation(3) == 0)
    #expect(greeting.farewell == nil)
    let reply = AssettoCorsaEncoder(source: DecoderSamples.source("ac")).reply
    hear(&greeting, reply, at: 3.1)
    #expect(operation(3.1) == 1 && operation(3.1) == nil && greeting.farewell?[8] == 3)
    for step in 0..<100 { hear(&greeting, [0x61], at: 3.2 + Double(step) / 10) }
    #expect(operation(13.2) == nil && operation(16.2) == 0)
    // A reply to the new question subscribes anew.
    hear(&greeting, reply, at: 16.3)
    #expect(operation(16.3) == 1)
  }

  @Test func competizioneIsAskedByPasswordAndThenForItsEntries() {
    var greeting = CompetizioneGreeting(password: "secret")
    let registration = greeting.message(at: 0)
    #expect(registration?.prefix(2) == [1, 4] && greeting.message(at: 4.9) == nil)
    #expect(registration.map { String(decoding: $0, as: UTF8.self).contains("secret") } == true)
    #expect(greeting.message(at: 5) == registration && greeting.farewell == nil)
    // Refused: nothing but another try.
    hear(&greeting, [1, 9, 0, 0, 0, 0, 0, 0, 0], at: 5.1)
    #expect(greeting.message(at: 5.2) == nil && greeting.message(at: 10.2) == registration)
    hear(&greeting, [1, 9, 0, 0, 0, 1, 0, 0, 0], at: 10.3)
    #expect(greeting.message(at: 10.3) == [10, 9, 0, 0, 0] && greeting.message(at: 10.3) == [11, 9, 0, 0, 0])
    #expect(greeting.message(at: 10.3) == nil && greeting.farewell == [9, 9, 0, 0, 0])
    hear(&greeting, [2, 0], at: 14)
    #expect(greeting.message(at: 18.9) == nil && greeting.message(at: 19) == registration)
  }
}

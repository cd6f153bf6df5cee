import Captures
import Decoders
import Foundation
import Ingest
import Recordings
import Synchronization
import Telemetry
import TestSupport
import Testing

@Suite(.serialized) struct DatagramReceiverTests {
  /// What the receiver has handed on.
  final class Inbox: Sendable {
    let frames = Mutex<[TelemetryFrame]>([])
    let descriptions = Mutex<[(UInt32, SourceDescription)]>([])
  }

  private func receiver(_ configuration: DatagramReceiver.Configuration, _ inbox: Inbox) throws -> (
    DatagramReceiver, UInt16
  ) {
    let receiver = DatagramReceiver(configuration) { frame in
      inbox.frames.withLock { $0.append(frame) }
    } onDescription: { session, description in
      inbox.descriptions.withLock { $0.append((session, description)) }
    }
    guard case .listening(let port) = try #require(receiver.ports.last) else {
      throw CancellationError()
    }
    receiver.start()
    return (receiver, port)
  }

  /// Waits for what another thread is about to do, two seconds at most.
  private func wait(_ isDone: () -> Bool) -> Bool {
    for _ in 0..<400 where !isDone() { usleep(5000) }
    return isDone()
  }

  @Test(arguments: [false, true]) func datagramsBecomeFrames(_ isVersion6: Bool) throws {
    let inbox = Inbox()
    let (receiver, port) = try receiver(.init(ports: [0]), inbox)
    let game = TestSocket(isVersion6: isVersion6)
    for datagram in Packets.granTurismo(100) { game.send(datagram, to: port) }
    #expect(wait { receiver.counters.frames == 100 })
    receiver.stop()
    let frames = inbox.frames.withLock { $0 }
    #expect(frames.map(\.position?.x) == (60..<160).map { Double($0) })
    #expect(zip(frames, frames.dropFirst()).allSatisfy { $0.arrivalTime <= $1.arrivalTime })
    let descriptions = inbox.descriptions.withLock { $0 }
    #expect(descriptions.count == 1 && descriptions[0].0 == 1 && descriptions[0].1.car == "Car 3358")
    #expect(receiver.counters.received == 100 && receiver.counters.dropped == 0)
  }

  @Test func otherGameAndRubbishAreCounted() throws {
    let inbox = Inbox()
    let (receiver, port) = try receiver(.init(ports: [0, 0]), inbox)
    let game = TestSocket(isVersion6: false)
    for datagram in Packets.granTurismo(10) { game.send(datagram, to: port) }
    #expect(wait { receiver.counters.frames == 10 })
    let other = Packets.f1(2)
    for datagram in other { game.send(datagram, to: port) }
    game.send([1, 2, 3], to: port)
    game.send([UInt8](repeating: 0, count: 5000), to: port)
    game.send([], to: port)
    #expect(wait { receiver.counters.received == 10 + other.count + 3 })
    #expect(receiver.counters.foreign == other.count && receiver.counters.undecodable == 3)
    #expect(receiver.counters.frames == 10)
  }

  @Test func blockedPortIsAState() throws {
    let inbox = Inbox()
    let (first, port) = try receiver(.init(ports: [0]), inbox)
    let (second, free) = try receiver(.init(ports: [port, 0]), inbox)
    #expect(second.ports.first == .blocked(port: port, code: EADDRINUSE))
    TestSocket(isVersion6: false).send(Packets.granTurismo(1)[0], to: free)
    #expect(wait { second.counters.frames == 1 })
    #expect(first.counters.received == 0)
  }

  @Test func stoppingAndStartingAgain() throws {
    let inbox = Inbox()
    let (receiver, port) = try receiver(.init(ports: [0]), inbox)
    receiver.stop()
    receiver.stop()
    receiver.start()
    TestSocket(isVersion6: true).send(Packets.granTurismo(1)[0], to: port)
    #expect(wait { receiver.counters.frames == 1 })
  }

  @Test func heartbeatAsksTheConsole() throws {
    let console = TestSocket(isVersion6: false)
    let greeter = try Greeter(GranTurismo7Greeting(kind: .tilde), host: "127.0.0.1", port: console.bind())
    let (receiver, _) = try receiver(.init(ports: [0], greeters: [greeter]), Inbox())
    #expect(console.receive() == [UInt8(ascii: "~")])
    receiver.stop()
    #expect(throws: Greeter.UnknownHost.self) { try Greeter(GranTurismo7Greeting(), host: "not a host") }
  }

  /// The game's side of the handshake: it answers, sends to whoever subscribes, and is told good-bye.
  @Test func assettoCorsaIsAsked() throws {
    let game = TestSocket(isVersion6: false)
    let greeter = try Greeter(AssettoCorsaGreeting(), host: "127.0.0.1", port: game.bind())
    let inbox = Inbox()
    let (receiver, port) = try receiver(.init(ports: [0], greeters: [greeter]), inbox)
    #expect(game.receive() == [1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0])
    var source = SourceDescription(game: "ac", gameName: "Assetto Corsa")
    source.track = "Monza"
    var encoder = AssettoCorsaEncoder(source: source)
    let datagrams = Packets.frames(3).flatMap { encoder.datagrams($0) }
    game.send(datagrams[0], to: port)
    #expect(game.receive() == [1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0])
    for datagram in datagrams.dropFirst() { game.send(datagram, to: port) }
    #expect(wait { receiver.counters.frames == 3 })
    receiver.stop()
    #expect(game.receive() == [1, 0, 0, 0, 1, 0, 0, 0, 3, 0, 0, 0])
  }

  @Test func recordingHoldsWhatCame() throws {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("tenths-\(UUID()).pcap").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    let recorder = try DatagramRecorder(path: path)
    let (receiver, port) = try receiver(.init(ports: [0], recorder: recorder), Inbox())
    let game = TestSocket(isVersion6: false)
    for datagram in Packets.granTurismo(50) { game.send(datagram, to: port) }
    #expect(wait { receiver.counters.frames == 50 && recorder.written == 50 })
    receiver.stop()
    recorder.finish()
    #expect(recorder.lost == 0)
    let recording = try openRecording(MappedFile.open(path: path), name: path)
    #expect(recording.sampleCount == 50 && recording.description.game == "gt7" && recording.notes.isEmpty)
  }
}

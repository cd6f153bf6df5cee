import Captures
import Compression
import Decoders
import Recordings
import Telemetry
import TestSupport
import Testing

@Suite struct DatagramRecordingTests {
  private func frames(_ count: Int) -> [TelemetryFrame] {
    (0..<count).map { index in
      var frame = TelemetryFrame()
      frame.gameTime = Double(index + 60) / 60
      frame.lapNumber = Int32(1 + index / 500)
      frame.flags = .onTrack
      frame.position = Position(x: Double(index), y: 1, z: 2)
      frame.speed = 50
      frame.lapDistance = Double(index)
      return frame
    }
  }

  private func gt7(_ count: Int, kind: GranTurismo7Packet = .c, isEncrypted: Bool) -> [[UInt8]] {
    var encoder = GranTurismo7Encoder(kind: kind, isEncrypted: isEncrypted)
    return frames(count).flatMap { encoder.datagrams($0) }
  }

  private func f1(_ count: Int) throws -> [[UInt8]] {
    var encoder = try #require(F1Encoder(format: 2024, source: SourceDescription(game: "f1", gameName: "F1")))
    return frames(count).flatMap { encoder.datagrams($0) }
  }

  private func capture(_ streams: [(port: UInt16, datagrams: [[UInt8]])]) -> [UInt8] {
    var builder = CaptureBytes()
    var time: UInt64 = 1_700_000_000_000_000
    for stream in streams {
      for datagram in stream.datagrams {
        builder.append(datagram.span.bytes, microseconds: time, sourcePort: 4000, destinationPort: stream.port)
        time += 16_667
      }
    }
    return builder.bytes
  }

  @Test(arguments: GranTurismo7Packet.allCases) func plainPacketsEndToEnd(_ kind: GranTurismo7Packet) throws {
    let bytes = gt7(100, kind: kind, isEncrypted: false).flatMap { $0 }
    let packed = try Gzip.deflate(bytes.span.bytes)
    let recording = try openRecording(ByteStore(packed), name: "Lap.GTZ")
    #expect(recording.sampleCount == 100 && recording.description.game == "gt7" && recording.notes.isEmpty)
    #expect(abs(recording.duration - 99.0 / 60) < 1e-9)
  }

  @Test func truncatedGzipGivesWhatItHas() throws {
    let bytes = gt7(300, isEncrypted: false).flatMap { $0 }
    let packed = try Gzip.deflate(bytes.span.bytes)
    for count in stride(from: 0, to: packed.count, by: 131) {
      guard let recording = try? openRecording(ByteStore(Array(packed[..<count])), name: "a.gtz") else { continue }
      #expect(recording.notes.first == .truncated)
      #expect(recording.allFrames().count == recording.sampleCount && recording.sampleCount <= 300)
    }
  }

  @Test func dumpsOfStatedSize() throws {
    let lap = try openRecording(
      ByteStore(gt7(20, kind: .a, isEncrypted: true).flatMap { $0 }), name: "x.gt7lap")
    #expect(lap.sampleCount == 20)
    let dump = try openRecording(ByteStore(gt7(20, isEncrypted: true).flatMap { $0 }), name: "x.368.bin")
    #expect(dump.sampleCount == 20)
    let single = try openRecording(ByteStore(gt7(1, isEncrypted: true)[0]), name: "x.bin")
    #expect(single.sampleCount == 1 && single.duration == 0)
    #expect(throws: RecordingError.noKnownGame(datagrams: 4)) {
      try openRecording(ByteStore([UInt8](repeating: 1, count: 40)), name: "x.10.bin")
    }
  }

  @Test func busiestGameOfACaptureIsShown() throws {
    let bytes = capture([(33740, gt7(50, isEncrypted: true)), (20777, try f1(20)), (9, [[1], [2]])])
    let recording = try openRecording(ByteStore(bytes), name: "evening.pcapng")
    #expect(recording.description.game == "f1" && recording.sampleCount == 20)
    #expect(recording.notes == [.otherGame("gt7", datagrams: 50), .foreign(count: 2)])
    #expect(recording.datagrams?.entries.count == (try f1(20)).count)
  }

  @Test func contentDecidesBeforeTheName() throws {
    let bytes = capture([(33740, gt7(50, isEncrypted: true))])
    #expect(try openRecording(ByteStore(bytes), name: "mistaken.ibt").description.game == "gt7")
    #expect(try openRecording(ByteStore(bytes), name: "no ending").sampleCount == 50)
  }

  @Test func wrongFilesAreNamed() {
    let text = Array("Time,Speed\n1,2\n".utf8)
    #expect(throws: RecordingError.empty) { try openRecording(ByteStore([]), name: "a.ibt") }
    #expect(throws: RecordingError.unknownFormat) { try openRecording(ByteStore(text), name: "a.docx") }
    #expect(throws: RecordingError.wrongContent(format: "packet capture")) {
      try openRecording(ByteStore(text), name: "a.pcap")
    }
    #expect(throws: RecordingError.wrongContent(format: "Gran Turismo 7 replay")) {
      try openRecording(ByteStore(text), name: "a.gtz")
    }
    #expect(throws: RecordingError.wrongContent(format: "iRacing telemetry")) {
      try openRecording(ByteStore(text), name: "a.ibt")
    }
  }

  @Test func jumpsGiveTheSameFrames() throws {
    let bytes = gt7(10_000, isEncrypted: false).flatMap { $0 }
    let recording = try openRecording(ByteStore(bytes), name: "a")
    let all = recording.allFrames()
    #expect(all.count == 10_000)
    for start in [0, 4095, 4096, 9000, 10_000] {
      #expect(recording.allFrames(from: start) == Array(all.dropFirst(start)))
    }
  }

  @Test func columnsEqualFrames() throws {
    let recording = try openRecording(ByteStore(capture([(20777, try f1(30))])), name: "a.pcap")
    let columns = recording.columns([.speed, .lapDistance, .oilPressure])
    #expect(columns.time == recording.allFrames().map(\.gameTime))
    #expect(columns[.lapDistance].map(Array.init) == (0..<30).map { Float($0) } && columns[.oilPressure] == nil)
  }

  @Test func linesOfHexadecimal() throws {
    var text = ""
    for (index, datagram) in gt7(10, isEncrypted: true).enumerated() {
      let hex = datagram.map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
      text += "{\"t_us\": \(index * 16_000), \"hex\": \"\(hex)\"}\n"
    }
    text += "{\"hex\": \"0g\"}\n{}\nnot json"
    let recording = try openRecording(ByteStore(Array(text.utf8)), name: "a.jsonl")
    #expect(recording.sampleCount == 10 && abs(recording.duration - 0.144) < 1e-9)
    forAll(100) { random in
      var bytes = Array(text.utf8)
      for _ in 0..<10 {
        bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
      }
      _ = try? openRecording(ByteStore(bytes), name: "a.jsonl")
      return true
    }
  }
}

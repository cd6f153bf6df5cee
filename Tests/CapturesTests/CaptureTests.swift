import Captures
import Foundation
import TestSupport
import Testing

@Suite struct CaptureTests {
  private func capture(_ bytes: [UInt8]) throws(CaptureError) -> Capture { try Capture(bytes.span.bytes) }

  private func payloads(_ capture: Capture) -> [[UInt8]] {
    capture.datagrams.map { datagram in
      capture.withPayload(of: datagram) { span in span.withUnsafeBytes { Array($0) } }
    }
  }

  private func pcapng(_ payloads: [[UInt8]], family: AddressFamily = .ipv4) -> [UInt8] {
    var builder = CaptureBytes()
    for (index, payload) in payloads.enumerated() {
      builder.append(
        payload.span.bytes, microseconds: 1_700_000_000_000_000 + UInt64(index) * 16_667, family: family,
        sourcePort: 1000, destinationPort: 20777)
    }
    return builder.bytes
  }

  @Test(
    .enabled(if: RealData.isAvailable), arguments: ["linktype1_lo", "linktype113_any", "linktype276_any"])
  func realCapture(_ name: String) throws {
    let capture = try capture(RealData.bytes("files/pcap/\(name).pcap"))
    #expect(capture.datagrams.map(\.size).sorted() == [700, 1352, 1352, 1352, 1352, 1352])
    #expect(capture.datagrams.filter { $0.family == .ipv6 }.map(\.size) == [700])
    #expect(!capture.isTruncated && capture.cutCount == 0)
  }

  @Test(.enabled(if: RealData.isAvailable)) func truncatedCaptureGivesWhatItHas() throws {
    let bytes = try RealData.bytes("files/pcap/linktype276_any.pcap")
    for count in 0..<bytes.count {
      guard let capture = try? capture(Array(bytes[..<count])) else {
        #expect(count < 24)
        continue
      }
      if capture.datagrams.count > 6 { Issue.record("\(count) bytes give too much") }
    }
  }

  @Test(arguments: [AddressFamily.ipv4, .ipv6]) func capturesInMemoryAreRead(_ family: AddressFamily) throws {
    try forAll(30) { random in
      let source = (0..<5).map { _ in random.bytes(Int.random(in: 0...1400, using: &random)) }
      let capture = try capture(pcapng(source, family: family))
      return payloads(capture) == source && capture.datagrams.allSatisfy { $0.destinationPort == 20777 }
        && abs(capture.datagrams[4].time - 4 * 0.016667) < 1e-6 && capture.startDate == 1_700_000_000
    }
  }

  @Test(arguments: [AddressFamily.ipv4, .ipv6]) func writtenFilesAreRead(_ family: AddressFamily) throws {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("tenths-\(UUID()).pcap").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    let writer = try CaptureWriter(path: path)
    var random = SplitMix64(seed: 4)
    let source = (0..<10).map { _ in random.bytes(368) }
    for (index, payload) in source.enumerated() {
      try writer.write(
        payload.span.bytes, date: 1e9 + Double(index) / 64, family: family, sourcePort: 5, destinationPort: 33740)
    }
    // Still open, as after a kill.
    let capture = try capture([UInt8](Data(contentsOf: URL(fileURLWithPath: path))))
    #expect(payloads(capture) == source && writer.count == 10)
    #expect(abs(capture.datagrams[9].time - 9.0 / 64) < 1e-6 && capture.startDate == 1e9)
  }

  @Test func unwritablePathIsAnError() {
    #expect(throws: CaptureError.self) { try CaptureWriter(path: "/nowhere/at/all.pcap") }
  }

  @Test func otherBytesAreRefused() {
    #expect(throws: CaptureError.notACapture) { try capture([]) }
    #expect(throws: CaptureError.notACapture) { try capture([1, 2, 3, 4, 5]) }
    #expect(throws: CaptureError.self) { try capture([0x0A, 0x0D, 0x0D, 0x0A]) }
  }

  @Test func damageNeverTraps() {
    let source = pcapng((0..<6).map { [UInt8](repeating: UInt8($0), count: 100 * $0) }, family: .ipv6)
    forAll(500) { random in
      var bytes = source
      for _ in 0..<Int.random(in: 1...8, using: &random) {
        bytes[Int.random(in: 4..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
      }
      _ = try? capture(Array(bytes[..<Int.random(in: 0...bytes.count, using: &random)]))
      return true
    }
  }
}

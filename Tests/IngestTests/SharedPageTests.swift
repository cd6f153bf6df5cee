import Decoders
import Foundation
import Ingest
import Telemetry
import TestSupport
import Testing

/// Pages of shared memory, as ordinary files.
@Suite struct SharedPageTests {
  private let folder = FileManager.default.temporaryDirectory.appendingPathComponent("tenths-pages-\(UUID())")
  private let page = SharedPage(name: "page", size: 64, counter: 8, isOddWhileWriting: true)

  private func write(_ bytes: [UInt8], _ name: String = "page") throws {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try Data(bytes).write(to: folder.appendingPathComponent(name))
  }

  private func bytes(counter: UInt8, size: Int = 64, fill: UInt8 = 1) -> [UInt8] {
    var bytes = [UInt8](repeating: fill, count: size)
    for index in 8..<12 { bytes[index] = index == 8 ? counter : 0 }
    return bytes
  }

  private func reader(_ pages: [SharedPage]? = nil) -> SharedPageReader {
    SharedPageReader(pages ?? [page], folder: folder.path)
  }

  @Test func anImageIsNewOnce() throws {
    var reader = reader()
    try write(bytes(counter: 2, fill: 7))
    #expect(try reader.refresh() && reader.image[63] == 7)
    #expect(try !reader.refresh())
    try write(bytes(counter: 4, fill: 9))
    #expect(try reader.refresh() && reader.image[63] == 9)
  }

  @Test func twoPagesMakeOneImage() throws {
    let second = SharedPage(name: "other", size: 16, counter: 0)
    var reader = reader([page, second])
    try write(bytes(counter: 2, fill: 7))
    #expect(throws: SharedPageReader.Failure.absent) { try reader.refresh() }
    try write([UInt8](repeating: 3, count: 16), "other")
    #expect(try reader.refresh() && reader.image.count == 80 && reader.image[79] == 3)
    try write([UInt8](repeating: 4, count: 20), "other")
    #expect(try reader.refresh() && reader.image[79] == 4 && reader.image[0] == 7)
  }

  @Test func whatIsNotThereIsSaid() throws {
    var reader = reader()
    #expect(throws: SharedPageReader.Failure.absent) { try reader.refresh() }
    try write([])
    #expect(throws: SharedPageReader.Failure.short(expected: 64, actual: 8)) { try reader.refresh() }
    try write(bytes(counter: 2, size: 40))
    #expect(throws: SharedPageReader.Failure.short(expected: 64, actual: 40)) { try reader.refresh() }
    try write(bytes(counter: 3))
    #expect(throws: SharedPageReader.Failure.unstable) { try reader.refresh() }
    try write(bytes(counter: 4))
    #expect(try reader.refresh())
    try FileManager.default.removeItem(at: folder.appendingPathComponent("page"))
    #expect(throws: SharedPageReader.Failure.absent) { try reader.refresh() }
  }

  /// A writer that is never at rest, on another thread: a torn image never comes out.
  @Test func tornImagesAreRefused() throws {
    try write(bytes(counter: 0, fill: 0))
    let path = folder.appendingPathComponent("page").path
    let writer = Thread {
      let descriptor = open(path, O_WRONLY)
      defer { close(descriptor) }
      var count: UInt32 = 0
      while !Thread.current.isCancelled, count < 2_000_000 {
        var odd = count &* 2 &+ 1
        pwrite(descriptor, &odd, 4, 8)
        let half = [UInt8](repeating: UInt8(truncatingIfNeeded: count), count: 26)
        pwrite(descriptor, half, 26, 12)
        pwrite(descriptor, half, 26, 38)
        var even = count &* 2 &+ 2
        pwrite(descriptor, &even, 4, 8)
        count &+= 1
      }
    }
    writer.start()
    defer { writer.cancel() }
    var reader = reader()
    var images = 0
    for _ in 0..<20_000 {
      guard (try? reader.refresh()) == true else { continue }
      images += 1
      #expect(Set(reader.image[12...]).count == 1)
    }
    #expect(images > 0)
  }

  @Test(arguments: allPageEncoders.indices) func aGameOnAPageIsReceived(_ index: Int) throws {
    let decoder = allPageDecoders[index]
    #expect(decoder.game == allPageEncoders[index].game)
    var source = SourceDescription(game: decoder.game, gameName: decoder.gameName)
    source.track = "Bathurst"
    source.trackLength = 6157
    var encoder = allPageEncoders[index].make(source)
    let received = Inbox()
    let receiver = DatagramReceiver(.init(ports: [], pageFolder: folder.path)) { frame in
      received.append(frame)
    } onDescription: { _, source in
      received.describe(source)
    }
    receiver.start()
    defer { receiver.stop() }
    let frames = Packets.frames(40)
    // A game writes into its page; it does not make the file anew.
    func parts(_ image: [UInt8]) -> [[UInt8]] {
      var rest = image[...]
      return decoder.pages.map { page in
        defer { rest = rest.dropFirst(page.size) }
        return Array(rest.prefix(page.size))
      }
    }
    let files = try zip(decoder.pages, parts(encoder.datagrams(frames[0])[0])).map { page, bytes in
      try write(bytes, page.name)
      return open(folder.appendingPathComponent(page.name).path, O_WRONLY)
    }
    defer { for file in files { close(file) } }
    for frame in frames.dropFirst() {
      for (file, bytes) in zip(files, parts(encoder.datagrams(frame)[0])) {
        #expect(pwrite(file, bytes, bytes.count, 0) == bytes.count)
      }
      usleep(50_000)
    }
    #expect(received.frames.count > 5 && received.sources.last?.track == "Bathurst")
    let frame = try #require(received.frames.last)
    #expect(abs((frame.speed ?? 0) - 40) < 0.14 && frame.lapNumber == 1 && frame.flags == .onTrack)
    #expect(frame.position != nil && frame.lapDistance != nil)
  }

  private final class Inbox: @unchecked Sendable {
    private let lock = NSLock()
    private var kept: [TelemetryFrame] = []
    private var described: [SourceDescription] = []

    var frames: [TelemetryFrame] { lock.withLock { kept } }
    var sources: [SourceDescription] { lock.withLock { described } }

    func append(_ frame: TelemetryFrame) { lock.withLock { kept.append(frame) } }
    func describe(_ source: SourceDescription) { lock.withLock { described.append(source) } }
  }
}

import Compression
import TestSupport
import Testing

@Suite struct GzipTests {
  private func inflate(_ bytes: [UInt8], limit: Int = 1 << 24) throws(CompressionError) -> Gzip.Inflated {
    try Gzip.inflate(bytes.span.bytes, limit: limit)
  }

  private func deflate(_ bytes: [UInt8]) throws(CompressionError) -> [UInt8] { try Gzip.deflate(bytes.span.bytes) }

  private func text(_ count: Int) -> [UInt8] { (0..<count).map { UInt8($0 % 251) ^ UInt8($0 / 1000 % 256) } }

  @Test func inflatingReturnsWhatWasDeflated() throws {
    try forAll(30) { random in
      let bytes = random.bytes(Int.random(in: 0...20_000, using: &random))
      let back = try inflate(deflate(bytes))
      return back.bytes == bytes && !back.isTruncated
    }
  }

  @Test func largeBuffersPassInChunks() throws {
    let bytes = text(5_000_000)
    let back = try inflate(deflate(bytes))
    #expect(back.bytes == bytes && !back.isTruncated)
  }

  @Test func membersFollowEachOther() throws {
    let back = try inflate(deflate([1, 2]) + deflate([3]))
    #expect(back.bytes == [1, 2, 3] && !back.isTruncated)
  }

  @Test func truncatedStreamGivesWhatItHas() throws {
    let bytes = text(100_000)
    let packed = try deflate(bytes)
    for count in stride(from: 3, to: packed.count, by: 97) {
      let back = try inflate(Array(packed[..<count]))
      #expect(back.isTruncated && back.bytes == Array(bytes[..<back.bytes.count]))
    }
  }

  @Test func limitHolds() throws {
    let packed = try deflate([UInt8](repeating: 0, count: 1_000_000))
    #expect(throws: CompressionError.tooLarge(limit: 1000)) { try inflate(packed, limit: 1000) }
    #expect(try inflate(packed, limit: 1_000_000).bytes.count == 1_000_000)
  }

  @Test func otherBytesAreRefused() {
    #expect(throws: CompressionError.notCompressed) { try inflate([]) }
    #expect(throws: CompressionError.notCompressed) { try inflate([1, 2, 3, 4]) }
  }

  @Test func damageNeverTraps() throws {
    let packed = try deflate(text(5000))
    forAll(300) { random in
      var bytes = packed
      for _ in 0..<5 {
        bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
      }
      _ = try? inflate(bytes)
      return true
    }
  }
}

import Compression
import TestSupport
import Testing

@Suite struct ZstandardTests {
  @Test func decompressingReturnsWhatWasCompressed() throws {
    try forAll(50) { random in
      let bytes = random.bytes(Int.random(in: 0...5000, using: &random))
      let packed = try Zstandard.compress(bytes, level: Int.random(in: -3...30, using: &random))
      return try Zstandard.decompress(packed, count: bytes.count) == bytes
    }
  }

  @Test func anotherCountIsRefused() throws {
    let packed = try Zstandard.compress([UInt8](repeating: 7, count: 1000))
    #expect(throws: CompressionError.wrongSize(expected: 2000, actual: 1000)) {
      try Zstandard.decompress(packed, count: 2000)
    }
    #expect(throws: CompressionError.self) { try Zstandard.decompress(packed, count: 999) }
    #expect(throws: CompressionError.self) { try Zstandard.decompress(packed, count: -1) }
  }

  @Test func everyTruncatedLengthThrows() throws {
    let packed = try Zstandard.compress((0..<4000).map { UInt8(truncatingIfNeeded: $0 * $0) })
    for count in 0..<packed.count {
      #expect(throws: CompressionError.self) { try Zstandard.decompress(Array(packed[..<count]), count: 4000) }
    }
  }

  @Test func randomBytesNeverTrap() {
    forAll(500) { random in
      _ = try? Zstandard.decompress(random.bytes(Int.random(in: 0...300, using: &random)), count: 1000)
      return true
    }
  }
}

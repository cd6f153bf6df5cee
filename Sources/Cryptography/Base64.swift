/// Bytes as text of 64 characters.
public enum Base64 {
  /// Which characters, and whether the end is filled up.
  public enum Variant: Sendable {
    /// With `+`, `/` and padding.
    case standard
    /// With `-` and `_`, without padding: safe in addresses.
    case url
  }

  private static let standard = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
  private static let url = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)

  /// What each character stands for, 255 for nothing; both variants are read.
  private static let values: [UInt8] = {
    var values = [UInt8](repeating: 255, count: 256)
    for digits in [standard, url] {
      for (value, digit) in digits.enumerated() { values[Int(digit)] = UInt8(value) }
    }
    return values
  }()

  public static func text(_ bytes: [UInt8], _ variant: Variant = .standard) -> String {
    let digits = variant == .standard ? standard : url
    var result: [UInt8] = []
    result.reserveCapacity((bytes.count + 2) / 3 * 4)
    var bits: UInt32 = 0
    var count: UInt32 = 0
    for byte in bytes {
      bits = bits << 8 | UInt32(byte)
      count += 8
      while count >= 6 {
        count -= 6
        result.append(digits[Int(bits >> count & 63)])
      }
    }
    if count > 0 { result.append(digits[Int(bits << (6 - count) & 63)]) }
    if variant == .standard { while result.count % 4 != 0 { result.append(UInt8(ascii: "=")) } }
    return String(decoding: result, as: UTF8.self)
  }

  /// `nil` where the text is none of either variant.
  public static func bytes(_ text: String) -> [UInt8]? {
    var text = text
    return text.withUTF8 { characters in
      var characters = characters[...]
      var padding = 0
      while padding < 2, characters.last == UInt8(ascii: "=") {
        characters.removeLast()
        padding += 1
      }
      guard characters.count % 4 != 1, padding == 0 || (characters.count + padding) % 4 == 0 else { return nil }
      var result: [UInt8] = []
      result.reserveCapacity(characters.count * 3 / 4)
      var bits: UInt32 = 0
      var count: UInt32 = 0
      for character in characters {
        let value = values[Int(character)]
        guard value < 64 else { return nil }
        bits = bits << 6 | UInt32(value)
        count += 6
        if count >= 8 {
          count -= 8
          result.append(UInt8(truncatingIfNeeded: bits >> count))
        }
      }
      // What is left over has to be nothing.
      return bits & (1 << count - 1) == 0 ? result : nil
    }
  }
}

/// Crockford's base 32: digits and letters that can be read aloud, without I, L, O and U.
public enum Crockford {
  private static let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ".utf8)

  /// The text of bytes, five bits a character, the last one filled up with zeros.
  public static func text(_ bytes: [UInt8]) -> String {
    var characters: [UInt8] = []
    var bits: UInt32 = 0
    var count = 0
    for byte in bytes {
      bits = bits << 8 | UInt32(byte)
      count += 8
      while count >= 5 {
        count -= 5
        characters.append(alphabet[Int(bits >> UInt32(count) & 31)])
      }
      bits &= (1 << UInt32(count)) - 1
    }
    if count > 0 { characters.append(alphabet[Int(bits << UInt32(5 - count) & 31)]) }
    return String(decoding: characters, as: UTF8.self)
  }

  /// The bytes of a text as people type it: small letters, spaces and dashes are fine, I and L are 1, O is 0.
  ///
  /// - Returns: `nil` for anything else, and where the bits that fill up the last character are not zero.
  public static func bytes(_ text: String) -> [UInt8]? {
    var bytes: [UInt8] = []
    var bits: UInt32 = 0
    var count = 0
    for character in text.utf8 where character != UInt8(ascii: "-") && character != UInt8(ascii: " ") {
      guard let value = value(of: character) else { return nil }
      bits = bits << 5 | UInt32(value)
      count += 5
      if count >= 8 {
        count -= 8
        bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
        bits &= (1 << UInt32(count)) - 1
      }
    }
    return bits == 0 && count < 5 ? bytes : nil
  }

  private static func value(of character: UInt8) -> Int? {
    let upper = (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(character) ? character - 32 : character
    return switch upper {
    case UInt8(ascii: "I"), UInt8(ascii: "L"): 1
    case UInt8(ascii: "O"): 0
    default: alphabet.firstIndex(of: upper)
    }
  }
}

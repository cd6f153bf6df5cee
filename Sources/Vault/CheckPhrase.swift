internal import Cryptography

/// Six words by which two people see that they speak of the same device.
///
/// A word is consonant, vowel, consonant, vowel, consonant: sixteen bits that can be said aloud in any language.
public enum CheckPhrase {
  private static let consonants = Array("bdfghjklmnprstvz")
  private static let vowels = Array("aiou")

  public static func of(key: [UInt8], vault: Identifier) -> String {
    let hash = KeyedHash.hash(key + vault.bytes)
    return (0..<6).map { word in
      let bits = Int(hash[2 * word]) << 8 | Int(hash[2 * word + 1])
      return String([
        consonants[bits >> 12 & 15], vowels[bits >> 10 & 3], consonants[bits >> 6 & 15], vowels[bits >> 4 & 3],
        consonants[bits & 15],
      ])
    }.joined(separator: " ")
  }

  /// The identifier of a device as people read it: four groups of five characters.
  public static func spoken(_ device: Identifier) -> String {
    let characters = Array(Crockford.text(device.bytes).prefix(20))
    return stride(from: 0, to: 20, by: 5).map { String(characters[$0..<$0 + 5]) }.joined(separator: "-")
  }
}

internal import Cryptography

/// The keys of a vault's objects below the user's prefix. Made of `0-9 a-z - /` alone, so that no signer has to encode anything.
public enum ObjectKey {
  public static let vault = "vault"
  public static let keys = "key/"
  public static let devices = "dev/"
  public static let logs = "log/"
  public static let packs = "pack/"
  public static let snapshots = "snap/"
  public static let requests = "ask/"

  public static func log(_ device: Identifier, _ sequence: UInt64) -> String {
    "log/\(device)/\(Hexadecimal.text(sequence, digits: 16))"
  }

  public static func snapshot(_ device: Identifier, _ sequence: UInt64) -> String {
    "snap/\(device)/\(Hexadecimal.text(sequence, digits: 16))"
  }

  public static func device(author: Identifier, _ number: UInt32) -> String {
    "dev/\(author)/\(Hexadecimal.text(UInt64(number), digits: 8))"
  }

  public static func pack(_ id: PackIdentifier) -> String {
    let text = id.description
    return "pack/\(text.prefix(2))/\(text)"
  }

  public static func key(epoch: UInt16, device: Identifier) -> String {
    "key/\(Hexadecimal.text(UInt64(epoch), digits: 8))/\(device)"
  }

  public static func passphraseKey(epoch: UInt16, _ random: Identifier) -> String {
    "key/\(Hexadecimal.text(UInt64(epoch), digits: 8))/pass-\(random)"
  }

  public static func recoveryKey(epoch: UInt16, _ random: Identifier) -> String {
    "key/\(Hexadecimal.text(UInt64(epoch), digits: 8))/reco-\(random)"
  }

  /// A device that asks to be let in.
  public static func request(_ device: Identifier) -> String { "ask/\(device)" }

  /// Device and number of a `log/`, `snap/` or `dev/` key; `nil` for anything else.
  public static func numbered(_ key: String, in folder: String) -> (device: Identifier, number: UInt64)? {
    guard key.hasPrefix(folder) else { return nil }
    let parts = key.dropFirst(folder.count).split(separator: "/", omittingEmptySubsequences: false)
    let digits = folder == devices ? 8 : 16
    guard parts.count == 2, parts[1].utf8.count == digits, let device = Identifier(hexadecimal: parts[0]),
      let bytes = Hexadecimal.bytes(parts[1])
    else { return nil }
    let number = bytes.reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    return number <= UInt64(Int64.max) ? (device, number) : nil
  }

  /// Epoch and name of a `key/` key.
  public static func epoch(ofKey key: String) -> (epoch: UInt16, name: String)? {
    let parts = key.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 3, parts[0] == "key", parts[1].utf8.count == 8, let number = UInt32(parts[1], radix: 16),
      let epoch = UInt16(exactly: number)
    else { return nil }
    return (epoch, String(parts[2]))
  }

  /// The pack of a `pack/` key.
  public static func pack(ofKey key: String) -> PackIdentifier? {
    let parts = key.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 3, parts[0] == "pack", parts[2].hasPrefix(parts[1]) else { return nil }
    return PackIdentifier(hexadecimal: parts[2])
  }
}

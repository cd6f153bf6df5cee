import Cryptography
import TestSupport
import Testing
import Vault

private func newKeys() -> VaultKeys {
  VaultKeys(Keyring(vault: Identifier(randomBytes(16))!, creator: Identifier(randomBytes(16))!))
}

private let lap = LapContent(
  session: Identifier([UInt8](1...16))!, lap: Identifier([UInt8](17...32))!, line: PackIdentifier([UInt8](0..<32)),
  grid: (4_574.5, 2),
  columns: [
    .init(name: "speed", step: 0.01, origin: 41.5, count: 5, bytes: [1, 2, 3, 4, 5]),
    .init(name: "brake", step: 1 / 512, origin: 0, count: 5, bytes: [0, 0, 9, 0, 0]),
  ],
  stretches: [.init(kind: "offTrack", start: 120, end: 130.5)])

@Suite struct PackTests {
  @Test func contentComesBack() throws {
    let keys = newKeys()
    for size in [0, 1, 500, 508, 509, 5_000, 200_000] {
      let content = (0..<size).map { UInt8(truncatingIfNeeded: $0 / 7) }
      let pack = try Pack.seal(content, kind: .lap, keys: keys)
      #expect(try Pack.open(pack.object, kind: .lap, id: pack.id, keys: keys) == content)
      #expect(pack.object.count % 512 == 64)
    }
  }

  @Test func sealingTwiceGivesTheSameBytes() throws {
    let keys = newKeys()
    let content = lap.encoded()
    #expect(try Pack.seal(content, kind: .lap, keys: keys) == Pack.seal(content, kind: .lap, keys: keys))
    let other = try Pack.seal(content, kind: .lap, keys: newKeys())
    #expect(try Pack.seal(content, kind: .lap, keys: keys).id != other.id)
    #expect(try Pack.seal(content, kind: .asset, keys: keys).id != Pack.seal(content, kind: .lap, keys: keys).id)
  }

  @Test func everyChangedByteIsRefused() throws {
    let keys = newKeys()
    let pack = try Pack.seal(lap.encoded(), kind: .lap, keys: keys)
    for place in pack.object.indices {
      var changed = pack.object
      changed[place] ^= 0x41
      #expect(throws: VaultError.self) { try Pack.open(changed, kind: .lap, id: pack.id, keys: keys) }
    }
    for size in [0, 3, 4, 24, 47, 48, 63, pack.object.count - 1] {
      #expect(throws: VaultError.self) {
        try Pack.open(Array(pack.object.prefix(size)), kind: .lap, id: pack.id, keys: keys)
      }
    }
    #expect(throws: VaultError.self) { try Pack.open(pack.object + [0], kind: .lap, id: pack.id, keys: keys) }
  }

  @Test func anObjectBelongsUnderItsName() throws {
    let keys = newKeys()
    let one = try Pack.seal([1], kind: .lap, keys: keys)
    let other = try Pack.seal([2], kind: .lap, keys: keys)
    #expect(throws: VaultError.tampered) { try Pack.open(one.object, kind: .lap, id: other.id, keys: keys) }
    #expect(throws: VaultError.tampered) { try Pack.open(one.object, kind: .asset, id: one.id, keys: keys) }
    let named = try Pack.seal([1], kind: .snapshot, name: "snap/a", keys: keys).object
    #expect(try Pack.open(named, kind: .snapshot, name: "snap/a", keys: keys) == [1])
    #expect(throws: VaultError.tampered) { try Pack.open(named, kind: .snapshot, name: "snap/b", keys: keys) }
  }

  @Test func aMissingKeyIsNamed() throws {
    let old = Keyring(vault: Identifier([UInt8](0..<16))!, creator: Identifier([UInt8](0..<16))!)
    var new = old
    new.beginEpoch()
    let pack = try Pack.seal([7], kind: .lap, keys: VaultKeys(new))
    #expect(throws: VaultError.missingKey(epoch: 2)) {
      try Pack.open(pack.object, kind: .lap, id: pack.id, keys: VaultKeys(old))
    }
    #expect(try Pack.open(pack.object, kind: .lap, id: pack.id, keys: VaultKeys(new)) == [7])
    let before = try Pack.seal([7], kind: .lap, keys: VaultKeys(old))
    #expect(before.id == pack.id)
    #expect(try Pack.open(before.object, kind: .lap, id: pack.id, keys: VaultKeys(new)) == [7])
  }

  @Test func nothingReadableIsInAnObject() throws {
    let content = Array("driver Ayrton at Suzuka, note: brake later".utf8)
    let object = try Pack.seal(content, kind: .summary, keys: newKeys()).object
    for word in ["Ayrton", "Suzuka", "brake"] {
      #expect(!String(decoding: object, as: Unicode.ASCII.self).contains(word))
    }
  }
}

@Suite struct LapContentTests {
  @Test func aLapComesBack() throws {
    var expected = lap
    expected.columns.sort { $0.name < $1.name }
    #expect(try LapContent(encoded: lap.encoded()) == expected)
    var bare = lap
    bare.line = nil
    bare.grid = nil
    bare.columns = []
    #expect(try LapContent(encoded: bare.encoded()) == bare)
  }

  @Test func anythingElseIsRefused() {
    let bytes = lap.encoded()
    for size in bytes.indices {
      #expect(throws: VaultError.self) { try LapContent(encoded: Array(bytes.prefix(size))) }
    }
    #expect(throws: VaultError.self) { try LapContent(encoded: bytes + [0]) }
    forAll { random in
      var changed = bytes
      for _ in 0..<8 { changed[Int.random(in: changed.indices, using: &random)] = .random(in: 0...255, using: &random) }
      _ = try? LapContent(encoded: changed)
      return true
    }
  }
}

@Suite struct SegmentTests {
  private let keys = newKeys()
  private let signer = SigningKey()
  private var device: Identifier { DeviceRecord.identifier(of: signer.publicKey) }

  private func segment(_ sequence: UInt64 = 4) -> Segment {
    let field = FieldName(kind: 5, entity: Identifier([UInt8](repeating: 7, count: 16))!, field: 10)
    let first = Record(
      name: RecordName(device: device, operation: 1), stamp: Stamp(milliseconds: 1_764_000_000_000, counter: 0),
      field: field, parents: [], value: RecordValue.text("qualifying").encoded)
    let second = Record(
      name: RecordName(device: device, operation: 2), stamp: Stamp(milliseconds: 1_764_000_000_000, counter: 1),
      field: field, parents: [first.name, RecordName(device: field.entity, operation: 9)],
      value: RecordValue.absent.encoded)
    return Segment(
      device: device, sequence: sequence, previous: [UInt8](repeating: 3, count: 32),
      seen: [.init(device: field.entity, sequence: 8, hash: [UInt8](repeating: 5, count: 32))],
      records: [first, second])
  }

  @Test func aSegmentComesBack() throws {
    let object = try segment().seal(signer: signer, keys: keys)
    let read = try Segment(object: object, device: device, sequence: 4, signer: signer.publicKey, keys: keys)
    #expect(read == segment())
    #expect(try segment().seal(signer: signer, keys: keys) == object)
  }

  @Test func anotherPlaceOrSignerIsRefused() throws {
    let object = try segment().seal(signer: signer, keys: keys)
    #expect(throws: VaultError.tampered) {
      try Segment(object: object, device: device, sequence: 5, signer: signer.publicKey, keys: keys)
    }
    #expect(throws: VaultError.signature) {
      try Segment(object: object, device: device, sequence: 4, signer: SigningKey().publicKey, keys: keys)
    }
  }

  @Test func aSnapshotComesBack() throws {
    let object = try segment().seal(signer: signer, keys: keys)
    let snapshot = Snapshot(entries: [.init(device: device, sequence: 4, object: object)])
    let sealed = try snapshot.seal(device: device, sequence: 0, keys: keys)
    #expect(try Snapshot(object: sealed, device: device, sequence: 0, keys: keys) == snapshot)
    #expect(throws: VaultError.self) { try Snapshot(object: sealed, device: device, sequence: 1, keys: keys) }
  }

  @Test func valuesComeBack() throws {
    for value in [
      RecordValue.absent, .integer(.min), .integer(42), .real(-0.125), .text(""), .text("Nürburgring"), .bytes([]),
      .bytes([0, 255]),
    ] { #expect(try RecordValue(encoded: value.encoded) == value) }
    #expect(throws: VaultError.newer) { try RecordValue(encoded: [9]) }
    #expect(throws: VaultError.malformed) { try RecordValue(encoded: [1, 2]) }
    #expect(throws: VaultError.malformed) { try RecordValue(encoded: [3, 0xFF]) }
  }
}

@Suite struct KeyWrapTests {
  private let ring = Keyring(vault: Identifier([UInt8](0..<16))!, creator: Identifier([UInt8](16..<32))!)

  private func opens(_ other: Keyring) throws -> Bool {
    let pack = try Pack.seal([1, 2], kind: .asset, keys: VaultKeys(ring))
    return try Pack.open(pack.object, kind: .asset, id: pack.id, keys: VaultKeys(other)) == [1, 2]
  }

  @Test func theRightPassphraseOpens() throws {
    let word = SecretBytes(Array("box box box".utf8))
    let wrap = try #require(KeyWrap.wrap(ring, passphrase: word, cost: .least))
    #expect(try opens(KeyWrap.open(wrap, passphrase: word)))
    #expect(throws: VaultError.wrongSecret) { try KeyWrap.open(wrap, passphrase: SecretBytes([1])) }
    for place in wrap.indices where !(24..<32).contains(place) {
      var changed = wrap
      changed[place] ^= 1
      #expect(throws: VaultError.self) { try KeyWrap.open(changed, passphrase: word) }
    }
  }

  @Test func hostileCostsAreRefusedBeforeTheyAreSpent() throws {
    let word = SecretBytes([1])
    let wrap = try #require(KeyWrap.wrap(ring, passphrase: word, cost: .least))
    for (place, value) in [(24, UInt8(21)), (27, 255), (31, 255), (30, 0x11)] {
      var changed = wrap
      changed[place] = value
      #expect(throws: VaultError.excessive) { try KeyWrap.open(changed, passphrase: word) }
    }
  }

  @Test func theRecoveryCodeOpens() throws {
    let code = RecoveryCode()
    let wrap = KeyWrap.wrap(ring, recovery: code)
    let typed = try RecoveryCode(code.text.lowercased().replacing("-", with: " "))
    #expect(try opens(KeyWrap.open(wrap, recovery: typed)))
    #expect(throws: VaultError.wrongSecret) { try KeyWrap.open(wrap, recovery: RecoveryCode()) }
    #expect(code.text.count == 42)
  }

  @Test func aSlipInTheRecoveryCodeIsNamed() {
    let text = RecoveryCode().text
    #expect(throws: VaultError.misspelled) { try RecoveryCode(String(text.dropLast())) }
    #expect(throws: VaultError.misspelled) { try RecoveryCode("hello") }
    var missed = 0
    for place in text.indices where text[place] != "-" {
      var changed = text
      changed.replaceSubrange(place...place, with: text[place] == "7" ? "8" : "7")
      if (try? RecoveryCode(changed)) != nil { missed += 1 }
    }
    // Eight bits check the code: one slip in 256 passes, and then opens nothing.
    #expect(missed <= 3)
  }

  @Test func onlyTheDeviceOpensWhatIsSealedForIt() throws {
    let device = SigningKey()
    let owner = SigningKey()
    let id = DeviceRecord.identifier(of: device.publicKey)
    let author = DeviceRecord.identifier(of: owner.publicKey)
    let wrap = KeyWrap.wrap(ring, for: id, key: device.publicKey, author: author, signer: owner)
    let opened = try KeyWrap.open(wrap, device: id, key: device)
    #expect(try opens(opened.ring))
    #expect(opened.author == author)
    #expect(opened.isSigned(owner.publicKey))
    #expect(!opened.isSigned(device.publicKey))
    #expect(throws: VaultError.self) { try KeyWrap.open(wrap, device: author, key: owner) }
    #expect(throws: VaultError.self) { try KeyWrap.open(wrap, device: id, key: owner) }
  }

  @Test func ringsOnlyGrow() {
    var one = ring
    var other = ring
    one.beginEpoch()
    other.beginEpoch()
    #expect(one.newestEpoch == 2)
    let first = one.merge(other)
    let second = one.merge(other)
    let foreign = one.merge(Keyring(vault: ring.vault, creator: ring.creator))
    #expect([first, second, foreign] == [true, false, false])
  }
}

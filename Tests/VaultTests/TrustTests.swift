import Cryptography
import TestSupport
import Testing
import Vault

/// Devices of one vault and what they say about each other.
private struct World {
  struct Member {
    var key = SigningKey()
    var number: UInt32 = 0
    var id: Identifier { DeviceRecord.identifier(of: key.publicKey) }
  }

  var members: [Member]
  var ring: Keyring
  var records: [DeviceRecord.Signed] = []

  init(count: Int) {
    members = (0..<count).map { _ in Member() }
    ring = Keyring(vault: Identifier(randomBytes(16))!, creator: members[0].id)
  }

  mutating func say(_ author: Int, about device: Int, epoch: UInt16? = nil, _ action: DeviceRecord.Action) throws {
    let record = DeviceRecord(
      author: members[author].id, number: members[author].number, device: members[device].id,
      epoch: epoch ?? ring.newestEpoch, milliseconds: UInt64(records.count), action: action)
    members[author].number += 1
    let keys = VaultKeys(ring)
    let object = try record.seal(signer: members[author].key, keys: keys)
    records.append(
      try DeviceRecord.Signed(object: object, author: record.author, number: record.number, keys: keys))
  }

  mutating func join(_ device: Int, with old: Keyring? = nil) throws {
    let ring = old ?? ring
    let key = members[device].key.publicKey
    try say(
      device, about: device, epoch: ring.newestEpoch,
      .add(
        key: key, nickname: "car \(device)",
        proof: DeviceRecord.proof(for: key, epoch: ring.newestEpoch, ring: ring)))
  }

  mutating func add(_ device: Int, by author: Int, epoch: UInt16? = nil) throws {
    let proof = [UInt8](repeating: 0, count: 32)
    try say(
      author, about: device, epoch: epoch,
      .add(key: members[device].key.publicKey, nickname: "car \(device)", proof: proof))
  }

  mutating func revoke(_ device: Int, by author: Int, trusted: [Int], segments: UInt64 = 3) throws {
    ring.beginEpoch()
    try say(
      author, about: device,
      .revoke(trusted: trusted.map { .init(device: members[$0].id, segments: segments) }))
  }

  /// Numbers of the devices that are trusted.
  func trusted(_ records: [DeviceRecord.Signed]? = nil) -> [Int] {
    let trust = Trust(records ?? self.records, ring: ring)
    return members.indices.filter { trust.devices[members[$0].id]?.isRevoked == false }
  }
}

@Suite struct TrustTests {
  @Test func whoKnowsTheKeysLetsItselfIn() throws {
    var world = World(count: 3)
    try world.join(0)
    try world.join(1)
    #expect(world.trusted() == [0, 1])
    #expect(Trust(world.records, ring: world.ring).devices[world.members[1].id]?.nickname == "car 1")
  }

  @Test func whoDoesNotKnowThemIsLetInByATrustedDevice() throws {
    var world = World(count: 4)
    try world.join(0)
    try world.add(1, by: 0)
    try world.add(2, by: 1)
    try world.add(2, by: 3)
    #expect(world.trusted() == [0, 1, 2])
    var stranger = World(count: 2)
    try stranger.join(0)
    try stranger.say(
      1, about: 1,
      .add(key: stranger.members[1].key.publicKey, nickname: "", proof: [UInt8](repeating: 1, count: 32)))
    #expect(stranger.trusted() == [0])
  }

  @Test func aRevokedDeviceKeepsWhatWasAcceptedAndSaysNothingMore() throws {
    var world = World(count: 3)
    try world.join(0)
    try world.add(1, by: 0)
    try world.revoke(1, by: 0, trusted: [0, 1])
    let trust = Trust(world.records, ring: world.ring)
    let revoked = world.members[1].id
    #expect(world.trusted() == [0])
    #expect(trust.accepts(device: revoked, sequence: 2))
    #expect(!trust.accepts(device: revoked, sequence: 3))
    #expect(trust.accepts(device: world.members[0].id, sequence: 99))
    #expect(!trust.accepts(device: world.members[2].id, sequence: 0))
    try world.add(2, by: 1)
    #expect(world.trusted() == [0])
  }

  @Test func anOldKeyLetsNobodyInAfterARevocation() throws {
    var world = World(count: 4)
    try world.join(0)
    try world.add(1, by: 0)
    let old = world.ring
    try world.revoke(1, by: 0, trusted: [0])
    // The revoked one invents a second self, that invents a third, and both try to put the owner out.
    try world.join(2, with: old)
    try world.add(3, by: 2, epoch: 2)
    try world.say(2, about: 0, epoch: 2, .revoke(trusted: [.init(device: world.members[2].id, segments: 9)]))
    #expect(world.trusted() == [0])
    try world.say(1, about: 0, epoch: 2, .revoke(trusted: [.init(device: world.members[1].id, segments: 9)]))
    #expect(world.trusted() == [0])
  }

  @Test func theCreatorsWordCountsFirst() throws {
    var world = World(count: 3)
    try world.join(0)
    try world.add(1, by: 0)
    try world.add(2, by: 0)
    try world.say(
      1, about: 0, epoch: 2, .revoke(trusted: [1, 2].map { .init(device: world.members[$0].id, segments: 1) }))
    try world.say(
      0, about: 1, epoch: 2, .revoke(trusted: [0, 2].map { .init(device: world.members[$0].id, segments: 1) }))
    #expect(world.trusted() == [0, 2])
  }

  @Test func theNewestNicknameIsShown() throws {
    var world = World(count: 2)
    try world.join(0)
    try world.join(1)
    try world.say(1, about: 1, .rename(nickname: "rig"))
    try world.say(0, about: 1, .rename(nickname: "sim rig"))
    #expect(Trust(world.records, ring: world.ring).devices[world.members[1].id]?.nickname == "sim rig")
  }

  @Test func theOrderOfTheRecordsDoesNotMatter() throws {
    try forAll(60) { random in
      let count = 6
      var world = World(count: count)
      try world.join(0)
      for _ in 0..<Int.random(in: 2...10, using: &random) {
        let author = Int.random(in: 0..<count, using: &random)
        let device = Int.random(in: 0..<count, using: &random)
        switch Int.random(in: 0..<4, using: &random) {
        case 0: try world.join(device)
        case 1: try world.revoke(device, by: author, trusted: world.trusted().filter { $0 != device })
        default: try world.add(device, by: author)
        }
      }
      let expected = world.trusted()
      return (0..<4).allSatisfy { _ in world.trusted(world.records.shuffled(using: &random)) == expected }
    }
  }
}

/// Names a record: the device that made it, and its number there, counted from 1.
public struct RecordName: Hashable, Sendable, Comparable {
  public var device: Identifier
  public var operation: UInt64

  public init(device: Identifier, operation: UInt64) {
    self.device = device
    self.operation = operation
  }

  public static func < (a: RecordName, b: RecordName) -> Bool {
    (a.device, a.operation) < (b.device, b.operation)
  }
}

/// A field of an entity, the unit of an edit.
public struct FieldName: Hashable, Sendable {
  /// What it is: number of an `EntityKind`, kept as it is where a newer program wrote it.
  public var kind: UInt8
  public var entity: Identifier
  public var field: UInt8

  public init(kind: UInt8, entity: Identifier, field: UInt8) {
    self.kind = kind
    self.entity = entity
    self.field = field
  }
}

/// An edit of one field. Never changed once it is made: a merge only adds records.
public struct Record: Hashable, Sendable {
  public var name: RecordName
  public var stamp: Stamp
  public var field: FieldName
  /// The records of this field that the user saw when the edit was made; they are superseded, whatever any clock says.
  public var parents: [RecordName]
  /// An encoded `RecordValue`, kept as it is where a newer program wrote it.
  public var value: [UInt8]

  public init(name: RecordName, stamp: Stamp, field: FieldName, parents: [RecordName], value: [UInt8]) {
    self.name = name
    self.stamp = stamp
    self.field = field
    self.parents = parents
    self.value = value
  }

  /// Parents that a record can name; more heads than this stay heads until the next edit.
  public static let parentLimit = 255

  /// Which of two heads of a field is shown: the later one; of equal stamps that of the greater device.
  public static func isShown(_ a: Record, before b: Record) -> Bool {
    (a.stamp, a.name) > (b.stamp, b.name)
  }

  func write(to writer: inout ByteWriter) {
    writer.append(name.operation, bytes: 8)
    writer.append(stamp.milliseconds, bytes: 6)
    writer.append(UInt64(stamp.counter), bytes: 2)
    writer.append(field.kind)
    writer.append(field.entity)
    writer.append(field.field)
    writer.append(UInt8(clamping: parents.count))
    for parent in parents.prefix(Self.parentLimit) {
      writer.append(parent.device)
      writer.append(parent.operation, bytes: 8)
    }
    writer.append(counted: value)
  }

  init(from reader: inout ByteReader, device: Identifier) throws(VaultError) {
    let operation = try reader.number(bytes: 8)
    stamp = Stamp(
      milliseconds: try reader.number(bytes: 6), counter: UInt16(truncatingIfNeeded: try reader.number(bytes: 2)))
    let kind = try reader.byte()
    let entity = try reader.identifier()
    field = FieldName(kind: kind, entity: entity, field: try reader.byte())
    // SQLite keeps signed numbers.
    guard operation > 0, operation <= UInt64(Int64.max) else { throw .malformed }
    name = RecordName(device: device, operation: operation)
    var parents: [RecordName] = []
    for _ in 0..<(try reader.byte()) {
      let parent = RecordName(device: try reader.identifier(), operation: try reader.number(bytes: 8))
      guard parent.operation <= UInt64(Int64.max) else { throw .malformed }
      parents.append(parent)
    }
    self.parents = parents
    value = try reader.counted(limit: RecordValue.limit)
  }
}

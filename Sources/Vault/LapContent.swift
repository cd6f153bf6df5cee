/// A lap with its samples as the content of a pack: canonical, so that the same lap always gives the same bytes.
public struct LapContent: Sendable, Hashable {
  /// A column of samples before compression.
  public struct Column: Sendable, Hashable {
    public var name: String
    public var step: Double
    public var origin: Double
    /// Values, not bytes.
    public var count: Int
    public var bytes: [UInt8]

    public init(name: String, step: Double, origin: Double, count: Int, bytes: [UInt8]) {
      self.name = name
      self.step = step
      self.origin = origin
      self.count = count
      self.bytes = bytes
    }
  }

  /// What held on a part of a lap.
  public struct Stretch: Sendable, Hashable {
    public var kind: String
    /// m from the line.
    public var start: Double
    public var end: Double

    public init(kind: String, start: Double, end: Double) {
      self.kind = kind
      self.start = start
      self.end = end
    }
  }

  public var session: Identifier
  /// The lap itself, so that two laps alike are two.
  public var lap: Identifier
  /// The line of the track on which the samples lie; `nil` where they lie on none.
  public var line: PackIdentifier?
  /// Length of the grid and distance of its stations, m; `nil` where the lap has no samples.
  public var grid: (length: Double, spacing: Double)? {
    get { gridLength.map { ($0, gridSpacing) } }
    set {
      gridLength = newValue?.length
      gridSpacing = newValue?.spacing ?? 0
    }
  }
  private var gridLength: Double?
  private var gridSpacing: Double
  public var columns: [Column]
  public var stretches: [Stretch]

  public init(
    session: Identifier, lap: Identifier, line: PackIdentifier?, grid: (length: Double, spacing: Double)?,
    columns: [Column], stretches: [Stretch]
  ) {
    self.session = session
    self.lap = lap
    self.line = line
    gridLength = grid?.length
    gridSpacing = grid?.spacing ?? 0
    self.columns = columns
    self.stretches = stretches
  }

  private static let version: UInt8 = 1
  private static let columnLimit = 1_024
  private static let stretchLimit = 1 << 16

  public func encoded() -> [UInt8] {
    var writer = ByteWriter()
    writer.append(Self.version)
    writer.append(session)
    writer.append(lap)
    writer.append(counted: line?.bytes ?? [])
    writer.append(UInt8(grid == nil ? 0 : 1))
    if let grid {
      writer.append(grid.length.bitPattern, bytes: 8)
      writer.append(grid.spacing.bitPattern, bytes: 8)
    }
    writer.append(variable: UInt64(columns.count))
    for column in columns.sorted(by: { $0.name < $1.name }) {
      writer.append(text: column.name)
      writer.append(column.step.bitPattern, bytes: 8)
      writer.append(column.origin.bitPattern, bytes: 8)
      writer.append(variable: UInt64(max(column.count, 0)))
      writer.append(counted: column.bytes)
    }
    writer.append(variable: UInt64(stretches.count))
    for stretch in stretches.sorted(by: { ($0.start, $0.end, $0.kind) < ($1.start, $1.end, $1.kind) }) {
      writer.append(text: stretch.kind)
      writer.append(stretch.start.bitPattern, bytes: 8)
      writer.append(stretch.end.bitPattern, bytes: 8)
    }
    return writer.bytes
  }

  public init(encoded: [UInt8]) throws(VaultError) {
    var reader = ByteReader(encoded)
    guard try reader.byte() == Self.version else { throw .newer }
    session = try reader.identifier()
    lap = try reader.identifier()
    let line = try reader.counted(limit: PackIdentifier.size)
    self.line = line.isEmpty ? nil : PackIdentifier(line)
    guard line.isEmpty || self.line != nil else { throw .malformed }
    switch try reader.byte() {
    case 0: (gridLength, gridSpacing) = (nil, 0)
    case 1: (gridLength, gridSpacing) = (try Self.real(&reader), try Self.real(&reader))
    default: throw .newer
    }
    var columns: [Column] = []
    for _ in 0..<(try Self.count(&reader, limit: Self.columnLimit)) {
      let name = try reader.text(limit: 256)
      let step = try Self.real(&reader)
      let origin = try Self.real(&reader)
      let count = try Self.count(&reader, limit: 1 << 24)
      columns.append(
        Column(
          name: name, step: step, origin: origin, count: count, bytes: try reader.counted(limit: Pack.largestContent)))
    }
    self.columns = columns
    var stretches: [Stretch] = []
    for _ in 0..<(try Self.count(&reader, limit: Self.stretchLimit)) {
      let kind = try reader.text(limit: 256)
      stretches.append(Stretch(kind: kind, start: try Self.real(&reader), end: try Self.real(&reader)))
    }
    self.stretches = stretches
    try reader.finish()
  }

  private static func count(_ reader: inout ByteReader, limit: Int) throws(VaultError) -> Int {
    let count = try reader.variable()
    guard count <= UInt64(limit) else { throw .malformed }
    return Int(count)
  }

  private static func real(_ reader: inout ByteReader) throws(VaultError) -> Double {
    Double(bitPattern: try reader.number(bytes: 8))
  }
}

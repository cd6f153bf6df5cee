/// A long table read block by block, on all processors, so that memory depends on what is kept of it and not on its size.
struct GrCupTable {
  /// The cars in the order of their names, their rows in the order of time.
  private(set) var cars: [(identifier: String, rows: GrCupRows)] = []
  private(set) var damaged = 0
  /// Where the first damaged row begins in the file.
  private(set) var firstDamaged: Int?

  private static let blockBytes = 1 << 20
  private static let bytesForThread = 4 << 20

  init(_ bytes: ByteStore, _ layout: GrCupLayout) {
    let range = layout.rows..<bytes.count
    guard !range.isEmpty else { return }
    let parts = max(1, min(8, range.count / Self.bytesForThread))
    let bounds = (0...parts).map {
      range.lowerBound + range.count / parts * $0 + ($0 == parts ? range.count % parts : 0)
    }
    var scanners = (0..<parts).map { _ in GrCupScanner(layout) }
    scanners.withUnsafeMutableBufferPointer { scanners in
      let shared = Shared(scanners)
      concurrently(parts, least: 1) { share in
        for part in share {
          Self.scan(bytes, bounds[part]..<bounds[part + 1], range, &shared.scanners[part])
        }
      }
    }
    join(&scanners)
  }

  /// Several threads write, each an element of its own.
  private struct Shared: @unchecked Sendable {
    let scanners: UnsafeMutableBufferPointer<GrCupScanner>
    init(_ scanners: UnsafeMutableBufferPointer<GrCupScanner>) { self.scanners = scanners }
  }

  /// Reads the lines that begin within a part of the rows.
  private static func scan(
    _ bytes: ByteStore, _ part: Range<Int>, _ rows: Range<Int>, _ scanner: inout GrCupScanner
  ) {
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: blockBytes, alignment: 64)
    defer { buffer.deallocate() }
    var place = part.lowerBound
    // A part that does not begin with a line leaves the rest of it to the part before.
    var isInLine = false
    if place > rows.lowerBound {
      place -= 1
      isInLine = true
    }
    while place < part.upperBound {
      let block = place..<min(place + blockBytes, rows.upperBound)
      let memory = UnsafeMutableRawBufferPointer(rebasing: buffer[..<block.count])
      bytes.copy(block, into: memory)
      let span = UnsafeRawBufferPointer(memory).bytes
      scanner.startBlock()
      var line = 0
      while line < block.count {
        let close = TextLines.newline(span, from: line, to: block.count)
        // The end of the block cuts a line, which the next block begins with; one longer than a block is no row.
        if close == block.count, block.upperBound < rows.upperBound, line > 0 { break }
        if isInLine {
          isInLine = close == block.count
        } else if place + line < part.upperBound {
          scanner.read(span, line..<close, at: place + line)
        }
        if close == block.count, block.upperBound < rows.upperBound { isInLine = true }
        line = close + 1
        if place + line >= part.upperBound, !isInLine { break }
      }
      place += min(line, block.count)
    }
  }

  private mutating func join(_ scanners: inout [GrCupScanner]) {
    var joined: [String: GrCupRows] = [:]
    for scanner in scanners {
      damaged += scanner.damaged
      firstDamaged = firstDamaged ?? scanner.firstDamaged
      for (identifier, index) in scanner.vehicles {
        joined[identifier, default: GrCupRows()].append(scanner.rows[index])
      }
    }
    scanners = []
    cars = joined.sorted { $0.key < $1.key }.map { (identifier: $0.key, rows: $0.value) }
    joined = [:]
    cars.withUnsafeMutableBufferPointer { cars in
      let shared = SharedCars(cars)
      concurrently(cars.count, least: 1) { share in
        for index in share { shared.cars[index].rows.sort() }
      }
    }
  }

  private struct SharedCars: @unchecked Sendable {
    let cars: UnsafeMutableBufferPointer<(identifier: String, rows: GrCupRows)>
    init(_ cars: UnsafeMutableBufferPointer<(identifier: String, rows: GrCupRows)>) { self.cars = cars }
  }
}

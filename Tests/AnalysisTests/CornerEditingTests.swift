import Analysis
import Engine
import Simulation
import TestSupport
import Testing
import Timing

@Suite struct CornerEditingTests {
  /// A drive on the street circuit: its track, corners and best lap.
  private static let drive: (track: TrackModel, corners: [Corner], reference: LapTrace) = {
    var simulation = Simulation(circuit: .harbour, driver: .demo(seed: 3))
    let engine = TelemetryEngine(source: simulation.description(game: "demo", gameName: "Simulation"))
    while engine.model.bestLap?.trace == nil { _ = engine.ingest(simulation.next()) }
    return (engine.model.track!, engine.model.corners, engine.model.bestLap!.trace!)
  }()

  private var track: TrackModel { Self.drive.track }
  private var corners: [Corner] { Self.drive.corners }

  @Test func cornersAreFoundByNameAndNumber() throws {
    let named = try CornerEditing.rename(corners, number: 3, to: "Hairpin")
    #expect(try CornerEditing.find("hairpin", in: named).number == 3)
    #expect(try CornerEditing.find("T3", in: named).number == 3 && CornerEditing.find("3", in: named).number == 3)
    #expect(throws: CornerEditing.Problem.unknown("T99")) { try CornerEditing.find("T99", in: named) }
    #expect(throws: CornerEditing.Problem.unknown("")) { try CornerEditing.find("", in: named) }
  }

  @Test func aNameIsOfOneCornerAndNotEmpty() throws {
    #expect(throws: CornerEditing.Problem.nameTaken("t4")) { try CornerEditing.rename(corners, number: 3, to: "t4") }
    #expect(throws: CornerEditing.Problem.nameEmpty) { try CornerEditing.rename(corners, number: 3, to: "  ") }
    let there = try CornerEditing.rename(corners, number: 3, to: "Hairpin")
    #expect(try CornerEditing.rename(there, number: 3, to: "T3") == corners)
    #expect(try CornerEditing.rename(corners, number: 3, to: "t3").first { $0.number == 3 }?.name == "t3")
  }

  @Test(arguments: [true, false]) func aSplitCornerIsTwoOfTheSameTarmac(hasReference: Bool) throws {
    for corner in corners where corner.end - corner.start > 40 {
      let cut = (corner.start + corner.end) / 2
      let changed = try CornerEditing.split(
        corners, number: corner.number, at: cut, on: track, reference: hasReference ? Self.drive.reference : nil)
      #expect(changed.count == corners.count + 1 && Set(changed.map(\.number)).count == changed.count)
      #expect(Set(changed.map(\.name)).count == changed.count && changed.map(\.apex) == changed.map(\.apex).sorted())
      let first = try #require(changed.first { $0.number == corner.number })
      let second = try #require(changed.first { $0.name == corner.name + "b" })
      #expect(first.name == corner.name + "a" && first.start == corner.start)
      #expect(first.end == cut && second.start == cut && second.end == corner.end)
      #expect((first.start...first.end).contains(first.apex) && (second.start...second.end).contains(second.apex))
      #expect(abs(first.turnedAngle + second.turnedAngle - corner.turnedAngle) < 0.2)
      for other in corners where other.number != corner.number {
        let kept = try #require(changed.first { $0.number == other.number })
        #expect(kept.start == other.start && kept.segmentStart == other.segmentStart && kept.name == other.name)
        #expect(kept.cornerClass == other.cornerClass)
      }
      let segments = changed.filter(\.isCoachable).map(\.segmentStart)
      #expect(segments == segments.sorted(), "segments follow each other")
    }
  }

  @Test(arguments: [true, false]) func mergingUndoesASplit(hasReference: Bool) throws {
    let reference = hasReference ? Self.drive.reference : nil
    for corner in corners where corner.end - corner.start > 40 {
      let parts = try CornerEditing.split(
        corners, number: corner.number, at: (corner.start + corner.end) / 2, on: track, reference: reference)
      let index = try #require(parts.firstIndex { $0.number == corner.number })
      let back = try CornerEditing.merge(
        parts, first: corner.number, second: parts[(index + 1) % parts.count].number, on: track, reference: reference)
      #expect(back.map(\.number) == corners.map(\.number) && back.map(\.name) == corners.map(\.name))
      let whole = try #require(back.first { $0.number == corner.number })
      #expect(whole.start == corner.start && whole.end == corner.end)
      #expect(abs(whole.turnedAngle - corner.turnedAngle) < 0.2)
    }
  }

  @Test func splittingUndoesAMerge() throws {
    for (a, b) in zip(corners, corners.dropFirst()) {
      let merged = try CornerEditing.merge(
        corners, first: a.number, second: b.number, on: track, reference: Self.drive.reference)
      #expect(merged.count == corners.count - 1)
      #expect(merged.first { $0.number == a.number }?.name == "\(a.name)+\(b.name)")
      let back = try CornerEditing.split(
        merged, number: a.number, at: (a.end + b.start) / 2, on: track, reference: Self.drive.reference)
      #expect(back.map(\.number) == corners.map(\.number) && back.map(\.name) == corners.map(\.name))
      #expect(back.map(\.start).first == corners[0].start)
    }
  }

  @Test func onlyNeighboursInTheOrderOfTheLapAreMerged() throws {
    #expect(throws: CornerEditing.Problem.notNeighbours("T1", "T3")) {
      try CornerEditing.merge(corners, first: 1, second: 3, on: track, reference: nil)
    }
    #expect(throws: CornerEditing.Problem.notNeighbours("T2", "T1")) {
      try CornerEditing.merge(corners, first: 2, second: 1, on: track, reference: nil)
    }
    #expect(throws: CornerEditing.Problem.notNeighbours("T2", "T2")) {
      try CornerEditing.merge(corners, first: 2, second: 2, on: track, reference: nil)
    }
    #expect(throws: CornerEditing.Problem.unknown("40")) {
      try CornerEditing.merge(corners, first: 40, second: 2, on: track, reference: nil)
    }
    // The last and the first are neighbours over the line.
    let over = try CornerEditing.merge(
      corners, first: corners.last!.number, second: corners[0].number, on: track, reference: nil)
    #expect(over.count == corners.count - 1 && over.allSatisfy { (0..<track.length).contains($0.apex) })
  }

  @Test func aCornerIsSplitWithinItselfOnly() throws {
    let corner = corners[0]
    for place in [corner.start, corner.end, corner.end + 100, -50_000, .nan, .infinity] {
      #expect(throws: CornerEditing.Problem.self) {
        try CornerEditing.split(corners, number: corner.number, at: place, on: track, reference: nil)
      }
    }
  }

  @Test func renumberingNamesByTheOrderOfTheLapAndKeepsNumbers() throws {
    let cut = (corners[1].start + corners[1].end) / 2
    let parts = try CornerEditing.split(corners, number: 2, at: cut, on: track, reference: Self.drive.reference)
    let named = CornerEditing.renumber(parts)
    #expect(named.map(\.name) == (1...parts.count).map { "T\($0)" } && named.map(\.number) == parts.map(\.number))
    #expect(CornerEditing.renumber(corners) == corners)
  }

  @Test func anyChangesKeepTheCornersSound() {
    forAll(60) { random in
      var changed = corners
      for _ in 0..<12 {
        let corner = changed[Int.random(in: 0..<changed.count, using: &random)]
        switch Int.random(in: 0...2, using: &random) {
        case 0:
          let place = Double.random(in: corner.start - 20...corner.end + 20, using: &random)
          changed =
            (try? CornerEditing.split(changed, number: corner.number, at: place, on: track, reference: nil)) ?? changed
        case 1 where changed.count > 2:
          let next = changed[Int.random(in: 0..<changed.count, using: &random)]
          changed =
            (try? CornerEditing.merge(
              changed, first: corner.number, second: next.number, on: track, reference: nil)) ?? changed
        default: changed = (try? CornerEditing.rename(changed, number: corner.number, to: "Esses")) ?? changed
        }
        let isSound =
          Set(changed.map(\.number)).count == changed.count && Set(changed.map(\.name)).count == changed.count
          && changed.allSatisfy {
            $0.start < $0.end && $0.start <= $0.apex && $0.apex <= $0.end && (0..<track.length).contains($0.apex)
          } && changed.map(\.apex) == changed.map(\.apex).sorted()
        if !isSound { return false }
      }
      return true
    }
  }
}

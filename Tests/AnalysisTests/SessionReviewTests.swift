import Analysis
import TestSupport
import Testing
import Timing

@Suite struct SessionReviewTests {
  private func session(_ times: [Double], invalid: Int = 0, ideal: Double? = nil) -> SessionFigures {
    let laps =
      times.map { Lap(serial: 1, number: 1, kind: .pace, time: $0) }
      + (0..<invalid).map { _ in Lap(serial: 1, number: 1, kind: .pace, flags: .offTrack, time: 150) }
    return SessionFigures(
      key: BaselineKey(game: "gt7", track: "spa", car: "GR3", driver: "me"), laps: laps, cornerIdeal: ideal)
  }

  /// 27 clean laps of 34: best 2:17.9, median 2:18.5.
  private func material() -> SessionReview.Material {
    let times = [137.9] + Array(repeating: 138.2, count: 12) + Array(repeating: 138.5, count: 14)
    var material = SessionReview.Material(track: "Spa", car: "GR3", session: session(times, invalid: 7))
    material.previous = session(Array(repeating: 139, count: 6))
    material.previousBest = 138.2
    material.fixed = ["T1", "T5"]
    material.findings = [
      ReviewFinding(
        cornerName: "T3", text: "T3: brake 12 m later — 0.12 s on entry (lap 7)", phase: "entry", loss: 0.12),
      ReviewFinding(cornerName: "T12", text: "T12: throttle 10 m sooner — 0.18 s (lap 7)", phase: "exit", loss: 0.18),
    ]
    return material
  }

  @Test func theLineReadsAsTheSpecificationShowsIt() {
    #expect(
      SessionReview(material()).line
        == "Spa · GR3 · 34 laps (27 clean) · best 2:17.9 (−0.3) · median −0.5 · spread 0.6 · T1, T5 fixed"
        + " · next: T12 exit 0.18 s")
  }

  @Test func whatIsNotKnownIsLeftOut() {
    let first = SessionReview(SessionReview.Material(track: "Spa", car: "GR3", session: session([137.9])))
    #expect(first.line == "Spa · GR3 · 1 lap (1 clean) · best 2:17.9")
    #expect(first.tips.isEmpty, "nothing is made up")
    let empty = SessionReview(SessionReview.Material(track: "", car: "", session: session([])))
    #expect(empty.line == "0 laps (0 clean)")
    var same = material()
    same.previousBest = 137.9
    #expect(SessionReview(same).line.contains("best 2:17.9 (±0.0)"))
  }

  @Test func tipsAreRankedBySeconds() {
    var material = material()
    material.notes = [ReviewNote(text: "Tyres cost 0.15 s/lap", loss: 0.15)]
    material.leastSteady = ("T8", 0.28)
    let tips = SessionReview(material).tips
    #expect(
      tips.map(\.text) == [
        "T12: throttle 10 m sooner — 0.18 s (lap 7)", "Tyres cost 0.15 s/lap",
        "T8: pick one marker — you vary ±0.28 s", "T3: brake 12 m later — 0.12 s on entry (lap 7)",
        "Keep T1, T5 as they are now",
      ])
    #expect(tips.map(\.seconds) == [0.18, 0.15, 0.14, 0.12, 0])
    material.fixed = ["T5"]
    #expect(SessionReview(material).tips.last?.text == "Keep T5 as it is now")
  }

  @Test func aCornerHasOneTipAndAReviewFive() {
    var material = material()
    material.findings = (1...7).map {
      ReviewFinding(cornerName: "T\($0)", text: "T\($0): brake later", loss: 0.1 * Double($0))
    }
    material.findings.append(ReviewFinding(cornerName: "T7", text: "T7: something else", loss: 0.65))
    #expect(
      SessionReview(material).tips.map(\.text) == [
        "T7: brake later", "T6: brake later", "T5: brake later", "T4: brake later", "T3: brake later",
      ])
  }

  @Test func whatIsInHandFillsAShortList() {
    var material = SessionReview.Material(
      track: "Spa", car: "GR3", session: session([90, 90.1, 90.2, 90.3, 90.4, 90.5], ideal: 89.6))
    material.findings = [ReviewFinding(cornerName: "T3", text: "T3: brake later", loss: 0.12)]
    material.pattern = .scatter(corners: 6)
    #expect(
      SessionReview(material).tips.map(\.text) == [
        "Join your best corners — 0.40 s in hand", "Same method every lap — your median is 0.3 s off your best",
        "T3: brake later",
      ])
  }

  @Test func tipsNeverGrowDearerDownTheList() {
    forAll { random in
      var material = SessionReview.Material(
        track: "Spa", car: "GR3", session: session([90, 91, 92, 93, 94, 95], ideal: 89))
      material.findings = (0..<Int.random(in: 0...9, using: &random)).map {
        ReviewFinding(cornerName: "T\($0 % 4)", text: "\($0)", loss: .random(in: 0...1, using: &random))
      }
      material.notes = (0..<Int.random(in: 0...3, using: &random)).map {
        ReviewNote(text: "note \($0)", loss: .random(in: 0...1, using: &random))
      }
      if Bool.random(using: &random) { material.fixed = ["T9"] }
      if Bool.random(using: &random) { material.leastSteady = ("T8", .random(in: 0.1...1, using: &random)) }
      let seconds = SessionReview(material).tips.map(\.seconds)
      return seconds.count <= 5 && zip(seconds, seconds.dropFirst()).allSatisfy { $0 >= $1 }
    }
  }
}

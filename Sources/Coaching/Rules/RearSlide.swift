import Analysis
import Telemetry
import Timing

/// M6: the rear slides.
struct RearSlide: CoachingRule {
  let identifier = "rear-slide"
  let needs: [Channel] = [.speed]
  let phase = Phase.mid
  let countsLaps = true
  let direction: AdviceDirection? = AdviceDirection(.throttlePoint, isMore: false)

  func consequence(_ candidate: Candidate, units: SpeechUnits) -> String? {
    "the rear slides, \(Wording.seconds(candidate.loss))"
  }
  let explains: Set<String> = ["slow-to-full", "missed-apex", "exit-unused"]

  func condition(_ thresholds: CoachThresholds) -> String {
    "the wheel is turned out of the corner for \(Wording.seconds(thresholds.slideCounterSteer)), or the car turns a fifth more than its path for "
      + "\(Wording.seconds(thresholds.slideTime)), at a cost of \(Wording.seconds(thresholds.slideLoss)) or again within 3 laps"
  }

  func judge(_ passage: Passage, thresholds: CoachThresholds) -> Candidate? {
    guard let own = passage.loss.metrics, let best = passage.loss.reference, slides(own, thresholds) else { return nil }
    guard !slides(best, thresholds) else { return nil }
    let times = passage.recent.suffix(thresholds.habitWindow).count { slides($0, thresholds) }
    guard passage.whole >= thresholds.slideLoss || times >= thresholds.slidePassages else { return nil }
    let pickUp = own.throttlePickUp ?? .infinity
    return Candidate(
      loss: max(0, passage.whole), amount: max(own.counterSteerTime ?? 0, own.slideTime ?? 0),
      detail: pickUp < passage.loss.corner.end ? 1 : 0,
      evidence: [
        Evidence(
          name: "counterSteerTime", value: own.counterSteerTime ?? 0, reference: best.counterSteerTime ?? 0, unit: "s"),
        Evidence(name: "slideTime", value: own.slideTime ?? 0, reference: best.slideTime ?? 0, unit: "s"),
      ])
  }

  private func slides(_ metrics: CornerMetrics, _ thresholds: CoachThresholds) -> Bool {
    (metrics.counterSteerTime ?? 0) >= thresholds.slideCounterSteer || (metrics.slideTime ?? 0) >= thresholds.slideTime
  }

  func action(_ candidate: Candidate, units: SpeechUnits) -> String {
    candidate.detail > 0 ? "Gentler on the throttle" : "Gentler on the brake release"
  }
}

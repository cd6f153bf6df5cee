@testable import Dashboard
import Drawing
import Telemetry
import Testing

struct TowerTests {
  private func field(_ cars: [FieldCar]) -> RaceField {
    var field = RaceField()
    field.cars = cars
    return field
  }

  private func car(
    _ id: Int, place: Int?, gap: Double? = nil, last: Double? = nil, best: Double? = nil, isOwn: Bool = false
  ) -> FieldCar {
    var car = FieldCar(id: id, name: "car \(id)")
    car.place = place
    car.gapToLeader = gap
    car.lastLapTime = last
    car.bestLapTime = best
    car.isOwn = isOwn
    return car
  }

  @Test func carsStandByPlaceAndThoseWithoutOneAtTheEnd() {
    let tower = Tower(field([car(7, place: nil), car(1, place: 2), car(2, place: 1)]), order: .place)
    #expect(tower.rows.map(\.car.id) == [2, 1, 7])
  }

  @Test func intervalsFollowFromTheGapsToTheLeader() {
    let cars = [car(1, place: 1, gap: 0), car(2, place: 2, gap: 1.5), car(3, place: 3, gap: 4), car(4, place: 4)]
    let tower = Tower(field(cars), order: .place)
    #expect(tower.rows.map(\.interval) == [nil, 1.5, 2.5, nil])
  }

  @Test func anIntervalThatTheGameSendsGoesFirst() {
    var second = car(2, place: 2, gap: 1.5)
    second.gapAhead = 1.4
    #expect(Tower(field([car(1, place: 1, gap: 0), second]), order: .place).rows[1].interval == 1.4)
  }

  @Test func acrossALapThereIsNoInterval() {
    var lapped = car(2, place: 2, gap: 30)
    lapped.lapsBehind = 1
    #expect(Tower(field([car(1, place: 1, gap: 0), lapped]), order: .place).rows[1].interval == nil)
  }

  @Test func distancesAreMeasuredFromTheOwnCar() {
    let cars = [car(1, place: 1, gap: 0), car(2, place: 2, gap: 2, isOwn: true), car(3, place: 3, gap: 2.5)]
    #expect(Tower(field(cars), order: .place).rows.map(\.toOwn) == [-2, 0, 0.5])
  }

  @Test func sortedByTimeTheSlowAndTheTimelessComeLast() {
    let cars = [car(1, place: 1, best: 91), car(2, place: 2), car(3, place: 3, best: 90)]
    let tower = Tower(field(cars), order: .bestLap)
    #expect(tower.rows.map(\.car.id) == [3, 1, 2])
    #expect(tower.fastest == 90)
  }

  @Test func theOwnCarStaysInSight() {
    var cars = (1...30).map { car($0, place: $0) }
    cars[0].isOwn = true
    var state = DashboardState()
    _ = update(&state, .field(field(cars)))
    _ = update(&state, .key(.character("6")))
    _ = update(&state, .key(.end))
    #expect(state.team.selected == 30)
    let rows = TowerPanel.visible(Tower(field(cars), order: .place), state, rows: 10)
    #expect(rows.first == 0)
    #expect(rows.last == 29)
    #expect(rows.count == 10)
  }

  @Test func keysSortAndSelect() {
    var state = Fixture.race()
    _ = update(&state, .key(.character("6")))
    _ = update(&state, .key(.up))
    #expect(state.team.selected == 42)
    _ = update(&state, .key(.character("s")))
    #expect(state.team.order == .lastLap)
    _ = update(&state, .key(.character("o")))
    #expect(state.team.selected == nil)
  }

  @Test func aClickSelectsTheCarUnderIt() {
    var state = Fixture.race()
    _ = update(&state, .resized(width: 200, height: 50))
    _ = update(&state, .key(.character("6")))
    // One row of header, the frame, the table's titles: the leader stands in the fourth row of the screen.
    _ = update(&state, .mouse(MouseEvent(.press, x: 20, y: 3)))
    #expect(state.team.selected == 40)
  }

  @Test func withoutOtherCarsTheKeysSayWhy() {
    var state = Fixture.live()
    _ = update(&state, .key(.character("6")))
    _ = update(&state, .key(.character("s")))
    #expect(state.notice?.text == "This game sends no other cars.")
  }

  @Test func theLayoutFollowsTheSessionUntilItIsChosen() {
    var state = Fixture.race()
    #expect(state.shownLayout == .race)
    #expect(update(&state, .key(.character("l"))) == [.set("layout", "practice")])
    #expect(state.shownLayout == .practice)
    #expect(Fixture.live().shownLayout == .practice)
  }
}

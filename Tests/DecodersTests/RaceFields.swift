import Telemetry
import TestSupport

/// Fields of cars as an encoder can send them: times in whole milliseconds, wear in whole percent.
enum RaceFields {
  static func field(cars count: Int, own: Int, _ random: inout SplitMix64) -> RaceField {
    var field = RaceField()
    field.lapCount = 12
    field.flag = .yellow
    field.weather = "light rain"
    field.forecast = [
      WeatherForecast(after: 300, weather: "overcast", rain: 0.25),
      WeatherForecast(after: 900, weather: "heavy rain", rain: 0.75),
    ]
    let places = (1...count).shuffled(using: &random)
    field.cars = (0..<count).map { index in
      func time(_ range: ClosedRange<Int>) -> Double { Double(Int.random(in: range, using: &random)) / 1000 }
      var car = FieldCar(id: index, name: "Driver \(index)")
      car.isOwn = index == own
      car.number = index + 10
      car.place = places[index]
      car.lapNumber = Int.random(in: 2...9, using: &random)
      car.lapDistance = Double(Int.random(in: 0...5000, using: &random))
      car.position = Position(x: Double(index) * 10, y: 2, z: -Double(index))
      car.speed = Double(Int.random(in: 50...320, using: &random)) / 3.6
      car.gapAhead = places[index] == 1 ? nil : time(1...60_000)
      car.gapToLeader = places[index] == 1 ? 0 : time(1...60_000)
      car.currentLapTime = time(1...80_000)
      car.lastLapTime = time(80_000...99_000)
      car.bestLapTime = time(79_000...80_000)
      car.sectors = Array([time(20_000...30_000), time(20_000...30_000)].prefix(index % 3))
      car.isLapInvalid = index % 5 == 0
      car.tyre = ["soft", "medium", "hard", "intermediate", "wet"][index % 5]
      car.tyreAge = index
      car.tyreWear = Double(index) / 100
      car.pit = [FieldCar.Pit.none, .lane, .box][index % 3]
      car.pitStops = index % 4
      car.penalty = index % 4 == 0 ? 5 : nil
      car.status = [FieldCar.Status.running, .garage, .finished, .retired, .disqualified][index % 5]
      return car
    }
    return field
  }
}

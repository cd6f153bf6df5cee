internal import Telemetry

/// Under which names loggers and exports write a channel. Names are compared without case, blanks and punctuation.
enum ChannelNames {
  /// A quantity of a file: a channel, or something that has to be worked on before it is one.
  enum Quantity: Hashable, Sendable {
    case channel(Channel)
    /// s on the file's clock.
    case time
    case latitude
    case longitude
    /// m since the start of the log, or of the lap.
    case distance
    case lapNumber
    /// s since the line.
    case runningLapTime
    /// s of the lap that ended last.
    case lapTime
    /// Brake pressure, whose highest value stands for the whole pedal.
    case brakePressure
    /// Share of the lap, 0…1 or per cent.
    case lapShare
    case inPit
  }

  /// The name's place in its list: a lower one is to be preferred.
  struct Match: Sendable {
    var quantity: Quantity
    var rank: Int
  }

  /// A name as it is compared.
  static func key(_ name: String) -> String {
    String(name.lowercased().filter { $0.isLetter || $0.isNumber })
  }

  /// What a name stands for, or `nil` for one that Tenths has no use for.
  static func match(_ name: String) -> Match? { index[key(name)] }

  private static let index: [String: Match] = {
    var result: [String: Match] = [:]
    for (quantity, names) in table + wheels {
      for (rank, name) in names.split(separator: " ").enumerated() {
        result[String(name)] = Match(quantity: quantity, rank: rank)
      }
    }
    for channel in Channel.allCases { result[key(channel.identifier)] = Match(quantity: .channel(channel), rank: 0) }
    return result
  }()

  private static let table: [(Quantity, String)] = [
    (.time, "time timestamp elapsedtime sessiontime elapsed t seconds timesec timeabs logtime"),
    (.latitude, "gpslatitude latitude lat latdeg gpslat"),
    (.longitude, "gpslongitude longitude lon long lng londeg gpslong gpslon"),
    (.distance, "distance distancetraveled distancetravelled dist odometer trackdistance"),
    (.channel(.lapDistance), "lapdistance lapdist distancelap distanceonlap laptriggerlapdistdls"),
    (.lapShare, "lapdistpct lapprogress normalizedlap normalisedlap"),
    (.lapNumber, "lap lapnumber lapno lapindex laps lapcount currentlap"),
    (.runningLapTime, "runninglaptime currentlaptime laptimerunning timelap"),
    (.lapTime, "laptime lastlaptime"),
    (
      .channel(.speed),
      "groundspeed speed speedoverground gpsspeed velocity vehiclespeed carspeed corrspeed speedkmh velocitykmh speedmph drivespeed vcar"
    ),
    (
      .channel(.throttle),
      "throttlepos throttle throttleposition throttlepedal acceleratorpos acceleratorpedal accelerator pedalpos aps tps gas throttleinput ath"
    ),
    (.channel(.brake), "brakepos brake brakeposition brakepedal brakepedalpos brakeinput driverbrake"),
    (
      .brakePressure,
      "brakepresfront brakepressurefront pbrakef brakepressf brakepressure brakepress brakepres brakepressuref frontbrakepressure"
    ),
    (.channel(.clutch), "clutchpos clutch clutchpedal clutchposition clutchinput"),
    (
      .channel(.steering),
      "steeredangle steeringangle steerangle steeringwheelangle steering steeringwheel steer steeringpos steeringwh"
    ),
    (.channel(.gear), "gear gearno gearposition currentgear gearpos"),
    (.channel(.engineSpeed), "enginerpm rpm rpms enginespeed nmot engine revs"),
    (.channel(.positionX), "chassisworldposx worldpositionx posx"),
    (.channel(.positionZ), "chassisworldposz worldpositionz posz"),
    (.channel(.positionY), "gpsaltitude altitude chassisworldposy height alt elevation"),
    (.channel(.yawRate), "gyroyawvelocity yawrate roty gpsgyro yawvelocity chassisyawrate gyroz"),
    (
      .channel(.lateralAcceleration),
      "gforcelat lateralacc lateralacceleration latacc gpslatacc glat lataccel latg accycan accelx lateralg gpslateralacc"
    ),
    (
      .channel(.longitudinalAcceleration),
      "gforcelong longitudinalacc longitudinalacceleration longacc gpslonacc glon longaccel longg accxcan accely inlineacc longitudinalg gpslonglacc gpslongacc"
    ),
    (.channel(.verticalAcceleration), "verticalacc verticalacceleration"),
    (.channel(.fuelLevel), "fuellevel fuelremaining fuel"),
    (.channel(.oilPressure), "engoilpres oilpressure oilpres oilpress engineoilpressure"),
    (.channel(.oilTemperature), "engoiltemp oiltemp engineoiltemp oiltemperature engineoiltemperature"),
    (
      .channel(.waterTemperature),
      "enginetemp watertemp coolanttemp ect watertemperature enginewatertemp coolanttemperature"
    ),
    (.channel(.airTemperature), "airtemp ambienttemp airtempambient outsidetemp"),
    (.channel(.trackTemperature), "tracktemp roadtemp tracktemperature"),
    (.channel(.boost), "boost boostpressure"),
    (.channel(.brakeBias), "brakebias brakebiassetting"),
    (.inPit, "inpit onpitroad inpitlane"),
  ]

  /// Families of four, in the order of `Wheel`.
  private static var wheels: [(Quantity, String)] {
    let places = [
      ["fl", "lf", "frontleft"], ["fr", "rf", "frontright"], ["rl", "lr", "rearleft"], ["rr", "rearright"],
    ]
    return zip(Wheel.allCases, places).flatMap { wheel, places -> [(Quantity, String)] in
      func names(_ patterns: String) -> String {
        patterns.split(separator: " ").flatMap { pattern in
          places.map { pattern.split(separator: "@", omittingEmptySubsequences: false).joined(separator: $0) }
        }.joined(separator: " ")
      }
      return [
        (
          .channel(wheel.channel(from: .tyreTemperatureFrontLeft)),
          names(
            "tyretemp@centre tyretemp@center tiretemp@center tyretemp@middle tiretempmiddle@ tyretemp@ tiretemp@ tiretempcore@ tyretair@"
          )
        ),
        (
          .channel(wheel.channel(from: .tyrePressureFrontLeft)),
          names("tyrepres@ tyrepress@ tirepressure@ tyrepressure@ tirepres@")
        ),
        (.channel(wheel.channel(from: .tyreWearFrontLeft)), names("tyrewear@")),
        (
          .channel(wheel.channel(from: .wheelSpeedFrontLeft)),
          names("wheelspeed@ wheelspd@ wheelsp@")
        ),
        (
          .channel(wheel.channel(from: .brakeTemperatureFrontLeft)), names("braketemp@ brakedisctemp@")
        ),
        (
          .channel(wheel.channel(from: .suspensionFrontLeft)),
          names("susppos@ sustravel@ suspensiontravel@ suspos@ dampertravel@")
        ),
      ]
    }
  }
}

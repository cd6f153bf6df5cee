extension Circuit {
  /// Circuits on which the coach may be tuned.
  public static let tuning: [Circuit] = [spa, suzuka, monza, lagunaSeca, barcelona]
  /// Circuits that are only measured on.
  public static let unseen: [Circuit] = [roadAtlanta, goodwood, brandsHatchIndy, watkinsGlen]

  // Length, order and directions of the corners are the circuits' own; radii and straights are rough, in their likeness.

  static let spa = Circuit(
    name: "Spa", length: 7004, turns: -360, hills: 35,
    parts: [
      .straight(280), .bend(-170, radius: 20), .straight(600), .bend(30, radius: 120), .straight(25),
      .bend(-65, radius: 140), .straight(50), .bend(30, radius: 200), .straight(780), .bend(-80, radius: 50),
      .straight(40), .bend(65, radius: 55), .straight(90), .bend(-95, radius: 65), .straight(330),
      .bend(-180, radius: 45), .straight(240), .bend(65, radius: 90), .straight(400), .bend(80, radius: 150),
      .straight(60), .bend(60, radius: 160), .straight(430), .bend(-75, radius: 75), .straight(60),
      .bend(70, radius: 75), .straight(320), .bend(-85, radius: 65), .straight(90), .bend(-75, radius: 180),
      .straight(640), .bend(40, radius: 400), .straight(110), .bend(35, radius: 330), .straight(460),
      .bend(-75, radius: 25), .straight(30), .bend(85, radius: 25), .straight(250),
    ])

  static let suzuka = Circuit(
    name: "Suzuka", length: 5807, turns: 0, hills: 20,
    parts: [
      .straight(400), .bend(-80, radius: 220), .straight(40), .bend(-90, radius: 75), .straight(220),
      .bend(55, radius: 100), .straight(40), .bend(-65, radius: 95), .straight(30), .bend(55, radius: 100),
      .straight(40), .bend(-50, radius: 115), .straight(80), .bend(95, radius: 170), .straight(210),
      .bend(-55, radius: 110), .straight(110), .bend(-85, radius: 40), .straight(90), .bend(-25, radius: 250),
      .straight(150), .bend(165, radius: 20), .straight(190), .bend(-95, radius: 200), .straight(260),
      .bend(85, radius: 90), .straight(60), .bend(95, radius: 60), .straight(900), .bend(85, radius: 180),
      .straight(270), .bend(-70, radius: 25), .straight(25), .bend(85, radius: 22), .straight(20),
      .bend(-75, radius: 90), .straight(350),
    ])

  static let monza = Circuit(
    name: "Monza", length: 5793, turns: -360, hills: 5,
    parts: [
      .straight(620), .bend(-85, radius: 18), .straight(15), .bend(80, radius: 22), .straight(280),
      .bend(-85, radius: 290), .straight(330), .bend(65, radius: 30), .straight(20), .bend(-65, radius: 35),
      .straight(290), .bend(-80, radius: 75), .straight(180), .bend(-70, radius: 60), .straight(900),
      .bend(50, radius: 130), .straight(70), .bend(-60, radius: 100), .straight(70), .bend(45, radius: 150),
      .straight(850), .bend(-165, radius: 130), .straight(520),
    ])

  static let lagunaSeca = Circuit(
    name: "Laguna Seca", length: 3602, turns: 360, hills: 27,
    parts: [
      .straight(200), .bend(27, radius: 350), .straight(200), .bend(175, radius: 38), .straight(220),
      .bend(-78, radius: 60), .straight(200), .bend(-68, radius: 85), .straight(370), .bend(88, radius: 65),
      .straight(360), .bend(72, radius: 75), .straight(380), .bend(82, radius: 25), .straight(15),
      .bend(-72, radius: 28), .straight(120), .bend(98, radius: 95), .straight(180), .bend(-68, radius: 65),
      .straight(270), .bend(98, radius: 20), .straight(180),
    ])

  static let barcelona = Circuit(
    name: "Barcelona", length: 4657, turns: -360, hills: 14,
    parts: [
      .straight(560), .bend(-68, radius: 60), .straight(40), .bend(52, radius: 80), .straight(50),
      .bend(-155, radius: 130), .straight(230), .bend(-168, radius: 65), .straight(180), .bend(150, radius: 32),
      .straight(110), .bend(20, radius: 300), .straight(140), .bend(70, radius: 75), .straight(60),
      .bend(-50, radius: 100), .straight(240), .bend(-85, radius: 120), .straight(480), .bend(150, radius: 45),
      .straight(40), .bend(35, radius: 150), .straight(100), .bend(-155, radius: 55), .straight(100),
      .bend(-76, radius: 75), .straight(110), .bend(-76, radius: 140), .straight(400),
    ])

  static let roadAtlanta = Circuit(
    name: "Road Atlanta", length: 4088, turns: -360, hills: 20,
    parts: [
      .straight(330), .bend(-97, radius: 120), .straight(120), .bend(30, radius: 150), .straight(60),
      .bend(-76, radius: 60), .straight(100), .bend(40, radius: 120), .straight(120), .bend(90, radius: 65),
      .straight(280), .bend(-95, radius: 60), .straight(130), .bend(-112, radius: 36), .straight(480),
      .bend(-20, radius: 450), .straight(280), .bend(25, radius: 400), .straight(280), .bend(75, radius: 40),
      .straight(25), .bend(-82, radius: 40), .straight(190), .bend(-113, radius: 140), .straight(280),
    ])

  static let goodwood = Circuit(
    name: "Goodwood", length: 3832, turns: -360, hills: 6,
    parts: [
      .straight(330), .bend(-98, radius: 120), .straight(430), .bend(-45, radius: 400), .straight(280),
      .bend(-32, radius: 200), .straight(60), .bend(65, radius: 95), .straight(230), .bend(-72, radius: 70),
      .straight(70), .bend(-68, radius: 110), .straight(830), .bend(-100, radius: 85), .straight(200),
      .bend(65, radius: 22), .straight(15), .bend(-70, radius: 24), .straight(250),
    ])

  static let brandsHatchIndy = Circuit(
    name: "Brands Hatch Indy", length: 1929, turns: -360, hills: 14,
    parts: [
      .straight(210), .bend(-112, radius: 75), .straight(210), .bend(-177, radius: 28), .straight(140),
      .bend(84, radius: 55), .straight(330), .bend(35, radius: 110), .straight(50), .bend(-77, radius: 55),
      .straight(70), .bend(-107, radius: 100), .straight(180),
    ])

  static let watkinsGlen = Circuit(
    name: "Watkins Glen", length: 5430, turns: -360, hills: 18,
    parts: [
      .straight(300), .bend(-100, radius: 50), .straight(320), .bend(-37, radius: 160), .straight(80),
      .bend(55, radius: 140), .straight(80), .bend(-32, radius: 200), .straight(680), .bend(-152, radius: 120),
      .straight(300), .bend(75, radius: 60), .straight(320), .bend(-166, radius: 55), .straight(340),
      .bend(-70, radius: 50), .straight(320), .bend(90, radius: 65), .straight(370), .bend(80, radius: 95),
      .straight(240), .bend(-102, radius: 85), .straight(200),
    ])
}

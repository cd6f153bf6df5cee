import Foundation
import Recordings
import Telemetry

/// Seeds that our own writers make of a short drive.
func writeRecordings(in folder: URL) throws {
  var source = SourceDescription(game: "gt7", gameName: "Gran Turismo 7", sampleRate: 5)
  source.track = "Ring"
  source.car = "Kart"
  let frames = (0..<40).map { index in
    var frame = TelemetryFrame()
    frame.gameTime = Double(index) / 5
    frame.lapNumber = Int32(index / 15)
    frame.flags = .onTrack
    frame.position = Position(x: Double(index % 15) * 7, y: 0, z: Double(index % 7) * 5)
    frame.speed = 30
    frame.throttle = 0.5
    frame.brake = 0
    frame.gear = 3
    frame.steering = 0.25
    return frame
  }
  if let files = LdWriter.files(source: source, frames: frames, startDate: 1_767_268_800) {
    try write(files.log, "FuzzLd", "log", in: folder)
    try write(files.laps, "FuzzLdx", "laps", in: folder)
  }
  let gate = (middle: Position(x: 50, y: 0, z: 0), before: Position(x: 40, y: 0, z: 0))
  for form in VboWriter.GateForm.allCases {
    let text = VboWriter.file(source: source, frames: frames, gate: gate, form: form, latitude: 50, longitude: -8)
    try write(text ?? [], "FuzzVbo", "\(form)", in: folder)
  }
  try write(CsvWriter.file(source: source, frames: frames, startDate: 1e9), "FuzzCsv", "tenths", in: folder)
  try write(TenthsWriter.file(source: source, frames: frames, startDate: 1e9), "FuzzTenths", "drive", in: folder)
  try write(DriveJSONWriter.file(source: source, frames: frames, startDate: 1e9), "FuzzJSON", "drive", in: folder)
  for form in GrCupWriter.Form.allCases {
    var writer = GrCupWriter(form)
    writer.append(Array(frames.prefix(6)), car: "GR86-004-13", clock: 1e9, lead: 9, latitude: 33, longitude: -86)
    try write(writer.file(), "FuzzGrCup", "\(form)", in: folder)
  }
  for (name, text) in raceTables { try write(Array(text.utf8), "FuzzGrCup", name, in: folder) }
  for (name, text) in tables { try write(Array(text.utf8), "FuzzCsv", name, in: folder) }
}

/// The heads of tables of other programs, with two rows each.
private let tables: [(name: String, text: String)] = [
  ("plain", "Time (s);Lap;Speed (km/h);Throttle (%)\n0,5;1;36,0;50\n1,0;2;72,0;100\n"),
  (
    "racechrono",
    """
    This file is created using RaceChrono Pro v9.1.3
    Format,3
    Track name,"Ring"

    timestamp,lap_number,latitude,longitude,speed,speed
    unix time,,deg,deg,m/s,m/s
    ,,100: gps,100: gps,100: gps,calc
    1767151198.443,1,50.1,8.1,30,31
    1767151198.543,2,50.1001,8.1,30,31

    """
  ),
  (
    "motec",
    """
    "Format","MoTeC CSV File",,,"Workbook",""
    "Log Date","12/20/2025",,,"Origin Time","1064.218","s"
    "Log Time","6:19:21 PM",,,"Start Time","1064.219","s"
    "Duration","0.2","s",,"End Distance","4","m"
    "Range","Lap 7"
    "Beacon Markers","0.1 0.2"


    "Time","Distance","Ground Speed","Brake Pos"
    "s","m","km/h","%"

    "0.000","0","82.34","10"
    "0.100","8","82.36","20"

    """
  ),
  (
    "trackaddict",
    """
    # RaceRender Data: TrackAddict 4.3.5
    "Time","UTC Time","Lap","GPS_Update","Latitude","Longitude","Speed (Km/h)","Accel X"
    0.000,1559734111.000,0,1,51.9,13.6,10.0,0.1
    # Lap 0: 00:00:00.135
    # Pit Lane Entry
    0.140,1559734111.140,1,0,51.9,13.6,10.0,0.1

    """
  ),
  (
    "aim",
    """
    Format,AiM CSV File,,
    Date,"Sunday, December 15, 2024",,
    Time,1:34 PM,,
    Duration,3.5,,
    Beacon Markers,1.5,2.5,3.5
    ,,,
    Time,GPS Speed,GPS LatAcc,Engine RPM
    s,km/h,g,rpm
    ,,,
    0,49.0,0.1,6121
    0.05,49.1,0.2,6119

    """
  ),
  (
    "garage61",
    "Speed,LapDistPct,Lat,Lon,Brake,Throttle,Clutch\n63.1,0.0001,34.1,-83.8,0,1,1\n63.2,0.5,34.2,-83.8,0.1,1,1\n"
  ),
]

/// Tables of laps of the same series.
private let raceTables: [(name: String, text: String)] = [
  (
    "timing",
    "NUMBER; LAP_NUMBER; LAP_TIME; S1; S2; S3; ELAPSED;TOP_SPEED;FLAG_AT_FL\n3;1;1:54.168;33.413;43.534;37.221;1:54.168;182.1;FCY\n3;2;1:40.000;;;;3:34.168;;GF\n"
  ),
  (
    "crossings",
    """
    "meta_time","timestamp","vehicle_id","lap","value"
    "2025-03-30T20:41:20.639Z","2025-03-30T20:41:20.492Z","GR86-002-002",1,113566
    "2025-03-30T20:43:20.639Z","2025-03-30T20:43:20.492Z","GR86-002-002",32768,113566

    """
  ),
  (
    "columns",
    "meta_time,telemetry_name,telemetry_value\n2025-09-06T18:40:01.6530Z,speed,33.5\n2025-09-06T18:40:02.6530Z,lap,2\n"
  ),
]

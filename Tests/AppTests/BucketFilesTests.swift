import Foundation
import Recordings
import Storage
import TestSupport
import Testing

@testable import App

/// The same files in a folder and in a bucket.
@Suite struct BucketFilesTests {
  /// A tree of files with names as race series have them.
  private static func tree(_ random: inout SplitMix64) -> [String: [UInt8]] {
    let tracks = ["barber", "road_america", "Road America", "VIR", "sonoma-raceway", "COTA", "sebring_intl"]
    let kinds = ["lap_time", "lap_start", "telemetry_data", "23_AnalysisEnduranceWithSections_Race 1"]
    var files: [String: [UInt8]] = [:]
    for _ in 0..<Int.random(in: 1...12, using: &random) {
      let track = tracks.randomElement(using: &random)!
      let kind = kinds.randomElement(using: &random)!
      let race = "R\(Int.random(in: 1...2, using: &random))"
      let name = [
        "\(track)_\(kind)_\(race).csv", "\(race)_\(track)_\(kind).csv", "\(track)/Race 1/\(race)_\(track)_\(kind).csv",
        "GR Cup/\(track)/\(race)/\(kind).csv",
      ].randomElement(using: &random)!
      files[name] = random.bytes(Int.random(in: 0...300, using: &random))
    }
    return files
  }

  private static func write(_ files: [String: [UInt8]], to folder: TemporaryFolder) throws {
    for (name, bytes) in files { try folder.write(bytes, to: name) }
  }

  private static func bytes(_ store: ByteStore) -> [UInt8] { store.withBytes { $0.withUnsafeBytes { Array($0) } } }

  private static func found(_ files: any RecordingFiles, under path: String) throws -> [FoundRecordings.Race] {
    var found = FoundRecordings()
    for file in try files.files(under: path) { found.add(file, folders: files.folders(of: file)) }
    return found.races()
  }

  @Test func anUploadKeepsTheStructure() throws {
    try forAll(20) { random in
      let files = Self.tree(&random)
      let folder = try TemporaryFolder()
      try Self.write(files, to: folder)
      let store = MemoryStore()
      let upload = FolderUpload(store: store, prefix: "races/")
      for item in FolderUpload.items(under: folder.path, prefix: "races/") { _ = upload.upload(item, present: [:]) }
      return store.contents == Dictionary(uniqueKeysWithValues: files.map { ("races/" + $0.key, $0.value) })
    }
  }

  @Test func folderAndBucketGiveTheSame() throws {
    try forAll(20) { random in
      let files = Self.tree(&random)
      let folder = try TemporaryFolder()
      try Self.write(files, to: folder)
      let store = MemoryStore()
      for (name, bytes) in files { try store.put(.bytes(bytes), as: name, onlyNew: false) }
      let bucket = BucketFiles(root: "s3://b/", store: store)
      let local = LocalFiles()
      let here = local.files(under: folder.path).map { String($0.dropFirst(folder.path.count + 1)) }
      let there = try bucket.files(under: "s3://b/").map { String($0.dropFirst("s3://b/".count)) }
      guard Set(here) == Set(there), Set(here) == Set(files.keys) else { return false }
      for name in here {
        guard Self.bytes(try bucket.open("s3://b/" + name)) == files[name],
          Self.bytes(Self.localBytes(local, folder.path + "/" + name)) == files[name] ?? []
        else { return false }
        let parent = name.split(separator: "/").dropLast().joined(separator: "/")
        let neighbours = bucket.names(in: parent.isEmpty ? "s3://b" : "s3://b/" + parent)
        let wanted = files.keys.filter { $0.split(separator: "/").dropLast().joined(separator: "/") == parent }
        guard Set(neighbours) == Set(wanted.map { $0.split(separator: "/").last.map(String.init) ?? "" }) else {
          return false
        }
      }
      return true
    }
  }

  private static func localBytes(_ local: LocalFiles, _ path: String) -> ByteStore {
    (try? local.open(path)) ?? ByteStore([])
  }

  @Test func everyTrackAndRaceIsFoundByItsNames() throws {
    let store = MemoryStore()
    let names = [
      "barber/R1_barber_lap_time.csv", "road_america_lap_time_R1.csv", "Road-America/Race 2/telemetry.csv",
      "GR Cup/Sonoma/R2_sonoma_telemetry_data.csv.gz", "COTA/Race 1/R1_cota_lap_start.csv", "notes.pdf",
      "VIR/Race 1/23_AnalysisEnduranceWithSections_Race 1_Anonymized.CSV", ".hidden/R1_x_lap_time.csv",
    ]
    for name in names { try store.put(.bytes([1]), as: name, onlyNew: false) }
    let races = try Self.found(BucketFiles(root: "s3://b/", store: store), under: "s3://b/")
    #expect(
      races.map { "\($0.track ?? "-") \($0.race ?? 0) \($0.files.count) \($0.kinds)" } == [
        "Barber 1 1 lapTime", "COTA 1 1 lapStart", "Road America 1 1 lapTime", "Road America 2 1 telemetry",
        "Sonoma 2 1 telemetry", "VIR 1 1 timing",
      ])
  }

  @Test func whatIsNotThereIsEmpty() throws {
    let bucket = BucketFiles(root: "s3://b/", store: MemoryStore())
    #expect(try bucket.files(under: "s3://b/") == [])
    #expect(try bucket.files(under: "s3://b/none") == [])
    #expect(bucket.names(in: "s3://b/none") == [])
    #expect(throws: StorageError(kind: .missing, message: "no such object", key: "none")) {
      try bucket.open("s3://b/none")
    }
  }

  @Test func aSingleFileIsItself() throws {
    let store = MemoryStore()
    for name in ["a/x.csv", "a/y.csv", "a/x.csv.d/z.csv"] { try store.put(.bytes([1]), as: name, onlyNew: false) }
    let bucket = BucketFiles(root: "s3://b/", store: store)
    #expect(try bucket.files(under: "s3://b/a/x.csv") == ["s3://b/a/x.csv"])
    #expect(try bucket.files(under: "s3://b/a/x.csv.d") == ["s3://b/a/x.csv.d/z.csv"])
    #expect(Set(bucket.names(in: "s3://b/a/")) == ["x.csv", "y.csv"])
    #expect(bucket.folders(of: "s3://b/a/c/x.csv") == ["c", "a"])
  }

  @Test func anUploadGoesOnWhereItWas() throws {
    let folder = try TemporaryFolder()
    for index in 0..<5 { try folder.write([UInt8](repeating: 1, count: index), to: "d/\(index)") }
    let memory = MemoryStore()
    let faulty = FaultyStore(memory, seed: 1, odds: [.failsBefore: 0.3, .isBusy: 0.2, .failsAfter: 0.2])
    var waits = 0
    var rounds = 0
    while memory.contents.count < 5 || rounds == 0, rounds < 50 {
      rounds += 1
      var upload = FolderUpload(store: faulty, prefix: "p/")
      upload.wait = { _ in waits += 1 }
      guard let present = try? upload.present() else { continue }
      for item in FolderUpload.items(under: folder.path, prefix: "p/") { _ = upload.upload(item, present: present) }
    }
    #expect(Set(memory.contents.keys) == Set((0..<5).map { "p/d/\($0)" }))
    #expect(waits > 0)
    let upload = FolderUpload(store: memory, prefix: "p/")
    let present = try upload.present()
    let again = FolderUpload.items(under: folder.path, prefix: "p/").map { upload.upload($0, present: present) }
    #expect(again == [.skipped, .skipped, .skipped, .skipped, .skipped])
  }
}

@Suite struct BucketSettingsTests {
  @Test func addressesAreTakenApart() {
    #expect(BucketAddress("s3://team/GR Cup/x.csv")?.bucket == "team")
    #expect(BucketAddress("s3://team/GR Cup/x.csv")?.key == "GR Cup/x.csv")
    #expect(BucketAddress("s3://team")?.key == "")
    #expect(BucketAddress("gs://team/")?.kind == "gcs")
    for path in ["/tmp/x", "s3:/x", "x", ""] { #expect(BucketAddress(path) == nil) }
  }

  private static func settings(
    _ values: [String: String], isUploading: Bool = false, _ address: String = "s3://team/x"
  ) throws -> StoreSettings {
    try BucketSettings(isUploading: isUploading) { values[$0] }.settings(try #require(BucketAddress(address)))
  }

  @Test func readingAndUploadingMayBeDifferentUsers() throws {
    var values = ["AWS_ACCESS_KEY_ID": "usual", "AWS_SECRET_ACCESS_KEY": "a", "AWS_SESSION_TOKEN": "t"]
    #expect(try Self.settings(values).credentials.identifier == "usual")
    #expect(try Self.settings(values, isUploading: true).credentials.sessionToken == Secret("t"))
    values["TENTHS_UPLOAD_ACCESS_KEY_ID"] = "uploader"
    values["TENTHS_UPLOAD_SECRET_ACCESS_KEY"] = "b"
    values["TENTHS_READ_ACCESS_KEY_ID"] = "reader"
    values["TENTHS_READ_SECRET_ACCESS_KEY"] = "c"
    let reader = try Self.settings(values)
    let uploader = try Self.settings(values, isUploading: true)
    #expect(reader.credentials == StoreCredentials(identifier: "reader", secret: Secret("c")))
    #expect(uploader.credentials == StoreCredentials(identifier: "uploader", secret: Secret("b")))
  }

  @Test func whatIsMissingIsNamed() throws {
    func message(_ values: [String: String], uploading: Bool = false, _ address: String = "s3://team/x") -> String {
      do {
        _ = try Self.settings(values, isUploading: uploading, address)
        return ""
      } catch {
        return (error as? StorageError)?.message ?? ""
      }
    }
    #expect(message([:]) == "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY to the bucket's key")
    #expect(message(["TENTHS_UPLOAD_ACCESS_KEY_ID": "x"], uploading: true).contains("TENTHS_UPLOAD_SECRET_ACCESS_KEY"))
    #expect(message([:], "gs://team/x").contains("TENTHS_GCS_SECRET"))
    #expect(message(["TENTHS_S3_STYLE": "x"]).contains("TENTHS_S3_STYLE"))
  }

  @Test func errorsSayWhatToDo() {
    let kinds: [StorageError.Kind] = [
      .missing, .exists, .noSuchPlace, .denied, .clock(offset: 100), .busy(retryAfter: 1), .unreachable, .timedOut,
      .certificate, .full, .tooLarge, .stopped, .key, .settings, .answer, .refused(status: 418), .file(code: 2),
    ]
    for kind in kinds {
      let line = ErrorText.line(StorageError(kind: kind, message: "said\u{1B}[2J", key: "a\u{1B}b"))
      #expect(!line.unicodeScalars.contains("\u{1B}") && line.count > 6, "\(line)")
    }
    #expect(ErrorText.line(StorageError(kind: .clock(offset: 100), message: "")).contains("100 s behind"))
  }
}

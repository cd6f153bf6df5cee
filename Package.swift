// swift-tools-version: 6.2
import PackageDescription

/// One row a library: its name, what of ours it may import, and which C module it binds.
///
/// The arrows are the design: data flows from the decoders towards the screen, and a test reads every `import` line against this table.
let layers: [(name: String, uses: [String])] = [
  ("Telemetry", []),
  ("Cryptography", ["CSodium", "CCrypto"]),
  ("Compression", ["CZlib", "CZstd"]),
  ("Captures", ["CPcap"]),
  ("Decoders", ["Telemetry", "Cryptography"]),
  ("Recordings", ["Telemetry", "Decoders", "Compression", "Captures"]),
  ("Ingest", ["Telemetry", "Decoders", "Recordings", "Captures", "CDatagrams"]),
  ("Timing", ["Telemetry"]),
  ("Analysis", ["Telemetry", "Timing"]),
  ("Coaching", ["Telemetry", "Timing", "Analysis"]),
  ("Engine", ["Telemetry", "Timing", "Analysis", "Coaching"]),
  ("Pipeline", ["Telemetry", "Timing", "Coaching", "Engine"]),
  ("Database", ["CSQLite", "CDatabaseFiles", "Cryptography"]),
  ("History", ["Telemetry", "Timing", "Analysis", "Coaching", "Compression", "Database", "Cryptography", "Vault"]),
  ("Vault", ["Cryptography", "Compression"]),
  ("Web", ["CCurl"]),
  ("Storage", ["Web", "Cryptography"]),
  ("Syncing", ["Cryptography", "Vault", "Storage", "History"]),
  ("Drawing", []),
  ("Dashboard", ["Drawing", "Telemetry", "Timing", "Analysis", "Coaching", "Engine"]),
  ("Screen", ["Drawing", "CNcurses", "CTerminal"]),
  ("Settings", ["Drawing"]),
  ("Simulation", ["Telemetry"]),
  ("Hub", ["Database", "Cryptography", "Settings", "CHub", "CPostgres"]),
  (
    "App",
    [
      "Telemetry", "Decoders", "Recordings", "Captures", "Compression", "Ingest", "Timing", "Analysis", "Coaching",
      "Engine", "Pipeline", "History", "Drawing", "Dashboard", "Screen", "Settings", "Simulation", "Cryptography",
      "Vault", "Web", "Storage", "Syncing",
    ]
  ),
]

let settings: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .treatAllWarnings(as: .error),
]

/// The measuring bench of the coach: what it may import.
let bench = ["Telemetry", "Timing", "Analysis", "Coaching", "Engine"]

/// C libraries of the distribution: module, package that installs its header.
let systemLibraries: [(name: String, package: String)] = [
  ("CSodium", "libsodium-dev"),
  ("CZlib", "zlib1g-dev"),
  ("CZstd", "libzstd-dev"),
  ("CPcap", "libpcap-dev"),
  ("CSQLite", "libsqlite3-dev"),
  ("CNcurses", "libncurses-dev"),
  ("CCurl", "libcurl4-openssl-dev"),
  ("CPostgres", "libpq-dev"),
  ("CCrypto", "libssl-dev"),
]

/// Test targets: each covers the library of its name, and may use what it lists beside it.
let tests: [(name: String, uses: [String])] = [
  ("Telemetry", []),
  ("Architecture", []),
  ("Drawing", []),
  ("Screen", ["Drawing"]),
  ("Settings", ["Drawing"]),
  ("Dashboard", ["Drawing", "Telemetry", "Timing", "Analysis", "Coaching", "Engine"]),
  ("Timing", ["Telemetry", "Simulation"]),
  ("Analysis", ["Telemetry", "Timing", "Engine", "Simulation"]),
  ("Coaching", ["Telemetry", "Timing", "Analysis", "Engine", "Simulation"]),
  ("Engine", ["Telemetry", "Timing", "Analysis", "Coaching", "Simulation", "Compression"]),
  ("Pipeline", ["Telemetry", "Timing", "Coaching", "Engine", "Simulation"]),
  (
    "History",
    ["Telemetry", "Timing", "Analysis", "Coaching", "Engine", "Simulation", "Database", "Vault", "Cryptography"]
  ),
  ("Web", []),
  ("Storage", ["Web", "Cryptography"]),
  ("Hub", ["Cryptography", "Web"]),
  ("Vault", ["Cryptography"]),
  ("Syncing", ["Cryptography", "Vault", "Storage", "History", "Timing", "Database"]),
  ("Simulation", ["Telemetry"]),
  (
    "Scenario",
    [
      "Telemetry", "Decoders", "Recordings", "Ingest", "Timing", "Analysis", "Coaching", "Engine", "Pipeline",
      "Drawing",
      "Dashboard", "Simulation", "Screen",
    ]
  ),
  ("App", ["Storage", "Recordings"]),
  ("EndToEnd", ["tenths", "tenths-hub", "History", "Timing", "Web"]),
  ("CoachBench", ["CoachBench"] + bench),
  ("Captures", []),
  ("Compression", []),
  ("Cryptography", []),
  ("Decoders", ["Telemetry", "Compression"]),
  ("Ingest", ["Telemetry", "Decoders", "Recordings", "Captures"]),
  ("Recordings", ["Telemetry", "Decoders", "Compression", "Captures"]),
]

let package = Package(
  name: "tenths",
  products: ["tenths", "tenths-hub"].map { .executable(name: $0, targets: [$0]) }
    // What the fuzz package reads bytes with.
    + ["Telemetry", "Decoders", "Captures", "Compression", "Recordings", "Vault", "Cryptography"].map {
      .library(name: $0, targets: [$0])
    },
  targets: systemLibraries.map {
    .systemLibrary(name: $0.name, providers: [.apt([$0.package])])
  } + [
    .target(name: "CDatabaseFiles"),
    .target(name: "CDatagrams"),
    .target(name: "CTerminal"),
    .target(name: "CHub", linkerSettings: [.linkedLibrary("microhttpd")]),
  ]
    + layers.map {
      .target(name: $0.name, dependencies: $0.uses.map { .init(stringLiteral: $0) }, swiftSettings: settings)
    } + [
      .executableTarget(name: "tenths", dependencies: ["App"], swiftSettings: settings),
      .executableTarget(name: "tenths-hub", dependencies: ["Hub"], swiftSettings: settings),
      .executableTarget(
        name: "Benchmarks",
        dependencies: [
          "Telemetry", "Decoders", "Recordings", "Captures", "Compression", "Ingest", "Timing", "Analysis", "Coaching",
          "Engine",
          "Pipeline", "Cryptography", "Database", "History", "Drawing", "Dashboard", "Screen", "Simulation",
          "CoachBench",
        ], path: "Benchmarks", exclude: ["peers", "CoachBench", "CoachBenchMain"], swiftSettings: settings),
      .target(
        name: "CoachBench", dependencies: bench.map { .init(stringLiteral: $0) }, path: "Benchmarks/CoachBench",
        swiftSettings: settings),
      .executableTarget(
        name: "coach-bench", dependencies: ["CoachBench"], path: "Benchmarks/CoachBenchMain", swiftSettings: settings),
      .target(
        name: "TestSupport", dependencies: ["Drawing", "Storage", "Web", "Hub", "Cryptography"],
        path: "Tests/TestSupport",
        swiftSettings: settings),
    ]
    + tests.map { test in
      let library = layers.contains { $0.name == test.name } ? [test.name] : []
      return .testTarget(
        name: test.name + "Tests",
        dependencies: (library + ["TestSupport"] + test.uses).map { .init(stringLiteral: $0) },
        exclude: test.name == "Dashboard" ? ["Golden"] : [],
        swiftSettings: settings)
    }
)

// swift-tools-version: 6.2
import PackageDescription

// A package of its own, because unsafe flags would bar the main one from being a dependency.
let targets: [(name: String, uses: [String])] = [
  ("FuzzGT7", ["Decoders", "Telemetry"]),
  ("FuzzF1", ["Decoders", "Telemetry"]),
  ("FuzzForza", ["Decoders", "Telemetry"]),
  ("FuzzAssettoCorsa", ["Decoders", "Telemetry"]),
  ("FuzzDirtRally", ["Decoders", "Telemetry"]),
  ("FuzzWRC", ["Decoders", "Telemetry"]),
  ("FuzzProjectCars", ["Decoders", "Telemetry"]),
  ("FuzzAutomobilista2", ["Decoders", "Telemetry"]),
  ("FuzzOutGauge", ["Decoders", "Telemetry"]),
  ("FuzzCompetizione", ["Decoders", "Telemetry"]),
  ("FuzzSharedPages", ["Decoders", "Telemetry"]),
  ("FuzzIbt", ["Recordings", "Telemetry"]),
  ("FuzzLd", ["Recordings", "Telemetry"]),
  ("FuzzLdx", ["Recordings", "Telemetry"]),
  ("FuzzVbo", ["Recordings", "Telemetry"]),
  ("FuzzCsv", ["Recordings", "Telemetry"]),
  ("FuzzGrCup", ["Recordings", "Telemetry"]),
  ("FuzzTenths", ["Recordings", "Telemetry"]),
  ("FuzzJSON", ["Recordings", "Telemetry"]),
  ("FuzzCapture", ["Recordings", "Telemetry"]),
  ("FuzzGtz", ["Recordings", "Telemetry"]),
  ("FuzzVault", ["Vault", "Cryptography"]),
]

let package = Package(
  name: "Fuzz",
  dependencies: [.package(name: "tenths", path: "..")],
  targets: targets.map { target in
    .executableTarget(
      name: target.name, dependencies: target.uses.map { .product(name: $0, package: "tenths") },
      swiftSettings: [.swiftLanguageMode(.v6), .unsafeFlags(["-parse-as-library"])])
  } + [
    .executableTarget(
      name: "MakeCorpus",
      dependencies: ["Decoders", "Captures", "Compression", "Recordings", "Telemetry", "Vault", "Cryptography"].map {
        .product(name: $0, package: "tenths")
      },
      swiftSettings: [.swiftLanguageMode(.v6)])
  ]
)

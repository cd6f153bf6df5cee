import Telemetry

/// The channels in which two frames differ by more than a packet's resolution.
func differences(
  _ left: TelemetryFrame, _ right: TelemetryFrame, channels: [Channel], resolution: [Channel: Double] = [:]
) -> [String] {
  channels.compactMap { channel in
    guard let a = left[channel], let b = right[channel] else {
      return left[channel] == right[channel] ? nil : "\(channel): only one has it"
    }
    let limit = resolution[channel] ?? max(abs(a), abs(b)) * 1e-5 + 1e-5
    return abs(a - b) <= limit ? nil : "\(channel): \(a) \(b)"
  }
}

internal import Synchronization

/// What is counted, in the text format of Prometheus.
final class Metrics: Sendable {
  private struct Counts {
    var requests: [String: Int] = [:]
    var received = 0
    var sent = 0
    var buckets = [Int](repeating: 0, count: Metrics.bounds.count)
    var seconds = 0.0
    var answered = 0
  }

  /// s.
  private static let bounds = [0.001, 0.005, 0.025, 0.1, 0.5, 2.5, 10]

  private let counts = Mutex(Counts())

  func count(method: String, status: Int, received: Int, sent: Int, seconds: Double) {
    counts.withLock { counts in
      counts.requests["method=\"\(method)\",status=\"\(status)\"", default: 0] += 1
      counts.received += received
      counts.sent += sent
      counts.seconds += seconds
      counts.answered += 1
      for (index, bound) in Self.bounds.enumerated() where seconds <= bound { counts.buckets[index] += 1 }
    }
  }

  func text(connections: Int) -> String {
    let counts = counts.withLock { $0 }
    var text = "# TYPE tenths_hub_requests_total counter\n"
    for (labels, count) in counts.requests.sorted(by: { $0.key < $1.key }) {
      text += "tenths_hub_requests_total{\(labels)} \(count)\n"
    }
    text += "# TYPE tenths_hub_received_bytes_total counter\ntenths_hub_received_bytes_total \(counts.received)\n"
    text += "# TYPE tenths_hub_sent_bytes_total counter\ntenths_hub_sent_bytes_total \(counts.sent)\n"
    text += "# TYPE tenths_hub_connections gauge\ntenths_hub_connections \(connections)\n"
    text += "# TYPE tenths_hub_request_seconds histogram\n"
    for (bound, count) in zip(Self.bounds, counts.buckets) {
      text += "tenths_hub_request_seconds_bucket{le=\"\(bound)\"} \(count)\n"
    }
    text += "tenths_hub_request_seconds_bucket{le=\"+Inf\"} \(counts.answered)\n"
    text += "tenths_hub_request_seconds_sum \(counts.seconds)\ntenths_hub_request_seconds_count \(counts.answered)\n"
    return text
  }
}

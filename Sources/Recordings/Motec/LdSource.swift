/// Where a channel of ours comes from in a `.ld` file, put on the clock of the recording.
enum LdSource: Sendable {
  /// A channel of the file: number × `scale` + `addend`, kept within 0…1 where it is a ratio.
  case channel(LdChannel, scale: Float, addend: Float, isRatio: Bool, isDiscrete: Bool)
  /// Worked out when the file was opened.
  case column([Float])

  /// The value at a sample of a recording of `rate` samples a second, not a number where it is absent.
  @inline(__always)
  func value(_ bytes: RawSpan, _ index: Int, rate: Int) -> Float {
    switch self {
    case .column(let values): return index < values.count ? values[index] : .nan
    case .channel(let channel, let scale, let addend, let isRatio, let isDiscrete):
      let ticks = index &* channel.rate
      let place = ticks / rate
      guard place < channel.count else { return .nan }
      var number = Float(channel.number(bytes, place))
      let share = ticks &- place &* rate
      if share != 0, !isDiscrete, place + 1 < channel.count {
        number += (Float(channel.number(bytes, place + 1)) - number) * Float(share) / Float(rate)
      }
      let value = number * scale + addend
      return isRatio ? min(max(value, 0), 1) : value
    }
  }

  /// Fills part of a column, whose first sample has the number `first`.
  func fill(_ output: UnsafeMutableBufferPointer<Float>, _ bytes: RawSpan, first: Int, rate: Int) {
    if case .channel(let channel, let scale, let addend, let isRatio, _) = self, channel.rate == rate {
      let held = max(0, min(output.count, channel.count - first))
      // The type is told apart once for many samples.
      switch channel.kind {
      case .float32: fill(output, held, scale, addend, isRatio) { bytes.float(channel.offset &+ (first &+ $0) &* 4) }
      case .integer16:
        fill(output, held, scale, addend, isRatio) {
          Float(bytes.integer(channel.offset &+ (first &+ $0) &* 2, as: Int16.self))
        }
      case .integer32, .float16:
        fill(output, held, scale, addend, isRatio) { Float(channel.number(bytes, first &+ $0)) }
      }
      for index in held..<output.count { output[index] = .nan }
    } else {
      for index in output.indices { output[index] = value(bytes, first &+ index, rate: rate) }
    }
  }

  @inline(__always)
  private func fill(
    _ output: UnsafeMutableBufferPointer<Float>, _ count: Int, _ scale: Float, _ addend: Float, _ isRatio: Bool,
    _ number: (Int) -> Float
  ) {
    if isRatio {
      for index in 0..<count { output[index] = min(max(number(index) * scale + addend, 0), 1) }
    } else {
      for index in 0..<count { output[index] = number(index) * scale + addend }
    }
  }
}

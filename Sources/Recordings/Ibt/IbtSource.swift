internal import Telemetry

/// Where a channel's value of a sample comes from in an `.ibt` file.
enum IbtSource: Sendable {
  /// A variable: value × `scale` + `addend`, kept within `range` where there is one.
  case variable(IbtVariable, scale: Float, addend: Float, isRatio: Bool)
  /// Metres east of the first fix.
  case east(longitude: IbtVariable, latitude: IbtVariable)
  /// Metres south of the first fix.
  case south(longitude: IbtVariable, latitude: IbtVariable)
  /// The same in every sample.
  case constant(Float)

  /// The value in the sample that starts at `sample`, or one that is not finite where it is absent.
  @inline(__always)
  func value(_ bytes: RawSpan, sample: Int, _ plane: LocalPlane?) -> Float {
    switch self {
    case .variable(let variable, let scale, let addend, let isRatio):
      let value = Float(variable.value(bytes, sample: sample)) * scale + addend
      // Ratios come with rounding, as −8.9e-8 and 1.0000001.
      return isRatio ? min(max(value, 0), 1) : value
    case .east(let longitude, let latitude):
      return plane?.east(
        latitude: latitude.value(bytes, sample: sample), longitude: longitude.value(bytes, sample: sample)) ?? .nan
    case .south(let longitude, let latitude):
      return plane?.south(
        latitude: latitude.value(bytes, sample: sample), longitude: longitude.value(bytes, sample: sample)) ?? .nan
    case .constant(let value): return value
    }
  }

  /// Fills part of a column: `output.count` samples, the first at `start`, one every `stride` bytes.
  func fill(
    _ output: UnsafeMutableBufferPointer<Float>, _ bytes: RawSpan, start: Int, stride: Int, _ plane: LocalPlane?
  ) {
    // The case and the type are told apart once for many samples; nearly every variable is a 32-bit number.
    if case .variable(let variable, let scale, let addend, let isRatio) = self, variable.kind == .float {
      var place = start &+ variable.offset
      for index in output.indices {
        let value = bytes.float(place) * scale + addend
        output[index] = isRatio ? min(max(value, 0), 1) : value
        place &+= stride
      }
    } else {
      var sample = start
      for index in output.indices {
        output[index] = value(bytes, sample: sample, plane)
        sample &+= stride
      }
    }
  }
}

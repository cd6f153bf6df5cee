import Decoders
import Telemetry

/// Feeds every decoder of shared memory the input as one image, filled up with zeros to the size that it has.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let input = Array(UnsafeBufferPointer(start: start, count: count))
  for type in allPageDecoders {
    let size = type.pages.reduce(0) { $0 + $1.size }
    let image = Array(input.prefix(size)) + [UInt8](repeating: 0, count: max(0, size - input.count))
    var decoder: any TelemetryDecoder = type.init()
    for step in 0..<3 { _ = try? decoder.decode(image.span.bytes, arrivalTime: Double(step)) }
    _ = decoder.field
  }
  return 0
}

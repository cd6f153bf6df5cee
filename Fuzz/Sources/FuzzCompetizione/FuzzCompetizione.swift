import Decoders
import Telemetry

/// Feeds a decoder the input cut into datagrams: two bytes of length, then that many bytes, so that state from one
/// datagram to the next is tried as well.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let input = UnsafeRawBufferPointer(start: start, count: count).bytes
  var decoder = CompetizioneDecoder()
  var position = 0
  while position + 2 <= input.byteCount {
    let size =
      Int(input.unsafeLoad(fromByteOffset: position, as: UInt8.self)) << 8
      | Int(input.unsafeLoad(fromByteOffset: position + 1, as: UInt8.self))
    position += 2
    let end = min(position + size, input.byteCount)
    let datagram = input.extracting(position..<end)
    _ = CompetizioneDecoder.recognises(datagram)
    _ = try? decoder.decode(datagram, arrivalTime: 0)
    position = end
  }
  return 0
}

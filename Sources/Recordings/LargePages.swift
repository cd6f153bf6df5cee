internal import Glibc

/// From this size on memory is asked for in large pages, which are there with fewer interruptions.
private let leastForLargePages = 4 << 20

/// Asks for memory that is about to be filled to come in large pages.
func useLargePages(_ memory: UnsafeMutableRawBufferPointer) {
  guard memory.count >= leastForLargePages, let base = memory.baseAddress else { return }
  let page = Int(getpagesize())
  let start = base.alignedUp(toMultipleOf: page)
  // An advice: where it is not followed nothing changes.
  madvise(start, memory.count - (start - UnsafeMutableRawPointer(base)), MADV_HUGEPAGE)
}

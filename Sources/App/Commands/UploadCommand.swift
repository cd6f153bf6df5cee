import Glibc
import Storage

struct UploadCommand: Command {
  let name = "upload"
  let summary = "a folder of recordings into a bucket, with the same names; what is there already is passed over"
  let operands = "FOLDER s3://BUCKET/PREFIX"
  let options: [CommandOption] = []

  func run(_ arguments: Arguments) throws -> Int32 {
    guard arguments.operands.count == 2, let address = BucketAddress(arguments.operands[1]) else {
      throw UsageError(message: "upload takes a folder and a bucket, as in upload ~/races s3://team/races")
    }
    let folder = arguments.operands[0]
    var status = stat()
    guard stat(folder, &status) == 0 else {
      throw UsageError(message: "\(Text.safe(folder)): \(String(cString: strerror(errno)))")
    }
    let prefix = address.key.isEmpty || address.key.hasSuffix("/") ? address.key : address.key + "/"
    let upload = FolderUpload(store: try BucketSettings.uploading.store(address), prefix: prefix)
    let present = try upload.present()
    let items = FolderUpload.items(under: folder, prefix: prefix)
    var counts = (uploaded: 0, skipped: 0, bytes: 0)
    var failures: [[String]] = []
    for (index, item) in items.enumerated() {
      Console.progress(index + 1, of: items.count, Text.safe(item.path))
      switch upload.upload(item, present: present) {
      case .uploaded(let bytes):
        counts.uploaded += 1
        counts.bytes += bytes
      case .skipped: counts.skipped += 1
      case .failed(let error):
        failures.append([Text.safe(item.path), SyncText.storage(error)])
        // Every other file would fail the same way.
        if error.kind == .denied || error.kind == .noSuchPlace || error.kind == .full {
          Console.endProgress()
          Console.out(summary(counts, failures: failures, left: items.count - index - 1))
          return ExitStatus.failed
        }
      }
    }
    Console.endProgress()
    Console.out(summary(counts, failures: failures, left: 0))
    return failures.isEmpty ? ExitStatus.done : ExitStatus.failed
  }

  private func summary(
    _ counts: (uploaded: Int, skipped: Int, bytes: Int), failures: [[String]], left: Int
  ) -> String {
    let table = failures.isEmpty ? "" : Text.table(["failed", ""], failures, right: [])
    let rest = left > 0 ? ", \(left) not tried" : ""
    return table
      + "\(counts.uploaded) uploaded (\(Text.fixed(Double(counts.bytes) / 1e6, 1)) MB), \(counts.skipped) there already, "
      + "\(failures.count) failed\(rest)\n"
  }
}

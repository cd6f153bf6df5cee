public import Drawing
import Foundation
public import Testing

/// A canvas as text: the characters, then one letter a cell for its role, background roles other than the ground in a third block.
public func screenText(_ canvas: Canvas) -> String {
  var lines: [String] = []
  for y in 0..<canvas.height {
    var line = ""
    for x in 0..<canvas.width where canvas[x, y].scalar != Cell.continuation {
      line.unicodeScalars.append(Unicode.Scalar(canvas[x, y].scalar) ?? "?")
    }
    lines.append(trimmed(line))
  }
  lines.append("--- roles")
  for y in 0..<canvas.height {
    lines.append(
      trimmed(String((0..<canvas.width).map { canvas[$0, y].isBlank ? " " : canvas[$0, y].foreground.letter })))
  }
  lines.append("--- grounds")
  for y in 0..<canvas.height {
    lines.append(
      trimmed(
        String((0..<canvas.width).map { canvas[$0, y].background == .ground ? " " : canvas[$0, y].background.letter })))
  }
  return lines.joined(separator: "\n") + "\n"
}

/// Compares a canvas with `Golden/<name>.txt` beside the test. With `TENTHS_RECORD=1` the file is written anew and the test fails, so
/// that nothing is accepted unseen.
public func expectGolden(
  _ canvas: Canvas, _ name: String, file: String = #filePath, sourceLocation: SourceLocation = #_sourceLocation
) {
  let folder = URL(fileURLWithPath: file).deletingLastPathComponent().appendingPathComponent("Golden")
  let path = folder.appendingPathComponent(name + ".txt")
  let text = screenText(canvas)
  if ProcessInfo.processInfo.environment["TENTHS_RECORD"] == "1" {
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      try text.write(to: path, atomically: true, encoding: .utf8)
      Issue.record("recorded \(name): review the difference and run again", sourceLocation: sourceLocation)
    } catch { Issue.record("cannot record \(name): \(error)", sourceLocation: sourceLocation) }
    return
  }
  guard let expected = try? String(contentsOf: path, encoding: .utf8) else {
    Issue.record("there is no golden file \(name): run with TENTHS_RECORD=1", sourceLocation: sourceLocation)
    return
  }
  guard text != expected else { return }
  let now = text.split(separator: "\n", omittingEmptySubsequences: false)
  let then = expected.split(separator: "\n", omittingEmptySubsequences: false)
  let line = zip(now, then).enumerated().first { $0.element.0 != $0.element.1 }
  Issue.record(
    "\(name) differs in line \((line?.offset ?? min(now.count, then.count)) + 1):\n  now  \(line?.element.0 ?? "")\n  then \(line?.element.1 ?? "")",
    sourceLocation: sourceLocation)
}

private func trimmed(_ line: String) -> String {
  var line = line[...]
  while line.last == " " { line.removeLast() }
  return String(line)
}

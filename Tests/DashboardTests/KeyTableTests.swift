@testable import Dashboard
import Drawing
import Foundation
import TestSupport
import Testing

/// Every key of the table does something where it applies, and the page of keys is made of the table.
struct KeyTableTests {
  /// A state in which a key of the view works.
  private func ready(_ view: ViewKind, _ binding: KeyBinding) -> DashboardState {
    var state = Fixture.race()
    _ = update(
      &state,
      .settings([SettingRow(name: "units", help: "", value: "metric", choices: ["metric"], needsRestart: false)]))
    if view == .compare { state = Fixture.four() }
    if view == .history { state = Fixture.history() }
    _ = update(&state, .key(.character(Unicode.Scalar(UInt8(48 + view.rawValue)))))
    if view == .map {
      _ = update(&state, .key(.character("]")))
      _ = update(&state, .key(.character("+")))
    }
    if view == .team { _ = update(&state, .key(.down)) }
    if view == .compare, binding.label == "n" { _ = update(&state, .compared(Fixture.pair)) }
    if view == .compare { _ = update(&state, .key(.character("+"))) }
    if view == .history {
      _ = update(&state, .key(.enter))
      _ = update(&state, .laps(Fixture.laps, session: 3))
      if binding.label == "s" || binding.label == "[ ]" { _ = update(&state, .key(.backspace)) }
    }
    if binding.disabled(state) == "nothing is being replayed" {
      _ = update(&state, .replay(ReplayStatus(position: 5, duration: 90, speed: 1, isPaused: true)))
    }
    if binding.title == "demo" { state = DashboardState() }
    _ = update(&state, .notice(Notice(.information, "before")))
    return state
  }

  @Test func everyKeyDoesSomethingWhereItApplies() {
    for binding in allBindings {
      for view in ViewKind.allCases where binding.applies(to: view) {
        for key in binding.keys {
          var state = ready(view, binding)
          guard binding.disabled(state) == nil else {
            Issue.record("\(binding.label) \(binding.title) in \(view.title): \(binding.disabled(state) ?? "")")
            continue
          }
          let before = screen(state, 140, 44).cells
          let effects = binding.action(&state, key)
          let isIdle = effects.isEmpty && screen(state, 140, 44).cells == before
          // At an end of a list or of a zoom a key has nothing to do; its counterpart has.
          let counterparts = binding.keys.count > 1
          #expect(
            !isIdle || counterparts || binding.label == "Esc" || binding.label == "BS",
            "\(binding.label) in \(view.title)")
        }
        let works = binding.keys.contains { key in
          var state = ready(view, binding)
          let before = screen(state, 140, 44).cells
          return !binding.action(&state, key).isEmpty || screen(state, 140, 44).cells != before
        }
        let goesBackOnly = ["Esc", "BS"].contains(binding.label) && view != .history
        #expect(works || goesBackOnly, "\(binding.label) \(binding.title) in \(view.title) does nothing")
      }
    }
  }

  /// No key is taken by a binding that stands before another of the same view and works at the same time.
  @Test func noKeyHidesAnother() {
    for view in ViewKind.allCases {
      for (index, binding) in allBindings.enumerated() where binding.applies(to: view) {
        for later in allBindings.dropFirst(index + 1) where later.applies(to: view) {
          let shared = binding.keys.filter { later.keys.contains($0) }
          guard !shared.isEmpty else { continue }
          let state = ready(view, later)
          #expect(
            binding.disabled(state) != nil || later.disabled(state) != nil,
            "\(binding.title) hides \(later.title) in \(view.title)")
        }
      }
    }
  }

  @Test func thePageOfKeysIsTheTable() throws {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(
      "../../Documentation/KEYS.md")
    let page = Self.page
    guard ProcessInfo.processInfo.environment["TENTHS_RECORD"] == nil else {
      try Data(page.utf8).write(to: file)
      Issue.record("recorded \(file.lastPathComponent): look at it")
      return
    }
    #expect(try String(contentsOf: file, encoding: .utf8) == page)
  }

  /// The page, made of the key table and the command table.
  private static var page: String {
    var lines = [
      "# Keys", "", "Made of the program's own table by a test; `?` shows the same, with what works just now.", "",
    ]
    func table(_ title: String, _ keys: [KeyDescription]) {
      guard !keys.isEmpty else { return }
      lines += ["## \(title)", "", "| key | does |", "|---|---|"]
      lines += keys.map { "| `\($0.label)` | \($0.help) |" }
      lines.append("")
    }
    let all = describeKeys()
    table("Everywhere", all.filter(\.views.isEmpty))
    for view in ViewKind.allCases { table(view.title, all.filter { $0.views.contains(view) }) }
    lines += ["## Commands", "", "`:` opens the command line; Tab completes, ↑ brings back what was typed before.", ""]
    lines += ["| command | does |", "|---|---|"]
    lines += allCommands.map { "| `:\($0.name)` | \($0.help) |" }
    return lines.joined(separator: "\n") + "\n"
  }
}

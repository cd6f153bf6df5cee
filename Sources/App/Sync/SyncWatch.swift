import Dashboard
import Glibc
import History
import Ingest
import Pipeline
import Settings
import Storage
import Synchronization
import Syncing
import Vault

/// Exchanges while the dashboard runs, on a thread of its own with a connection of its own: at the start, after every drive and every few
/// minutes, and never while a car is on track unless the user wants that.
final class SyncWatch: Sendable {
  private struct Shared {
    var requests: [SyncRequest] = []
    var isDriving = false
    var isStopping = false
  }

  private let desk: SyncDesk
  /// Whether it exchanges by itself; otherwise only when it is asked to.
  private let isAutomatic: Bool
  private let shared = Mutex(Shared())
  private let thread = Mutex<PlainThread?>(nil)
  private let show: @Sendable (Message) -> Void

  /// Seconds between two looks at what there is to do.
  private static let tick = 0.25
  /// Seconds from the start, and from the end of a drive, to the exchange.
  private static let delay = 3.0

  init(_ desk: SyncDesk, isAutomatic: Bool, show: @escaping @Sendable (Message) -> Void) {
    self.desk = desk
    self.isAutomatic = isAutomatic
    self.show = show
    let started = PlainThread { [self] in run() }
    thread.withLock { $0 = started }
  }

  /// Says whether a car is on track.
  func note(isDriving: Bool) { shared.withLock { $0.isDriving = isDriving } }

  func ask(_ request: SyncRequest) { shared.withLock { $0.requests.append(request) } }

  /// Ends the exchange under way in good order, and the thread.
  func stop() {
    shared.withLock { $0.isStopping = true }
    let running = thread.withLock { taken -> PlainThread? in
      defer { taken = nil }
      return taken
    }
    running?.join()
  }

  private func run() {
    // Whatever draws, times or coaches goes first; threads that this one starts are as modest.
    setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, 10)
    let history: History
    do {
      history = try History(path: desk.history)
    } catch {
      return say(.error, ErrorText.line(error))
    }
    var due = SystemClock.monotonic() + Self.delay
    var failures = 0
    var wasDriving = false
    while true {
      let (requests, isDriving, isStopping) = shared.withLock { shared in
        defer { shared.requests.removeAll() }
        return (shared.requests, shared.isDriving, shared.isStopping)
      }
      if isStopping { return }
      if wasDriving, !isDriving { due = min(due, SystemClock.monotonic() + Self.delay) }
      wasDriving = isDriving
      for request in requests { perform(request, history) }
      let isAsked = requests.contains(.now)
      let mayNow = isAutomatic && desk.isSetUp && desk.settings.isAutomatic && !isPaused(history)
      let isFree = desk.settings.whileDriving || !isDriving
      if isAsked || mayNow && isFree && SystemClock.monotonic() >= due {
        let wait = exchange(history, isAsked: isAsked, failures: &failures)
        due = SystemClock.monotonic() + wait
      }
      usleep(useconds_t(Self.tick * 1e6))
    }
  }

  private func isPaused(_ history: History) -> Bool {
    (((try? history.syncNumber("paused-until")) ?? nil) ?? 0) > Int64(SyncDesk.wall)
  }

  /// Exchanges once; returns the seconds until the next time.
  private func exchange(_ history: History, isAsked: Bool, failures: inout Int) -> Double {
    var options = desk.options
    options.shouldStop = { [self] in
      shared.withLock { $0.isStopping || $0.isDriving && !isAsked && !desk.settings.whileDriving }
    }
    options.patience.wait = { [options] seconds in
      let end = SystemClock.monotonic() + seconds
      while SystemClock.monotonic() < end {
        if options.shouldStop() { return false }
        usleep(100_000)
      }
      return true
    }
    let state = self.state(history)
    let shownAt = Mutex(-Double.infinity)
    options.progress = { [show] progress in
      // Laps go by in milliseconds: each would be a frame.
      let isDue = shownAt.withLock { last in
        guard SystemClock.monotonic() - last >= Self.tick else { return false }
        last = SystemClock.monotonic()
        return true
      }
      guard isDue else { return }
      var now = state
      now.activity = "\(progress.stage.rawValue) \(progress.done)" + (progress.total.map { "/\($0)" } ?? "")
      show(.sync(now))
    }
    defer { show(.sync(self.state(history))) }
    do {
      let report = try desk.exchange(history, options: options)
      failures = 0
      for alarm in report.alarms { say(.warning, SyncText.line(alarm, trust: try? desk.trust(history))) }
      if report.packsReceived > 0 { _ = try Reanalysis(path: desk.history).run { _, _ in } }
      if isAsked || !report.isQuiet { say(.information, "sync: \(SyncText.line(report))") }
      return Double(desk.settings.interval)
    } catch SyncError.stopped {
      return 0
    } catch {
      failures += 1
      // Said once, until something changes; the overlay keeps it.
      if failures == 1 || isAsked { say(.warning, "sync: \(ErrorText.line(error))") }
      guard case SyncError.storage(let failure) = error, failure.isPassing else { return .infinity }
      return max(1, options.patience.delay(before: failures, error: failure))
    }
  }

  private func perform(_ request: SyncRequest, _ history: History) {
    do {
      switch request {
      case .look, .now: break
      case .pause(let isPaused): try history.setSyncNumber("paused-until", isPaused ? .max : 0)
      case .take(let text):
        guard let edit = SyncPast.name(text), let identity = try DeviceIdentity(path: desk.identityFile),
          let ring = try desk.ring(history, identity)
        else { break }
        if try history.take(edit, keys: VaultKeys(ring), wall: SyncDesk.wall) {
          say(.information, "taken; the other devices get it with the next exchange")
        }
      }
    } catch {
      say(.error, ErrorText.line(error))
    }
    show(.sync(state(history)))
  }

  private func state(_ history: History) -> SyncState {
    do {
      return try desk.state(history)
    } catch {
      return SyncState(rows: [.init(label: "state", value: ErrorText.line(error), isTrouble: true)])
    }
  }

  private func say(_ kind: Notice.Kind, _ text: String) { show(.notice(Notice(kind, text))) }
}

extension SyncDesk {
  /// Who belongs to the vault, as far as it is known here.
  func trust(_ history: History) throws -> Trust? {
    guard let identity = try DeviceIdentity(path: identityFile), let ring = try ring(history, identity) else {
      return nil
    }
    let keys = VaultKeys(ring)
    let records = try history.keptObjects(ObjectKey.devices).compactMap { key, object -> DeviceRecord.Signed? in
      guard let name = ObjectKey.numbered(key, in: ObjectKey.devices), let number = UInt32(exactly: name.number) else {
        return nil
      }
      return try? DeviceRecord.Signed(object: object, author: name.device, number: number, keys: keys)
    }
    return Trust(records, ring: ring)
  }

  /// What the dashboard shows of the exchange.
  func state(_ history: History) throws -> SyncState {
    let summary = try SyncSummary(self, history)
    var state = SyncState(isSetUp: isSetUp && summary.device != nil)
    state.isPaused = try history.syncNumber("paused-until") ?? 0 > Int64(Self.wall)
    state.rows = summary.rows.map {
      SyncState.Row(label: $0.0, value: $0.1, isTrouble: $0.0 == "last error" || $0.0 == "edited twice")
    }
    guard state.isSetUp, let trust = try trust(history) else { return state }
    let edits = try history.lastEdits()
    state.devices = trust.devices.values.sorted { ($0.addedAt, $0.id) < ($1.addedAt, $1.id) }.map { device in
      SyncState.Device(
        name: device.nickname.isEmpty ? CheckPhrase.spoken(device.id) : device.nickname,
        state: device.isRevoked ? "put out" : device.id == summary.device ? "this one" : "trusted",
        lastEdit: SyncSummary.date(edits[device.id].map { Int64(clamping: $0) }))
    }
    state.choices = try history.syncConflicts().joined().map { edit in
      let name = trust.devices[edit.device]?.nickname ?? ""
      return SyncState.Choice(
        id: SyncPast.word(edit.id), field: "\(edit.thing) \(edit.name) \(edit.field)", value: edit.value,
        device: name.isEmpty ? CheckPhrase.spoken(edit.device) : name, isShown: edit.isShown)
    }
    return state
  }
}

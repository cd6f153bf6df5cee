internal import CNcurses
internal import Drawing

/// Reads keys and the mouse through a pad of ncurses, which never draws.
final class KeyReader {
  private let pad: UnsafeMutablePointer<WINDOW>?
  private var isClosed = false

  init() { pad = newpad(1, 1) }

  func configure() {
    keypad(pad, true)
    // Descriptions name the keys of the application mode only; terminals that stay in the normal mode send these.
    for (bytes, key) in [
      ("\u{1B}[A", KEY_UP), ("\u{1B}[B", KEY_DOWN), ("\u{1B}[C", KEY_RIGHT), ("\u{1B}[D", KEY_LEFT),
      ("\u{1B}[H", KEY_HOME), ("\u{1B}[F", KEY_END), ("\u{1B}[1~", KEY_HOME), ("\u{1B}[4~", KEY_END),
    ] { define_key(bytes, key) }
    nodelay(pad, true)
    mousemask(
      tenths_mouse_press | tenths_mouse_release | tenths_mouse_wheel_up | tenths_mouse_wheel_down, nil)
    mouseinterval(0)
  }

  func close() {
    if !isClosed { delwin(pad) }
    isClosed = true
  }

  /// The next key or mouse event that waits, or `nil`.
  func next() -> ScreenEvent? {
    while true {
      var code: wint_t = 0
      switch wget_wch(pad, &code) {
      case OK: if let key = character(code) { return .key(key) }
      case KEY_CODE_YES:
        if Int32(code) == KEY_MOUSE {
          if let event = mouse() { return .mouse(event) }
        } else if let key = named(Int32(code)) {
          return .key(key)
        }
      default: return nil
      }
    }
  }

  private func character(_ code: wint_t) -> Key? {
    switch code {
    case 9: return .tab
    case 10, 13: return .enter
    case 27: return .escape
    case 8, 127: return .backspace
    case 1...26: return Unicode.Scalar(code + 96).map { .control($0) }
    default:
      guard let scalar = Unicode.Scalar(code), cellWidth(scalar) > 0 else { return nil }
      return .character(scalar)
    }
  }

  private func named(_ code: Int32) -> Key? {
    switch code {
    case KEY_UP: .up
    case KEY_DOWN: .down
    case KEY_LEFT: .left
    case KEY_RIGHT: .right
    case KEY_HOME: .home
    case KEY_END: .end
    case KEY_PPAGE: .pageUp
    case KEY_NPAGE: .pageDown
    case KEY_IC: .insert
    case KEY_DC: .delete
    case KEY_BACKSPACE: .backspace
    case KEY_ENTER: .enter
    case KEY_BTAB: .backTab
    case tenths_key_f0 + 1...tenths_key_f0 + 12: .function(Int(code - tenths_key_f0))
    default: nil
    }
  }

  private func mouse() -> MouseEvent? {
    var event = MEVENT()
    guard getmouse(&event) == OK else { return nil }
    let kind: MouseEvent.Kind
    if event.bstate & tenths_mouse_press != 0 {
      kind = .press
    } else if event.bstate & tenths_mouse_release != 0 {
      kind = .release
    } else if event.bstate & tenths_mouse_wheel_up != 0 {
      kind = .wheelUp
    } else if event.bstate & tenths_mouse_wheel_down != 0 {
      kind = .wheelDown
    } else {
      return nil
    }
    return MouseEvent(kind, x: Int(event.x), y: Int(event.y))
  }
}

internal import CNcurses
public import Drawing

/// Paints through ncurses, for terminals without 24-bit colours. Needs the ncurses screen that `Screen` has opened.
public struct NcursesPainter: Painter {
  private let depth: ColourDepth
  private let usesASCII: Bool
  private var theme: Theme?
  /// Colour pairs by foreground and background; −1 where none was asked for yet.
  private var pairs: [Int32] = []
  private var shown: [Cell] = []
  private var width = 0
  private var height = 0

  public init(depth: ColourDepth, ascii: Bool = false) {
    self.depth = depth
    usesASCII = ascii
    pairs = Array(repeating: -1, count: Self.roles * Self.roles)
  }

  private static let roles = Role.allCases.count

  public mutating func invalidate() { width = 0 }

  public mutating func paint(_ canvas: Canvas, theme newTheme: Theme) -> Int {
    guard let window = tenths_standard_window() else { return 0 }
    if theme != newTheme {
      theme = newTheme
      reset_color_pairs()
      for index in pairs.indices { pairs[index] = -1 }
      invalidate()
    }
    let isNew = canvas.width != width || canvas.height != height
    width = canvas.width
    height = canvas.height
    if isNew {
      wclear(window)
      clearok(window, true)
    }
    let columns = min(width, Int(getmaxx(window)))
    let rows = min(height, Int(getmaxy(window)))
    let isComparable = !isNew && shown.count == canvas.cells.count
    for y in 0..<max(0, rows) {
      for x in 0..<max(0, columns) {
        let cell = canvas.cells[y * width + x]
        if cell.scalar == Cell.continuation { continue }
        if isComparable, shown[y * width + x] == cell,
          !(x + 1 < width && shown[y * width + x + 1] != canvas.cells[y * width + x + 1])
        {
          continue
        }
        let scalar = usesASCII ? asciiFallback(cell.scalar) : cell.scalar
        tenths_put(window, Int32(y), Int32(x), scalar, attributes(of: cell), pair(of: cell))
      }
    }
    // Not assigned: sharing the storage would make the next change of the canvas copy all of it.
    shown.removeAll(keepingCapacity: true)
    shown.append(contentsOf: canvas.cells)
    wrefresh(window)
    return 0
  }

  private func attributes(of cell: Cell) -> attr_t {
    var attributes = cell.attributes
    if depth == .none {
      switch cell.foreground {
      case .bright, .accent, .gain, .loss, .warning, .sessionBest: attributes.insert(.bold)
      case .frame, .faint, .reference: attributes.insert(.dim)
      default: break
      }
      switch cell.background {
      case .accent, .selection, .gain, .loss, .warning, .flagYellow, .flagBlue, .flagRed, .flagWhite:
        attributes.insert(.reverse)
      default: break
      }
    }
    var drawn: attr_t = 0
    if attributes.contains(.bold) { drawn |= tenths_bold }
    if attributes.contains(.dim) { drawn |= tenths_dim }
    if attributes.contains(.reverse) { drawn |= tenths_reverse }
    return drawn
  }

  private mutating func pair(of cell: Cell) -> Int32 {
    guard depth != .none, let theme else { return 0 }
    let index = Int(cell.foreground.rawValue) * Self.roles + Int(cell.background.rawValue)
    if pairs[index] >= 0 { return pairs[index] }
    let found = alloc_pair(colour(cell.foreground, theme), background(cell.background, theme))
    pairs[index] = max(0, found)
    return pairs[index]
  }

  private func colour(_ role: Role, _ theme: Theme) -> Int32 {
    guard depth == .sixteen || theme.usesTerminalColours else { return Int32(Palette.indexed(theme[role])) }
    // A ground as a foreground stands on a coloured background: black is readable there.
    let basic = role == .ground ? 0 : Palette.basic(role)
    return Int32(tenths_color_count() >= 16 ? basic : basic < 0 ? basic : basic & 7)
  }

  private func background(_ role: Role, _ theme: Theme) -> Int32 {
    guard depth == .sixteen || theme.usesTerminalColours else { return Int32(Palette.indexed(theme[role])) }
    return Int32(role == .faint || role == .frame ? -1 : Palette.basic(role) < 0 ? -1 : Palette.basic(role) & 7)
  }
}

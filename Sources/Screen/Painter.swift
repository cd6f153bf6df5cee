public import Drawing

/// Brings a canvas onto a terminal. One painter belongs to one terminal and remembers what it shows.
public protocol Painter {
  /// Shows a canvas; cells that are shown already cost nothing.
  ///
  /// - Returns: how many bytes went to the terminal, where the painter knows.
  mutating func paint(_ canvas: Canvas, theme: Theme) -> Int

  /// Forgets what the terminal shows, so that the next canvas is drawn whole.
  mutating func invalidate()
}

/// Where a painter's bytes go. Returns false where the terminal is gone.
public typealias ByteSink = (UnsafeRawBufferPointer) -> Bool

/// A rectangle of cells. Widths and heights are never negative.
public struct Area: Sendable, Hashable, BitwiseCopyable {
  public var x: Int
  public var y: Int
  public var width: Int
  public var height: Int

  /// An area with its left upper corner; sizes below zero count as zero.
  public init(x: Int, y: Int, width: Int, height: Int) {
    self.x = x
    self.y = y
    self.width = max(0, width)
    self.height = max(0, height)
  }

  /// The first column to the right of the area.
  public var endX: Int { x + width }
  /// The first row below the area.
  public var endY: Int { y + height }
  public var isEmpty: Bool { width == 0 || height == 0 }

  /// Whether a cell lies inside.
  public func contains(x px: Int, y py: Int) -> Bool { px >= x && px < endX && py >= y && py < endY }

  /// The area without `horizontal` columns at each side and `vertical` rows above and below.
  public func inset(_ horizontal: Int, _ vertical: Int) -> Area {
    Area(
      x: x + min(horizontal, width), y: y + min(vertical, height), width: width - 2 * horizontal,
      height: height - 2 * vertical)
  }

  /// What both areas share.
  public func intersection(_ other: Area) -> Area {
    let left = max(x, other.x)
    let top = max(y, other.y)
    return Area(x: left, y: top, width: min(endX, other.endX) - left, height: min(endY, other.endY) - top)
  }

  /// Cuts `rows` rows off the top and returns them.
  public mutating func takeTop(_ rows: Int) -> Area {
    let taken = min(max(0, rows), height)
    let part = Area(x: x, y: y, width: width, height: taken)
    y += taken
    height -= taken
    return part
  }

  /// Cuts `rows` rows off the bottom and returns them.
  public mutating func takeBottom(_ rows: Int) -> Area {
    let taken = min(max(0, rows), height)
    height -= taken
    return Area(x: x, y: y + height, width: width, height: taken)
  }

  /// Cuts `columns` columns off the left and returns them.
  public mutating func takeLeft(_ columns: Int) -> Area {
    let taken = min(max(0, columns), width)
    let part = Area(x: x, y: y, width: taken, height: height)
    x += taken
    width -= taken
    return part
  }

  /// Cuts `columns` columns off the right and returns them.
  public mutating func takeRight(_ columns: Int) -> Area {
    let taken = min(max(0, columns), width)
    width -= taken
    return Area(x: x + width, y: y, width: taken, height: height)
  }

  /// An area of at most that size in the middle of this one.
  public func centred(width wanted: Int, height tall: Int) -> Area {
    let w = min(wanted, width)
    let h = min(tall, height)
    return Area(x: x + (width - w) / 2, y: y + (height - h) / 2, width: w, height: h)
  }
}

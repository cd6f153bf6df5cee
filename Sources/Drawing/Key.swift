/// A key as the user means it, whatever bytes the terminal sent.
public enum Key: Sendable, Hashable {
  case character(Unicode.Scalar)
  /// A letter with the control key, lower case.
  case control(Unicode.Scalar)
  case enter
  case escape
  case tab
  case backTab
  case backspace
  case delete
  case insert
  case up
  case down
  case left
  case right
  case home
  case end
  case pageUp
  case pageDown
  case function(Int)
}

/// Something done with the mouse at a cell, counted from 0.
public struct MouseEvent: Sendable, Hashable {
  /// What was done.
  public enum Kind: Sendable, Hashable { case press, release, wheelUp, wheelDown }

  public var kind: Kind
  public var x: Int
  public var y: Int

  public init(_ kind: Kind, x: Int, y: Int) {
    self.kind = kind
    self.x = x
    self.y = y
  }
}

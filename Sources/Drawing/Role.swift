/// What a cell means. Panels name roles; a theme says which colour each has.
///
/// Gain and loss never rely on the role alone: a sign, an arrow or a letter says it too.
public enum Role: UInt8, CaseIterable, Sendable, BitwiseCopyable {
  /// The screen behind everything.
  case ground
  /// Header and footer behind their text.
  case bar
  /// Frames and rules.
  case frame
  /// The empty part of a bar, ticks, dots of a grid.
  case faint
  /// Units, labels, titles, axes.
  case muted
  /// Ordinary text.
  case text
  /// Numbers that matter.
  case bright
  /// The selection, the cursor, keys, focus.
  case accent
  /// Faster than the reference; a personal best.
  case gain
  /// Slower than the reference.
  case loss
  /// The best of the session, a theoretical best.
  case sessionBest
  /// Watch this.
  case warning
  case speed
  case throttle
  case brake
  case steering
  case gear
  /// The reference lap where it is a shadow behind the lap being driven.
  case reference
  /// The first of the laps compared.
  case lapA
  /// The second of the laps compared.
  case lapB
  /// The third and the fourth of the laps compared.
  case lapC
  case lapD
  /// A selected row, as a background.
  case selection
  case flagYellow
  case flagBlue
  case flagRed
  case flagWhite

  /// One character for golden files.
  public var letter: Character { Self.letters[Int(rawValue)] }

  /// Name in theme files, in lower camel case.
  public var identifier: String { String(describing: self) }

  private static let letters: [Character] = Array(".=|,mtb*glpwSTKHGrABCD_yuzf")
}

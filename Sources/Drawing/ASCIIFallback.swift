/// The ASCII character that stands for a scalar where the terminal or the locale has no more than ASCII.
///
/// Applied when a canvas is painted, so that no panel needs to know.
public func asciiFallback(_ scalar: UInt32) -> UInt32 {
  if scalar < 0x7F { return scalar }
  if scalar & ~0xFF == 0x2800 { return brailleFallback(scalar & 0xFF) }
  return UInt32((Unicode.Scalar(scalar).flatMap { fallbacks[$0] } ?? "?").value)
}

// Rows of dots of the left and the right column: 1 and 4, 2 and 5, 3 and 6, 7 and 8.
private func brailleFallback(_ dots: UInt32) -> UInt32 {
  let upper = dots & 0x09 != 0
  let middle = dots & 0x36 != 0
  let lower = dots & 0xC0 != 0
  let shown: Unicode.Scalar =
    switch (upper, middle, lower) {
    case (false, false, false): " "
    case (true, false, false): "'"
    case (false, false, true): "."
    case (false, true, false): "-"
    case (true, true, false): "'"
    case (false, true, true): "."
    default: "|"
    }
  return shown.value
}

private let fallbacks: [Unicode.Scalar: Unicode.Scalar] = {
  let pairs: [(String, Unicode.Scalar)] = [
    ("─━╌╴╶", "-"), ("│┃┆", "|"), ("╭╮╰╯┼╵┴┬├┤┌┐└┘", "+"), ("█▉▊▋▰■▇▆◼", "#"), ("▌▍▅▄▃▀", "="), ("▎▏", "|"),
    ("▂▁", "_"), ("░▱▯", "."),
    ("▲↑", "^"), ("▼↓", "v"), ("◀←‹", "<"), ("▶→›", ">"), ("−—–", "-"), ("·…•", "."), ("●◆", "*"), ("○", "o"),
    ("±", "~"), ("°", "'"), ("×", "x"), ("Σ", "S"), ("✗", "x"), ("‖", "="), ("“”", "\""), ("²", "2"), ("³", "3"),
    ("’", "'"), ("∞", "-"),
    ("äàáâã", "a"), ("éèêë", "e"), ("íìîï", "i"), ("öóòôõø", "o"), ("üúùû", "u"), ("ÄÀÁÂ", "A"), ("ÉÈ", "E"),
    ("ÖÓ", "O"),
    ("ÜÚ", "U"), ("çć", "c"), ("ñ", "n"), ("ß", "s"), ("\u{A0}", " "),
  ]
  var table: [Unicode.Scalar: Unicode.Scalar] = [:]
  for (from, to) in pairs { for scalar in from.unicodeScalars { table[scalar] = to } }
  return table
}()

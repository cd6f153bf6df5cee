/// How the rows of a text are written.
struct TextDialect: Sendable, Equatable {
  /// What stands between two cells.
  var delimiter: UInt8 = UInt8(ascii: ",")
  var decimalMark: UInt8 = UInt8(ascii: ".")
  /// Whether many delimiters in a row count as one, as blanks do.
  var joinsDelimiters = false
  /// Lines that begin with this are no rows.
  var comment: UInt8?
}

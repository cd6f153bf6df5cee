internal import Drawing

/// The key that ends the program.
let quitBindings: [KeyBinding] = [
  KeyBinding([key("q")], "q", "quit", "quit; the terminal is as it was") { _, _ in [.quit] }
]

public import Drawing

/// A canvas of random cells and texts, some of them wide.
public func randomCanvas(width: Int, height: Int, from random: inout SplitMix64) -> Canvas {
  var canvas = Canvas(width: width, height: height)
  scribble(on: &canvas, from: &random)
  return canvas
}

/// Changes some cells of a canvas.
public func scribble(on canvas: inout Canvas, from random: inout SplitMix64) {
  let roles = Role.allCases
  let texts = ["delta +0.95", "─╭╮█▀▄", "⠁⣿⡇⢸", "T4", "東京 Fuji", "● GT7"]
  for _ in 0..<Int.random(in: 1...40, using: &random) {
    let x = Int.random(in: -3...canvas.width, using: &random)
    let y = Int.random(in: -1...canvas.height, using: &random)
    let role = roles[Int.random(in: 0..<roles.count, using: &random)]
    let ground = roles[Int.random(in: 0..<roles.count, using: &random)]
    let attributes = Attributes(rawValue: UInt8.random(in: 0...3, using: &random))
    canvas.write(
      texts[Int.random(in: 0..<texts.count, using: &random)], x, y, role, attributes: attributes,
      background: Bool.random(using: &random) ? ground : nil)
  }
  if Int.random(in: 0..<5, using: &random) == 0 {
    canvas.fill(Area(x: Int.random(in: 0...canvas.width, using: &random), y: 0, width: 9, height: 3), .selection)
  }
}

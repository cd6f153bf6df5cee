@testable import Dashboard
import Drawing
import Testing

struct LineEditorTests {
  private func typed(_ keys: [Key], into line: LineEditor = "") -> LineEditor {
    var line = line
    for key in keys { _ = line.take(key) }
    return line
  }

  @Test func charactersGoWhereTheCursorIs() {
    let line = typed([.character("a"), .character("c"), .left, .character("b")])
    #expect(line.text == "abc")
    #expect(line.head == "ab")
  }

  @Test func wordsAndLinesAreErased() {
    #expect(typed([.control("w")], into: "tag wet race").text == "tag wet ")
    #expect(typed([.home, .control("k")], into: "tag").text == "")
    #expect(typed([.left, .control("u")], into: "tag").text == "g")
    #expect(typed([.backspace, .home, .delete], into: "tag").text == "a")
  }

  @Test func atTheEndsNothingHappens() {
    let line = typed([.home, .left, .backspace, .end, .right, .delete], into: "x")
    #expect(line.text == "x")
    #expect(line.cursor == 1)
  }

  @Test func whatMayNotReachACellIsNotTaken() {
    #expect(typed([.character("\u{1B}"), .character("\u{202E}"), .character("é")]).text == "é")
  }

  @Test func aLineHasItsLimit() {
    let line = typed(Array(repeating: .character("x"), count: 400))
    #expect(line.text.count == LineEditor.capacity)
  }

  @Test func otherKeysAreNotTaken() {
    var line: LineEditor = "x"
    let isTaken = [Key.pageUp, .function(3)].map { line.take($0) }
    #expect(isTaken == [false, false])
  }
}

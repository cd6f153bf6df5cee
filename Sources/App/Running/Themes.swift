import Drawing
import Glibc
import Settings

/// Themes that can be had: the built-in ones, those installed beside the program, the user's own.
enum Themes {
  /// All of them by name; a later folder's theme takes the place of an earlier one's.
  ///
  /// - Throws: `SettingsProblem` with the file and the line of what is wrong in one of the user's own.
  static func all() throws -> [Theme] {
    var themes = [Theme.dark, Theme.light, Theme.terminal]
    for folder in folders {
      for file in FileTree.files(under: folder) where file.hasSuffix(".toml") {
        guard let text = try Folders.text(of: file) else { continue }
        let name = String(file.split(separator: "/").last?.dropLast(5) ?? "")
        do {
          let theme = try readTheme(text, name: name, file: file)
          themes.removeAll { $0.name == name }
          themes.append(theme)
        } catch {
          throw SettingsProblem(message: error.message)
        }
      }
    }
    return themes
  }

  /// Changes whenever a theme file does: names, sizes and times of all of them.
  static var stamp: [String] {
    folders.flatMap { FileTree.files(under: $0) }.filter { $0.hasSuffix(".toml") }.map { file in
      var status = stat()
      guard stat(file, &status) == 0 else { return file }
      return "\(file) \(status.st_size) \(status.st_mtim.tv_sec).\(status.st_mtim.tv_nsec)"
    }
  }

  private static var folders: [String] {
    var folders: [String] = []
    if let program = Folders.program {
      // Installed beside bin, or built inside the checkout.
      folders = [program + "/../share/tenths/themes", program + "/../../../themes"]
    }
    return folders + [Folders.places.themesFolder]
  }
}

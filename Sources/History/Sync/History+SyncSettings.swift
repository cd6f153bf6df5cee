internal import Database
public import Vault

extension History {
  /// Notes what settings that the user shares are here, and returns those that another device has set since.
  ///
  /// - Parameter values: the settings that are shared, as they are in the file.
  /// - Returns: settings to be changed in the file.
  public func exchange(
    settings values: [String: String], keys: VaultKeys, wall: UInt64
  ) throws(HistoryError) -> [String: String] {
    try connection.transaction { () throws(HistoryError) -> [String: String] in
      guard let identity = try syncIdentity() else { return [:] }
      var journal = try SyncJournal(self, device: identity.device, wall: wall)
      var changed: [String: String] = [:]
      for (name, value) in values.sorted(by: { $0.key < $1.key }) {
        let entity = Identifier(of: .setting, name)
        let last = try syncText("setting:\(name)")
        let shown = try self.values(EntityKind.setting.rawValue, entity)[EntityField.Setting.value]?.text
        // A device that shares for the first time takes what the others have.
        if value != last, last != nil || shown == nil {
          try journal.write(.setting, entity, EntityField.Setting.name, .text(name))
          try journal.write(.setting, entity, EntityField.Setting.value, .text(value))
          try setSyncText("setting:\(name)", value)
        } else if let shown {
          if shown != value { changed[name] = shown }
          try setSyncText("setting:\(name)", shown)
        }
      }
      try journal.save()
      return changed
    }
  }
}

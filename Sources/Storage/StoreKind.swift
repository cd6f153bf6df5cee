/// A kind of store: what it is called in the settings, and how one is built.
public struct StoreKind: Sendable {
  public let name: String
  /// One line for a list of the kinds.
  public let summary: String
  /// Builds one without talking to anybody; fails with `.settings` where something is missing or makes no sense.
  public let make: @Sendable (StoreSettings) throws(StorageError) -> any ObjectStore

  public init(
    name: String, summary: String, make: @escaping @Sendable (StoreSettings) throws(StorageError) -> any ObjectStore
  ) {
    self.name = name
    self.summary = summary
    self.make = make
  }
}

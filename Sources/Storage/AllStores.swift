/// Every kind of store. A new one is a file of its own and a line here.
public let allStores: [StoreKind] = [
  .folder,
  .s3,
  .googleCloudStorage,
  .rest,
  .firestore,
]

/// The store that settings describe.
public func makeStore(_ settings: StoreSettings) throws(StorageError) -> any ObjectStore {
  guard let kind = allStores.first(where: { $0.name == settings.kind }) else {
    let names = allStores.map(\.name).joined(separator: ", ")
    throw StorageError(
      kind: .settings, message: "no kind of storage is called \"\(settings.kind)\"; there are \(names)")
  }
  return try kind.make(settings)
}

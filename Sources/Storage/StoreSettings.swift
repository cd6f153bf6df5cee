public import Cryptography
public import Web

/// What a store is built from. Which of these count depends on its kind.
public struct StoreSettings: Sendable {
  /// A name of `allStores`.
  public var kind: String
  /// The folder, the server's address, or the project; empty for the provider's usual one.
  public var place = ""
  public var bucket = ""
  /// Before every key; for a folder of a bucket it ends in a slash.
  public var prefix = ""
  /// Empty for the provider's usual one.
  public var region = ""
  /// Whether the bucket is named in the path, not in the host; `nil` for what the provider usually wants.
  public var usesPathStyle: Bool?
  public var credentials = StoreCredentials()
  /// The public key of a Firebase project for its web applications.
  public var projectKey = ""
  /// With which requests to a hub are signed, where the credentials have no token.
  public var signingKey: SigningKey?
  public var web = WebSettings()

  public init(kind: String) { self.kind = kind }
}

/// Who one is to a store.
public struct StoreCredentials: Sendable, Equatable {
  /// The identifier of the key, or the address of the user.
  public var identifier: String
  public var secret: Secret
  /// Of credentials that hold for a while only.
  public var sessionToken: Secret?

  public init(identifier: String = "", secret: Secret = Secret(""), sessionToken: Secret? = nil) {
    self.identifier = identifier
    self.secret = secret
    self.sessionToken = sessionToken
  }

  public var isEmpty: Bool { identifier.isEmpty && secret.text.isEmpty }
}

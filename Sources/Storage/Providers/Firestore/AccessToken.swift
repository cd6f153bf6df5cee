internal import Cryptography
internal import Glibc
internal import Synchronization
internal import Web

/// Where Google's services answer.
struct GoogleEndpoints: Sendable {
  var firestore = "https://firestore.googleapis.com"
  var identity = "https://identitytoolkit.googleapis.com"
  var secureToken = "https://securetoken.googleapis.com"
}

/// A way to the token that lets requests through.
protocol AccessTokenSource: Sendable {
  /// A token that holds for a while yet, fetched where there is none.
  func token() throws(StorageError) -> String
  /// The token was refused: the next one is fetched anew.
  func forget()
  /// The user as the project names him; `nil` for a service. Known once there is a token.
  var user: String? { get }
}

/// What a service gave, and until when it is used.
private struct HeldToken {
  var text: String
  /// s since 1970: at four fifths of its lifetime.
  var renewAt: Double

  init(text: String, lifetime: Double, now: Double) {
    self.text = text
    renewAt = now + min(max(lifetime, 0), 86_400) * 0.8
  }
}

/// Sends a request for a token; what is refused is a matter of the credentials.
private func ask(_ web: WebClient, _ request: WebRequest) throws(StorageError) -> JSONValue {
  let response: WebResponse
  do {
    response = try web.send(request)
  } catch {
    throw StorageError(error, key: nil)
  }
  let document = JSONValue.parse(response.body)
  guard response.isSuccess, let document else {
    let reason =
      document?["error"]?["message"]?.string ?? document?["error_description"]?.string
      ?? document?["error"]?.string ?? "status \(response.status)"
    let kind: StorageError.Kind =
      switch response.status {
      case 429, 500...: .busy(retryAfter: StorageError.retryAfter(response))
      case 200..<300: .answer
      default: .denied
      }
    throw StorageError(kind: kind, message: PlainText.line("sign-in: \(reason)"))
  }
  return document
}

private func lifetime(_ value: JSONValue?) -> Double { value?.number ?? value?.string.flatMap(Double.init) ?? 3_600 }

/// Signs a user in by e-mail and password, and stays signed in.
final class PasswordSignIn: AccessTokenSource {
  private struct State {
    var token: HeldToken?
    var refresh: Secret?
    var user: String?
  }

  private let credentials: StoreCredentials
  private let projectKey: String
  private let endpoints: GoogleEndpoints
  private let web: WebClient
  private let now: @Sendable () -> Double
  private let state = Mutex(State())

  init(
    _ credentials: StoreCredentials, projectKey: String, endpoints: GoogleEndpoints, web: WebClient,
    now: @escaping @Sendable () -> Double
  ) {
    self.credentials = credentials
    self.projectKey = projectKey
    self.endpoints = endpoints
    self.web = web
    self.now = now
  }

  var user: String? { state.withLock { $0.user } }

  func forget() { state.withLock { $0.token = nil } }

  func token() throws(StorageError) -> String {
    let (held, refresh) = state.withLock { ($0.token, $0.refresh) }
    if let held, now() < held.renewAt { return held.text }
    if let refresh {
      do {
        return try renew(refresh)
      } catch {
        // The password may have been changed and changed back: it is tried before the user is asked.
        guard error.kind == .denied else { throw error }
        state.withLock { $0.refresh = nil }
      }
    }
    return try signIn()
  }

  private func signIn() throws(StorageError) -> String {
    let body = JSONValue.object([
      "email": .string(credentials.identifier), "password": .string(credentials.secret.text),
      "returnSecureToken": .bool(true),
    ])
    let answer = try ask(
      web,
      WebRequest(
        .post, endpoints.identity + "/v1/accounts:signInWithPassword?key=" + PercentEncoding.encode(projectKey),
        headers: [("Content-Type", "application/json")], body: .bytes(body.bytes)))
    return try keep(answer["idToken"], answer["refreshToken"], answer["localId"], answer["expiresIn"])
  }

  private func renew(_ refresh: Secret) throws(StorageError) -> String {
    let body = "grant_type=refresh_token&refresh_token=" + PercentEncoding.encode(refresh.text)
    let answer = try ask(
      web,
      WebRequest(
        .post, endpoints.secureToken + "/v1/token?key=" + PercentEncoding.encode(projectKey),
        headers: [("Content-Type", "application/x-www-form-urlencoded")], body: .bytes(Array(body.utf8))))
    return try keep(answer["id_token"], answer["refresh_token"], answer["user_id"], answer["expires_in"])
  }

  private func keep(
    _ token: JSONValue?, _ refresh: JSONValue?, _ user: JSONValue?, _ expiry: JSONValue?
  ) throws(StorageError) -> String {
    guard let text = token?.string, !text.isEmpty, let user = user?.string, FirestoreName.isUser(user) else {
      throw StorageError(kind: .answer, message: "sign-in: no token in the answer")
    }
    let held = HeldToken(text: text, lifetime: lifetime(expiry), now: now())
    state.withLock { state in
      state.token = held
      state.refresh = refresh?.string.map(Secret.init) ?? state.refresh
      state.user = user
    }
    return text
  }
}

/// Signs a service in by its key file, with a statement that it signs itself.
final class ServiceAccount: AccessTokenSource {
  private let email: String
  private let keyName: String
  private let tokenAddress: String
  let project: String?
  private let key: RSAKey
  private let web: WebClient
  private let now: @Sendable () -> Double
  private let held = Mutex<HeldToken?>(nil)

  var user: String? { nil }

  /// - Parameter file: the content of the key file.
  /// - Throws: `.settings` where it is none.
  init(_ file: [UInt8], web: WebClient, now: @escaping @Sendable () -> Double) throws(StorageError) {
    guard let document = JSONValue.parse(file), document["type"]?.string == "service_account",
      let email = document["client_email"]?.string, let pem = document["private_key"]?.string,
      let key = RSAKey(pem: pem)
    else { throw StorageError(kind: .settings, message: "the key file is not that of a service account") }
    self.email = email
    self.key = key
    keyName = document["private_key_id"]?.string ?? ""
    tokenAddress = document["token_uri"]?.string ?? "https://oauth2.googleapis.com/token"
    project = document["project_id"]?.string
    self.web = web
    self.now = now
  }

  func forget() { held.withLock { $0 = nil } }

  func token() throws(StorageError) -> String {
    if let held = held.withLock({ $0 }), now() < held.renewAt { return held.text }
    let body =
      "grant_type=" + PercentEncoding.encode("urn:ietf:params:oauth:grant-type:jwt-bearer") + "&assertion="
      + (try statement())
    let answer = try ask(
      web,
      WebRequest(
        .post, tokenAddress, headers: [("Content-Type", "application/x-www-form-urlencoded")],
        body: .bytes(Array(body.utf8))))
    guard let text = answer["access_token"]?.string, !text.isEmpty else {
      throw StorageError(kind: .answer, message: "sign-in: no token in the answer")
    }
    let token = HeldToken(text: text, lifetime: lifetime(answer["expires_in"]), now: now())
    held.withLock { $0 = token }
    return text
  }

  /// Who it is and what it wants, signed: a JSON Web Token.
  private func statement() throws(StorageError) -> String {
    let header = JSONValue.object(["alg": .string("RS256"), "typ": .string("JWT"), "kid": .string(keyName)])
    let issued = now().rounded(.down)
    let claims = JSONValue.object([
      "iss": .string(email), "scope": .string("https://www.googleapis.com/auth/datastore"),
      "aud": .string(tokenAddress), "iat": .number(issued), "exp": .number(issued + 3_600),
    ])
    let text = Base64.text(header.bytes, .url) + "." + Base64.text(claims.bytes, .url)
    guard let signature = key.signature(of: Array(text.utf8)) else {
      throw StorageError(kind: .settings, message: "the key of the service account cannot sign")
    }
    return text + "." + Base64.text(signature, .url)
  }
}

import Cryptography
import Syncing

/// Shows the device's public key.
struct SyncKey: SyncAction {
  let name = "key"
  let usage = "key   the public key of this device, with which a hub lets it in without a token"

  func run(_ call: SyncCall) throws -> Int32 {
    guard call.words.isEmpty else { throw UsageError(message: "sync key takes nothing") }
    Console.out(Hexadecimal.text(try call.desk.identity().signer.publicKey.bytes) + "\n")
    return ExitStatus.done
  }
}

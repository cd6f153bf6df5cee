public import Storage
public import Vault

/// Something that the user has to know of.
public enum SyncAlarm: Hashable, Sendable {
  /// A device's clock is more than a day ahead of this one's; its edits are kept, its time is not followed.
  case clockAhead(device: Identifier)
  /// Two logs of one device are about: it was copied, or somebody rewrites the storage. Both are kept.
  case fork(device: Identifier)
  /// This history is a copy of an older one: it goes on as another device.
  case newIdentity(device: Identifier)
  /// A log of a device that no trusted device has let in; it is not read.
  case unknownDevice(Identifier)
  /// Edits that a device made after it was revoked; they are not read.
  case revokedDevice(Identifier)
  /// An object that was changed or moved since it was sealed; it is not read.
  case damaged(key: String, VaultError)
  /// A pack that is named and not there yet.
  case missing(key: String)
  /// The storage refuses an object for good; everything else goes on.
  case refused(key: String, StorageError)
}

/// What an exchange did.
public struct SyncReport: Hashable, Sendable {
  /// Edits of this device that went into its log.
  public var recordsMade = 0
  public var segmentsSent = 0
  public var segmentsReceived = 0
  public var packsSent = 0
  public var packsReceived = 0
  /// Bytes of objects.
  public var bytesSent = 0
  public var bytesReceived = 0
  /// Laps whose samples are in the cloud only.
  public var lapsInCloud = 0
  public var alarms: Set<SyncAlarm> = []

  public init() {}

  /// Whether nothing moved.
  public var isQuiet: Bool { segmentsSent + segmentsReceived + packsSent + packsReceived == 0 }
}

/// How far an exchange is.
public struct SyncProgress: Hashable, Sendable {
  public enum Stage: String, Hashable, Sendable {
    case collecting
    case readingLogs = "reading logs"
    case sendingPacks = "sending laps"
    case sendingLogs = "sending logs"
    case fetchingPacks = "fetching laps"
  }

  public var stage: Stage
  /// Objects of this stage that are done.
  public var done: Int
  /// Objects of this stage; `nil` where it is not known.
  public var total: Int?
}

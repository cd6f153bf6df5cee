/// The exchange with other computers, as the dashboard shows it.
public struct SyncState: Sendable, Equatable {
  /// A line of what is known: the place, the queue, the last exchange.
  public struct Row: Sendable, Equatable {
    public var label: String
    public var value: String
    /// Whether the user has to do something about it.
    public var isTrouble: Bool

    public init(label: String, value: String, isTrouble: Bool = false) {
      self.label = label
      self.value = value
      self.isTrouble = isTrouble
    }
  }

  public struct Device: Sendable, Equatable {
    public var name: String
    /// `this one`, `trusted`, `put out`.
    public var state: String
    /// When it edited something last, as text.
    public var lastEdit: String

    public init(name: String, state: String, lastEdit: String) {
      self.name = name
      self.state = state
      self.lastEdit = lastEdit
    }
  }

  /// One value of a field that was edited on two devices at once.
  public struct Choice: Sendable, Equatable {
    /// Names the edit, for `.take`.
    public var id: String
    /// Which field of what.
    public var field: String
    public var value: String
    public var device: String
    public var isShown: Bool

    public init(id: String, field: String, value: String, device: String, isShown: Bool) {
      self.id = id
      self.field = field
      self.value = value
      self.device = device
      self.isShown = isShown
    }
  }

  public var isSetUp: Bool
  public var isPaused: Bool
  /// What it is doing just now; `nil` while it rests.
  public var activity: String?
  public var rows: [Row]
  public var devices: [Device]
  public var choices: [Choice]

  public init(
    isSetUp: Bool = false, isPaused: Bool = false, activity: String? = nil, rows: [Row] = [], devices: [Device] = [],
    choices: [Choice] = []
  ) {
    self.isSetUp = isSetUp
    self.isPaused = isPaused
    self.activity = activity
    self.rows = rows
    self.devices = devices
    self.choices = choices
  }
}

/// What the exchange is asked to do.
public enum SyncRequest: Sendable, Equatable {
  /// Reads state, devices and conflicts anew.
  case look
  case now
  /// No exchange by itself until it is asked for again.
  case pause(Bool)
  /// Takes the value of an edit as that of its field.
  case take(String)
}

internal import Drawing

/// A key, where it works, what it does, and why it does nothing just now. Footer, help and manual are made of these.
struct KeyBinding: Sendable {
  let keys: [Key]
  /// The keys as they are written.
  let label: String
  /// One or two words for the footer.
  let title: String
  /// What the footer says instead of `title` just now, where that differs.
  let titleNow: @Sendable (DashboardState) -> String?
  /// A line for the help.
  let help: String
  /// Where it works; `nil` for everywhere.
  let views: Set<ViewKind>?
  /// Whether the footer names it.
  let isInFooter: Bool
  /// Why it does nothing just now, in words; `nil` where it works.
  let disabled: @Sendable (DashboardState) -> String?
  let action: @Sendable (inout DashboardState, Key) -> [Effect]

  init(
    _ keys: [Key], _ label: String, _ title: String, _ help: String, in views: Set<ViewKind>? = nil,
    footer: Bool = true, titled titleNow: @escaping @Sendable (DashboardState) -> String? = { _ in nil },
    unless disabled: @escaping @Sendable (DashboardState) -> String? = { _ in nil },
    _ action: @escaping @Sendable (inout DashboardState, Key) -> [Effect]
  ) {
    self.keys = keys
    self.label = label
    self.title = title
    self.titleNow = titleNow
    self.help = help
    self.views = views
    isInFooter = footer
    self.disabled = disabled
    self.action = action
  }

  func applies(to view: ViewKind) -> Bool { views?.contains(view) ?? true }
}

/// A key of the dashboard as it stands in the manual.
public struct KeyDescription: Sendable, Hashable {
  public let label: String
  public let help: String
  /// Where it works; empty for everywhere.
  public let views: [ViewKind]
}

/// Every key, for the manual.
public func describeKeys() -> [KeyDescription] {
  allBindings.map { binding in
    KeyDescription(
      label: binding.label, help: binding.help, views: ViewKind.allCases.filter { binding.views?.contains($0) ?? false }
    )
  }
}

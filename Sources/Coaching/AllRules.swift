/// Every driving rule, in the order of the specification.
public let allRules: [any CoachingRule] = [
  BrakeEarly(),
  OverSlow(),
  LiftInFast(),
  LateThrottle(),
  SlowToFull(),
  LiftOnStraight(),
]

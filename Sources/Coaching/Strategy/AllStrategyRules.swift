/// Every rule of strategy, in the order of the specification.
public let allStrategyRules: [any StrategyRule] = [
  FuelShort(),
  FuelOK(),
  FuelSave(),
  LastCall(),
  FuelAdd(),
  TyresCold(),
  TyreHot(),
  TyreBalance(),
  TyreWearRule(),
  TyreFallOffRule(),
  PitWindow(),
]

/// Every panel, for the suites that try each of them.
let allPanels: [any Panel.Type] = [
  DeltaPanel.self,
  LapPanel.self,
  CarPanel.self,
  SpeedTracePanel.self,
  PedalTracePanel.self,
  DeltaTracePanel.self,
  TrackPanel.self,
  CoachPanel.self,
  OwnLapsPanel.self,
  RivalsPanel.self,
  RacePanel.self,
]

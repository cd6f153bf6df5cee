/// Every command, in the order of the help.
let allCommands: [any Command] = [
  LiveCommand(),
  DemoCommand(),
  ReplayFileCommand(),
  ImportCommand(),
  SessionsCommand(),
  LapsCommand(),
  TracksCommand(),
  CornersCommand(),
  BaselineCommand(),
  SummaryCommand(),
  AnalyzeCommand(),
  CompareCommand(),
  ReanalyzeCommand(),
  SendCommand(),
  DoctorCommand(),
]

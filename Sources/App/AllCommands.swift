/// Every command, in the order of the help.
let allCommands: [any Command] = [
  LiveCommand(),
  DemoCommand(),
  ReplayFileCommand(),
  ImportCommand(),
  SessionsCommand(),
  LapsCommand(),
  AnalyzeCommand(),
  CompareCommand(),
  CornersCommand(),
  TracksCommand(),
  BaselineCommand(),
  SummaryCommand(),
  ReanalyzeCommand(),
  SendCommand(),
  DoctorCommand(),
]

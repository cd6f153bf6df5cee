/// Every command, in the order of the help.
let allCommands: [any Command] = [
  LiveCommand(),
  DemoCommand(),
  ReplayFileCommand(),
  AnalyzeCommand(),
]

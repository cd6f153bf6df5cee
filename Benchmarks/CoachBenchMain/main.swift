import CoachBench
import Glibc

exit(await CoachBenchCommand.run(Array(CommandLine.arguments.dropFirst())))

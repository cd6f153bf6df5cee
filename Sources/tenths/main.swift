import App
import Glibc

exit(runTenths(Array(CommandLine.arguments.dropFirst())))

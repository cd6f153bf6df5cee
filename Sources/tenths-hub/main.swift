import Glibc
import Hub

exit(runHub(Array(CommandLine.arguments.dropFirst())))

// Writes seeds for every fuzz target: MakeCorpus FOLDER.
import Foundation

try makeCorpus(URL(fileURLWithPath: CommandLine.arguments.dropFirst().first ?? "corpus"))

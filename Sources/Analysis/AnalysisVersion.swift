/// Version of what is measured on a lap: raised whenever the same samples would give other numbers or other corners of a passage.
/// Laps keep the version by which they were measured; older ones are measured anew.
public let analysisVersion = 1

/// The sixteen official corners of Fuji Speedway on the simulator's line: what its description of the circuit adds up to.
let fujiSpeedwayCorners = AuthoredCorners.Table(
  track: "Fuji Speedway", length: 4_563,
  corners: [
    .authored("T1", 775, 883, degrees: -155), .authored("T2", 1_009, 1_069, degrees: 17),
    .authored("T3", 1_105, 1_211, degrees: 71), .authored("T4", 1_251, 1_400, degrees: -81),
    .authored("T5", 1_415, 1_606, degrees: -81), .authored("T6", 1_768, 1_873, degrees: 168),
    .authored("T7", 1_920, 2_053, degrees: -42), .authored("T8", 2_068, 2_281, degrees: -38),
    .authored("T9", 2_281, 2_494, degrees: -38), .authored("T10", 2_715, 2_765, degrees: -109),
    .authored("T11", 2_905, 2_956, degrees: 87), .authored("T12", 3_008, 3_065, degrees: 23),
    .authored("T13", 3_145, 3_237, degrees: -85), .authored("T14", 3_411, 3_476, degrees: 83),
    .authored("T15", 3_518, 3_578, degrees: -71), .authored("T16", 3_768, 3_863, degrees: -109),
  ])

"""Twenty variables of an .ibt file to contiguous arrays with numpy's record view: ibt_numpy.py FILE."""
import struct
import sys
import time

import numpy

NAMES = (
    "SessionTime Speed Throttle Brake Clutch SteeringWheelAngle Gear RPM Lat Lon Alt YawRate LatAccel LongAccel VertAccel "
    "LapDist FuelLevel LFtempM RFtempM LFpressure LFspeed"
).split()
TYPES = ["S1", "?", "<i4", "<u4", "<f4", "<f8"]


def read(path):
    data = numpy.memmap(path, dtype=numpy.uint8, mode="r")
    head = bytes(data[:144])
    count, table, size = struct.unpack_from("<i", head, 24)[0], 144, struct.unpack_from("<i", head, 36)[0]
    start = struct.unpack_from("<i", head, 52)[0]
    fields = {}
    for index in range(count):
        entry = bytes(data[table + 144 * index : table + 144 * (index + 1)])
        kind, offset, _ = struct.unpack_from("<3i", entry)
        fields[entry[16:48].split(b"\0")[0].decode()] = (TYPES[kind], offset)
    record = numpy.dtype(
        {
            "names": NAMES,
            "formats": [fields[n][0] for n in NAMES],
            "offsets": [fields[n][1] for n in NAMES],
            "itemsize": size,
        }
    )
    samples = numpy.frombuffer(data, dtype=record, offset=start, count=(len(data) - start) // size)
    return [numpy.ascontiguousarray(samples[name]) for name in NAMES]


times = []
for _ in range(16):
    begin = time.perf_counter()
    read(sys.argv[1])
    times.append(time.perf_counter() - begin)
print(f'{{"name": "numpy ibt 20 variables", "value": {sorted(times[1:])[7]:.4f}, "unit": "s"}}')

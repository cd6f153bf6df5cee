"""Twenty channels of a .ld file to contiguous arrays of numbers in their units, as ldparser does it with numpy: ld_numpy.py FILE."""
import struct
import sys
import time

import numpy

NAMES = (
    "Ground Speed,Throttle Pos,Brake Pos,Clutch Pos,Steered Angle,Gear,Engine RPM,positionX,positionZ,positionY,"
    "Gyro Yaw Velocity,G Force Lat,G Force Long,Fuel Level,tyreTemperatureFrontLeft,tyreTemperatureFrontRight,"
    "tyrePressureFrontLeft,wheelSpeedFrontLeft,brakeTemperatureFrontLeft,suspensionFrontLeft"
).split(",")
TYPES = {(7, 4): numpy.float32, (7, 2): numpy.float16, (3, 2): numpy.int16, (3, 4): numpy.int32}


def read(path):
    with open(path, "rb") as file:
        head = file.read(1762)
        entry = struct.unpack_from("<I", head, 8)[0]
        channels = {}
        while entry:
            file.seek(entry)
            text = file.read(84)
            _, following, place, count = struct.unpack_from("<4I", text)
            kind, size = struct.unpack_from("<2H", text, 18)
            shift, factor, scale, decimals = struct.unpack_from("<4h", text, 24)
            channels[text[32:64].split(b"\0")[0].decode("latin1")] = (place, count, kind, size, shift, factor, scale, decimals)
            entry = following
        columns = []
        for name in NAMES:
            place, count, kind, size, shift, factor, scale, decimals = channels[name]
            file.seek(place)
            data = numpy.fromfile(file, count=count, dtype=TYPES[(kind, size)])
            columns.append((data / scale * pow(10.0, -decimals) + shift) * factor)
        return columns


times = []
for _ in range(10):
    begin = time.perf_counter()
    columns = read(sys.argv[1])
    times.append(time.perf_counter() - begin)
megabytes = len(columns) * len(columns[0]) * 4 / 1e6
print(f'{{"name": "numpy ld 20 channels", "value": {megabytes / sorted(times[1:])[4]:.1f}, "unit": "MB/s"}}')

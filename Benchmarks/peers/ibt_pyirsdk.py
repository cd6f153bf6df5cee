"""Twenty variables of an .ibt file with pyirsdk: ibt_pyirsdk.py FILE."""
import sys
import time

import irsdk

NAMES = (
    "SessionTime Speed Throttle Brake Clutch SteeringWheelAngle Gear RPM Lat Lon Alt YawRate LatAccel LongAccel VertAccel "
    "LapDist FuelLevel LFtempM RFtempM LFpressure LFspeed"
).split()

times = []
for _ in range(3):
    begin = time.perf_counter()
    file = irsdk.IBT()
    file.open(sys.argv[1])
    columns = [file.get_all(name) for name in NAMES]
    file.close()
    times.append(time.perf_counter() - begin)
print(f'{{"name": "pyirsdk ibt 20 variables", "value": {sorted(times)[1]:.4f}, "unit": "s"}}')

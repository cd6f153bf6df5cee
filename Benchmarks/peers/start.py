"""From the start of the program to its first byte and its first complete picture: start.py PROGRAM."""
import statistics
import sys
import tempfile
import time

from terminal import FRAME_END, Program

RUNS = 15
firsts, pictures = [], []
with tempfile.TemporaryDirectory() as folder:
    for run in range(RUNS + 1):
        program = Program(
            [sys.argv[1], "demo"],
            200,
            50,
            {"TERM": "xterm-256color", "COLORTERM": "truecolor", "TENTHS_DATA_HOME": f"{folder}/{run}"},
        )
        first = picture = None
        while picture is None:
            data = program.read(5)
            if not data:
                break
            now = time.monotonic() - program.start
            first = first or now
            if program.frames > 0:
                picture = now
        program.stop()
        if picture is None:
            sys.exit("start.py: the program showed no picture")
        # The first run warms the caches.
        if run > 0:
            firsts.append(first * 1000)
            pictures.append(picture * 1000)
for name, values in (("start to first byte", firsts), ("start to first frame", pictures)):
    print(f'{{"name": "{name}", "value": {statistics.median(values):.2f}, "unit": "ms"}}')
print(f'{{"name": "start to first frame, slowest of {RUNS}", "value": {max(pictures):.2f}, "unit": "ms"}}')

"""The whole dashboard at 200 x 50 for half a minute, with btop beside it at ten pictures a second: live.py PROGRAM."""
import os
import shutil
import sys
import tempfile
import threading
import time

from terminal import Program

WARM_UP, LENGTH = 8, 30
TERMINAL = {"TERM": "xterm-256color", "COLORTERM": "truecolor", "LANG": "C.UTF-8"}


def measure(name, program, results):
    def run(seconds):
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            if program.read(left) is None:
                raise SystemExit(f"live.py: {name} ended by itself")

    run(WARM_UP)
    start, cpu, size, frames = time.monotonic(), program.cpu_seconds(), program.bytes, program.frames
    run(LENGTH)
    elapsed = time.monotonic() - start
    results[name] = [
        ("CPU", (program.cpu_seconds() - cpu) / elapsed * 100, "% of a core"),
        ("memory", program.resident_megabytes(), "MB"),
        ("output", (program.bytes - size) / elapsed, "bytes/s"),
        ("frames", (program.frames - frames) / elapsed, "frames/s"),
    ]
    program.stop()


def alone(name, arguments, environment, length):
    """A program without a peer: what it takes while nothing moves, or on a terminal with fewer colours."""
    results = {}
    global LENGTH
    LENGTH = length
    measure(name, Program(arguments, 200, 50, environment), results)
    for figure, value, unit in results[name]:
        if figure in ("CPU", "output", "frames"):
            print(f'{{"name": "{name} {figure}", "value": {value:.2f}, "unit": "{unit}"}}')


with tempfile.TemporaryDirectory() as folder:
    programs = {"live": Program([sys.argv[1], "demo"], 200, 50, {**TERMINAL, "TENTHS_DATA_HOME": folder + "/tenths"})}
    if shutil.which("btop"):
        os.makedirs(folder + "/btop")
        with open(folder + "/btop/btop.conf", "w") as file:
            file.write('update_ms = 100\n')
        programs["btop"] = Program(["btop"], 200, 50, {**TERMINAL, "XDG_CONFIG_HOME": folder})
    else:
        print("live.py: btop is not installed here: the dashboard is measured without its peer", file=sys.stderr)
    results = {}
    threads = [threading.Thread(target=measure, args=(name, program, results)) for name, program in programs.items()]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
for name in programs:
    if name not in results:
        sys.exit(f"live.py: {name} could not be measured")
    for figure, value, unit in results[name]:
        print(f'{{"name": "{name} {figure}", "value": {value:.2f}, "unit": "{unit}"}}')
with tempfile.TemporaryDirectory() as folder:
    data = {"XDG_DATA_HOME": folder, "XDG_CONFIG_HOME": folder}
    curses = {**TERMINAL, "COLORTERM": "", **data}
    alone("curses", [sys.argv[1], "demo", "--colours", "256"], curses, 20)
    # Listens on a port that nobody sends to.
    alone("asleep", [sys.argv[1], "live", "--port", "39871"], {**TERMINAL, **data}, 20)

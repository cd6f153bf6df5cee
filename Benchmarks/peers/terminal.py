"""A program in a terminal of its own, and what it writes; shared by the scripts beside it."""
import fcntl
import os
import pty
import select
import signal
import struct
import termios
import time

# The end of a synchronised update: one picture is complete.
FRAME_END = b"\x1b[?2026l"


class Program:
    def __init__(self, arguments, columns, rows, environment):
        self.start = time.monotonic()
        self.process, self.descriptor = pty.fork()
        if self.process == 0:
            # The size is there before the program can ask for it.
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
            os.execvpe(arguments[0], arguments, {**os.environ, **environment})
        self.bytes = 0
        self.frames = 0
        self.tail = b""

    def read(self, timeout):
        """Reads what is there within a time; None at the end of the program."""
        ready, _, _ = select.select([self.descriptor], [], [], timeout)
        if not ready:
            return b""
        try:
            data = os.read(self.descriptor, 1 << 16)
        except OSError:
            return None
        self.bytes += len(data)
        joined = self.tail + data
        self.frames += joined.count(FRAME_END)
        # So that a mark cut in two is found, and none is counted twice.
        self.tail = joined[-(len(FRAME_END) - 1) :]
        return data

    def cpu_seconds(self):
        """Time of all threads of the program."""
        with open(f"/proc/{self.process}/stat") as file:
            fields = file.read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def resident_megabytes(self):
        with open(f"/proc/{self.process}/status") as file:
            for line in file:
                if line.startswith("VmRSS:"):
                    return int(line.split()[1]) / 1024
        return float("nan")

    def stop(self):
        """Asks the program to end, and makes it end."""
        end = time.monotonic() + 5
        os.kill(self.process, signal.SIGTERM)
        while time.monotonic() < end:
            if self.read(0.05) is None:
                break
        done, _ = os.waitpid(self.process, os.WNOHANG)
        if not done:
            os.kill(self.process, signal.SIGKILL)
            os.waitpid(self.process, 0)
        os.close(self.descriptor)

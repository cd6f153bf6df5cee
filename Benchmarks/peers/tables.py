"""The same tables with pandas and, where it is installed, polars: tables.py FOLDER [GRCUP]."""
import os
import sys
import time


def measure(name, runs, work):
    times = []
    processor = []
    for _ in range(runs + 1):
        begin = (time.perf_counter(), time.process_time())
        work()
        times.append(time.perf_counter() - begin[0])
        processor.append(time.process_time() - begin[1])
    for suffix, values in (("", times), (" processor", processor)):
        print(f'{{"name": "{name}{suffix}", "value": {sorted(values[1:])[runs // 2]:.4f}, "unit": "s"}}', flush=True)


folder = sys.argv[1]
race = sys.argv[2] if len(sys.argv) > 2 else None
names = ["timestamp", "lap_number", "latitude", "longitude", "altitude", "lateral_acc", "longitudinal_acc", "speed", "rpm", "throttle_pos", "brake_pos"]

try:
    import pandas

    def chrono():
        path = os.path.join(folder, "tenths-bench-racechrono.csv")
        return pandas.read_csv(path, skiprows=list(range(9)) + [10, 11], header=0)

    def vbo():
        path = os.path.join(folder, "tenths-bench-vbo.vbo")
        with open(path, encoding="latin1") as file:
            skip = next(number for number, line in enumerate(file) if line.startswith("[data]")) + 1
        return pandas.read_csv(path, skiprows=skip, sep=" ", header=None, encoding="latin1")

    measure("pandas racechrono", 7, chrono)
    measure("pandas vbo", 7, vbo)
    if race:

        def long_table():
            columns = ["vehicle_id", "timestamp", "lap", "telemetry_name", "telemetry_value"]
            table = pandas.read_csv(race, usecols=columns, dtype={c: "category" for c in ["vehicle_id", "telemetry_name"]})
            return table.pivot_table(
                index=["vehicle_id", "timestamp"], columns="telemetry_name", values="telemetry_value", aggfunc="first", observed=True)

        measure("pandas grcup scan and pivot", 1, long_table)
except ImportError:
    pass

try:
    import polars

    def chrono_polars():
        path = os.path.join(folder, "tenths-bench-racechrono.csv")
        return polars.read_csv(path, skip_rows=9, skip_rows_after_header=2, infer_schema_length=1000)

    measure("polars racechrono", 7, chrono_polars)
    if race:

        def long_table_polars():
            table = polars.scan_csv(race).select(
                ["vehicle_id", "timestamp", "lap", "telemetry_name", "telemetry_value"])
            return table.collect().pivot(
                on="telemetry_name", index=["vehicle_id", "timestamp"], values="telemetry_value", aggregate_function="first")

        measure("polars grcup scan and pivot", 3, long_table_polars)
except ImportError:
    pass

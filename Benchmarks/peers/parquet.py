"""Size of a lap as Parquet with Zstandard: parquet.py LAP.csv [OUT], a table of samples as `tenths export --all` writes it.

Values are of four bytes, as a table of telemetry has them; the best of the encodings that pyarrow offers is taken.
"""
import os
import sys

import pyarrow
import pyarrow.csv
import pyarrow.parquet

table = pyarrow.csv.read_csv(sys.argv[1])
out = sys.argv[2] if len(sys.argv) > 2 else "/tmp/lap.parquet"
table = table.cast(pyarrow.schema([(name, pyarrow.float32()) for name in table.column_names]))
print(f"{table.num_rows} rows, {table.num_columns} columns, pyarrow {pyarrow.__version__}")
choices = {
    "as it comes": {},
    "byte stream split": {"use_dictionary": False, "column_encoding": {n: "BYTE_STREAM_SPLIT" for n in table.column_names}},
}
for name, options in choices.items():
    pyarrow.parquet.write_table(table, out, compression="zstd", compression_level=9, **options)
    print(f"{name}: {os.path.getsize(out)} bytes")

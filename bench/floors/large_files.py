"""What large log files cost at least: DuckDB's bare CREATE TABLE AS read_json into a new file.

usage: large_files.py BUCKET WAREHOUSE [SETTING=VALUE ...]
"""

import json
import sys
from pathlib import Path

import duckdb
from small_files import EVENT, files_below


def main(bucket: str, warehouse: str, *settings: str) -> None:
    """Load the bucket's logs and print how many lines there are."""
    Path(warehouse).unlink(missing_ok=True)
    connection = duckdb.connect(warehouse)
    for setting in settings:
        connection.execute(f"SET {setting}")
    files = sorted(files_below(f"{bucket}/log_data"))
    connection.execute(
        f"CREATE TABLE events AS SELECT * FROM read_json(?, format = 'newline_delimited', columns = {EVENT})", [files]
    )
    ((lines,),) = connection.execute("SELECT count(*) FROM events").fetchall()
    connection.close()
    print(json.dumps({"lines": lines}))


if __name__ == "__main__":
    main(*sys.argv[1:])

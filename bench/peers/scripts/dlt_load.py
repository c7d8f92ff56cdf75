"""dlt into DuckDB: the load alone, no star schema; prints how many rows each table has.

usage: dlt_load.py BUCKET FOLDER
"""

import json
import os
import sys
from pathlib import Path

os.environ["RUNTIME__DLTHUB_TELEMETRY"] = "false"  # nothing leaves this machine

import dlt
import duckdb
from dlt.sources.filesystem import filesystem, read_jsonl

FOLDERS = {"staging_events": "log_data", "staging_songs": "song_data"}


def main(bucket: str, folder: str) -> None:
    """Load both folders into a new file."""
    place = Path(folder)
    warehouse = place / "dlt.duckdb"
    pipeline = dlt.pipeline(
        "songplays",
        pipelines_dir=str(place / "pipelines"),
        destination=dlt.destinations.duckdb(str(warehouse)),
        dataset_name="staging",
    )
    pipeline.run(
        [
            (filesystem(f"{Path(bucket, name).resolve().as_uri()}", file_glob="**/*.json") | read_jsonl()).with_name(
                table
            )
            for table, name in FOLDERS.items()
        ]
    )
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        counts = {
            table: connection.execute(f"SELECT COUNT(*) FROM staging.{table}").fetchall()[0][0] for table in FOLDERS
        }
    print(json.dumps(counts))


if __name__ == "__main__":
    main(*sys.argv[1:])

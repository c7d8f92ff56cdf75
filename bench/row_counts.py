"""Print how many rows each table of a warehouse has, as JSON; a script of its own, so that who measures stays small."""

import json
import sys

import duckdb

TABLES = (
    "staging_events",
    "staging_songs",
    "songplay",
    "users",
    "songs",
    "artists",
    "time",
    "user_sessions",
    "user_levels",
    "user_agents",
)


def main(warehouse: str) -> None:
    """Count."""
    with duckdb.connect(warehouse, read_only=True) as connection:
        counts = {table: connection.execute(f"SELECT COUNT(*) FROM {table}").fetchall()[0][0] for table in TABLES}
    print(json.dumps(counts))


if __name__ == "__main__":
    main(sys.argv[1])

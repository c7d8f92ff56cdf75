"""What the pipeline and the dashboard ask of a database. There are two engines: duckdb and redshift."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple, Protocol

from songplays.lake.framing import Framing
from songplays.lake.source import Source, SourceFile
from songplays.warehouse.table import Table


class Rows(NamedTuple):
    """The answer to a query: column names and rows."""

    columns: list[str]
    rows: list[tuple[Any, ...]]


@dataclass(frozen=True)
class Landing:
    """Files to land in one staging table in one run.

    files: (file_id, file); their ids are higher than any in the table.
    earliest, latest: when an event may have happened, milliseconds since 1970, UTC.
    most_rejected: over so many rejected lines the run is over its budget for certain, and the landing may be given up.
    """

    table: Table
    framing: Framing
    source: Source
    files: Sequence[tuple[int, SourceFile]]
    load_id: int
    earliest: int
    latest: int
    most_rejected: int

    @cached_property
    def first_file_id(self) -> int:
        """The lowest of the file ids; in the table, no other row has as high a one."""
        return min(file_id for file_id, _ in self.files)


@dataclass(frozen=True)
class Landed:
    """What is worth telling of a landing.

    unknown_keys: each key that no column is read from, with one of its values as JSON.
    refused: file_id → why nothing of the file could be read.
    """

    unknown_keys: dict[str, str]
    refused: dict[int, str]


class TooManyRejected(Exception):
    """A landing was given up, and its transaction with it, as more lines were rejected than it allows.

    table: what was to be filled. errors: rows of load_errors by column name, but for the load_id.
    """

    def __init__(self, table: Table, errors: Sequence[dict[str, object]]) -> None:
        """Tell of `errors` met on the way into `table`."""
        super().__init__(f"{len(errors)} lines rejected for {table.name}")
        self.table = table
        self.errors = errors


class Reader(Protocol):
    """A database that answers questions."""

    def fetch(self, sql: str, parameters: Sequence[object] = ()) -> Rows:
        """Run one query, its parameters bound in order to the marks ``?``, and return every row."""
        ...


class Engine(Reader, Protocol):
    """A database that holds a warehouse.

    place: where it is, as messages name it.
    """

    place: str

    def create(self, table: Table, *, temporary: bool = False) -> None:
        """Create a table that is not there yet; a temporary one goes with the connection."""
        ...

    def execute(self, sql: str, parameters: Sequence[object] = ()) -> None:
        """Run one statement, its parameters bound in order to the marks ``?``."""
        ...

    def insert(self, table: str, columns: Sequence[str], rows: Sequence[tuple[object, ...]]) -> None:
        """Append `rows` to a table's `columns`; no rows is fine."""
        ...

    def transaction(self) -> AbstractContextManager[None]:
        """Commit what the block did when it ends, or roll all of it back when it raises."""
        ...

    def land(self, landing: Landing, on_bytes: Callable[[int], None]) -> Landed:
        """Put each line of the files into the staging table, or into load_errors, or count it as blank.

        Reads the temporary table listed_files (file_id, filename, table_name) and fills landed_files (file_id, lines,
        rejected, blank), one row for each file that has a line. `on_bytes` hears of bytes as they are read, maybe from
        a thread.

        A database that cannot say which file a line came from adds a row for all of them together, its path
        ``ledger.COPIED_TOGETHER``, to listed_files and changed_files, and sets the files' status to copied.

        TooManyRejected if the landing was given up for its rejected lines.
        """
        ...

    def close(self) -> None:
        """Let go of the database."""
        ...

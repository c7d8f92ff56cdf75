"""What the system tables tell of a COPY, whatever becomes of the transaction it ran in.

After the pages "STL_LOAD_ERRORS", "SYS_LOAD_ERROR_DETAIL", "SYS_LOAD_DETAIL", "SYS_LOAD_HISTORY" and
"STL_REPLACEMENTS". It is written by a connection of its own. A file's name is cut at 256 characters, a raw line or
field at 1,024, and a character of more than one byte in these is a full stop. Of the records with replacements, the
first 100 of each slice are told; we have one. We chose: lines_scanned counts lines of the file, not structures; files
that were scanned are listed of a failed COPY too.
"""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from doubles.redshift.backend import Backend
from doubles.redshift.copy_statement import Copy
from doubles.redshift.json_records import Record
from doubles.redshift.load_failure import Column, LoadFailure
from doubles.redshift.load_values import ESCAPES

FILE_NAME, RAW, REASON = 256, 1024, 512
"""Widths of the columns, in characters."""
MOST_REPLACEMENTS = 100


@dataclass(frozen=True)
class ScannedFile:
    """An object that was read: its URI, its bytes as they lie in S3, its lines, and its entity tag."""

    uri: str
    size: int
    lines: int
    etag: str
    modified: datetime


@dataclass(frozen=True)
class LoadError:
    """A record of a file that was not loaded, and why."""

    uri: str
    record: Record
    failure: LoadFailure


@dataclass(frozen=True)
class Replacement:
    """A record that was loaded, but not as it was written; `column` is the first that ACCEPTINVCHARS changed."""

    uri: str
    record: Record
    column: Column


@dataclass
class Load:
    """A COPY under way: what it has read and what failed.

    `whose`: query, transaction, session and table, the database, and when it began.
    """

    whose: list[str]
    files: list[ScannedFile] = field(default_factory=list)
    errors: list[LoadError] = field(default_factory=list)
    replacements: list[Replacement] = field(default_factory=list)
    rows: int = 0


@dataclass(frozen=True)
class LoadHistory:
    """Where the system tables are: a database of the Postgres at a socket."""

    place: Path
    database: str

    @contextmanager
    def recorded(self, client: Backend, copy: Copy) -> Iterator[Load]:
        """Give a load to fill in; in the end it is written down, as aborted if the block raises."""
        ((session, transaction, table),) = client.query(
            f"SELECT pg_backend_pid(), txid_current(), '{copy.table}'::regclass::oid"
        )
        started = _now()
        with closing(Backend(self.place, self.database)) as writer:
            ((query,),) = writer.query("SELECT nextval('redshift.query_id')")
            load = Load([str(query), str(transaction), str(session), str(table), self.database, started])
            status = "aborted"
            try:
                yield load
                client.query(f"SELECT set_config('redshift_double.copy', '{query}', false)")
                status = "completed"
            finally:
                _write(writer, copy, load, status)


def _write(writer: Backend, copy: Copy, load: Load, status: str) -> None:
    query, *_, started = load.whose
    rows = load.rows if status == "completed" else 0
    size = sum(file.size for file in load.files)
    told = [status, copy.table, _now(), copy.uri, "json" if copy.fields else "parquet"]
    counts = [rows, size if rows else 0, len(load.files), size, len(load.errors)]
    writer.copy_in("COPY redshift.load FROM STDIN", [_row(*load.whose, *told, *map(str, counts))])
    writer.copy_in(
        "COPY redshift.load_file FROM STDIN",
        [
            _row(query, file.uri[:FILE_NAME], str(file.size), str(file.lines), started, file.etag, str(file.modified))
            for file in load.files
        ],
    )
    writer.copy_in("COPY redshift.load_error FROM STDIN", [_row(*load.whose, *_told(error)) for error in load.errors])
    writer.copy_in(
        "COPY redshift.load_replacement FROM STDIN",
        [_row(*load.whose, *_replaced(found)) for found in load.replacements[:MOST_REPLACEMENTS]],
    )


def _replaced(found: Replacement) -> list[str]:
    return [found.uri[:FILE_NAME], str(found.record.line), found.column.name, _plain(found.record.text)]


def _told(error: LoadError) -> list[str]:
    failure, column = error.failure, error.failure.column
    of_column = [column.name, column.kind, str(column.size or "")] if column else ["", "", ""]
    raw = [_plain(error.record.text), _plain(failure.raw)]
    place = [error.uri[:FILE_NAME], str(error.record.line)]
    return [*place, *of_column, str(failure.position), *raw, str(failure.code), _plain(str(failure))[:REASON]]


def _plain(text: str) -> str:
    return "".join(letter if "\0" < letter < "\x80" else "." for letter in text[:RAW])


def _row(*values: str) -> str:
    return "\t".join(value.translate(ESCAPES) for value in values) + "\n"


def _now() -> str:
    return datetime.now(UTC).replace(tzinfo=None).isoformat(" ")

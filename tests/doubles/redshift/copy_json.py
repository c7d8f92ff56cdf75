"""COPY … JSON: each object or array of the files is a row, and some may fail.

After "Data load operations" (MAXERROR): the load fails when as many records as that have failed, at the first for 0 and
1; with fewer, the others are loaded. What is told to the client is worded as Redshift does. After "Data format
parameters": a structure is at most 4 MB, or COPY fails.

Where the documentation is silent, we chose: bad JSON, and a path that leads nowhere, is error 1216 (1224 is for
SUPER); what is larger than 4 MB fails the load whatever MAXERROR says; files are read in the order of the manifest, and
the load ends with the record that makes it fail.
"""

import gzip
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from doubles.redshift.backend import Backend
from doubles.redshift.copy_statement import Copy
from doubles.redshift.json_paths import BAD_LINE, Choice, choice
from doubles.redshift.json_records import Record, Value, decoded, json_records, lines
from doubles.redshift.load_failure import Column, LoadFailure
from doubles.redshift.load_history import Load, LoadError, Replacement, ScannedFile
from doubles.redshift.load_values import is_replaced, written
from doubles.redshift.objects import Entry, Objects, S3Object
from doubles.redshift.refusal import Refused

LARGEST = 4 * 1024 * 1024
KINDS = {
    "bigint": "int8",
    "integer": "int4",
    "double precision": "float8",
    "boolean": "bool",
    "timestamp without time zone": "timestamp",
    "character varying": "varchar",
}


class LoadFailed(Refused):
    """Too many records failed; the system tables know which."""


def json_reader(client: Backend, copy: Copy, objects: Objects) -> "Reader":
    """Return what reads the files of a COPY; Refused if its columns are not the table's, or its jsonpaths are wrong."""
    columns = _columns(client, copy)
    names = [column.name for column in columns]
    return Reader(copy, columns, choice(copy.fields or "", lambda uri: objects.read(uri, copy.role), names))


def copy_json(client: Backend, reader: "Reader", files: Iterable[tuple[Entry, S3Object]], load: Load) -> None:
    """Load every file within the client's transaction; LoadFailed if too many records fail."""
    copy, rows = reader.copy, list[str]()
    for entry, found in files:
        data = _unpacked(found.content, entry.uri) if copy.gzip else found.content
        load.files.append(ScannedFile(entry.uri, len(found.content), lines(data), found.etag, found.modified))
        rows += reader.rows(entry.uri, data, load)
    names = ", ".join(f'"{column.name}"' for column in reader.columns)
    client.copy_in(f"COPY {copy.table} ({names}) FROM STDIN", rows)
    load.rows = len(rows)


@dataclass(frozen=True)
class Reader:
    """Turns records into rows: `choice` picks a record's values for `columns`."""

    copy: Copy
    columns: list[Column]
    choice: Choice

    def rows(self, uri: str, data: bytes, load: Load) -> Iterator[str]:
        """Yield the rows of a file and note its errors; LoadFailed if they are too many."""
        for record in json_records(decoded(data)):
            try:
                values = self._values(record)
                yield "\t".join(map(self._written, values, self.columns)) + "\n"
            except LoadFailure as failure:
                load.errors.append(LoadError(uri, record, failure))
                if len(load.errors) > self.copy.errors_allowed or failure.fatal:
                    raise LoadFailed(f"Load into table '{self.copy.table}' failed.", "XX000") from None
            else:
                if (wrong := self._replaced(values)) is not None:
                    load.replacements.append(Replacement(uri, record, wrong))

    def _values(self, record: Record) -> list[Value]:
        if len(record.text) * 4 > LARGEST and len(record.text.encode("utf-8", "surrogateescape")) > LARGEST:
            raise LoadFailure(BAD_LINE, f"JSON object size exceeds {LARGEST} bytes", fatal=True)
        if record.fault:
            raise LoadFailure(BAD_LINE, record.fault)
        return self.choice(record.value)

    def _replaced(self, values: list[Value]) -> Column | None:
        if self.copy.replacement is None:
            return None
        pairs = zip(values, self.columns, strict=True)
        return next((column for value, column in pairs if column.kind == "varchar" and is_replaced(value)), None)

    def _written(self, value: Value, column: Column) -> str:
        return written(value, column, self.copy)


def _columns(client: Backend, copy: Copy) -> list[Column]:
    """Return the columns to load, in order; Refused if one that is listed is not the table's."""
    told = client.query(
        "SELECT attname, format_type(atttypid, NULL), atttypmod - 4, attnotnull FROM pg_attribute "
        f"WHERE attrelid = '{copy.table}'::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum"
    )
    found = {
        str(name): Column(
            str(name), KINDS[str(kind)], int(size or 0) if kind == "character varying" else None, required == "t"
        )
        for name, kind, size, required in told
    }
    for name in copy.columns or ():
        if name not in found:
            raise Refused(f'column "{name}" of relation "{copy.table}" does not exist', "42703")
    return [found[name] for name in copy.columns or found]


def _unpacked(content: bytes, uri: str) -> bytes:
    try:
        return gzip.decompress(content)
    except (OSError, EOFError, zlib.error):
        raise Refused(f"The file is not in the compression format that COPY names: {uri}", "XX000") from None

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
from collections.abc import Iterator
from dataclasses import dataclass

from doubles.redshift.backend import Backend
from doubles.redshift.copy_statement import Copy
from doubles.redshift.json_paths import BAD_LINE, Choice, choice
from doubles.redshift.json_records import Record, decoded, json_records, lines
from doubles.redshift.load_failure import Column, LoadFailure
from doubles.redshift.load_history import Load, LoadError, ScannedFile
from doubles.redshift.load_values import written
from doubles.redshift.objects import Objects
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


def copy_json(client: Backend, copy: Copy, objects: Objects, load: Load) -> None:
    """Load every object of the manifest within the client's transaction; LoadFailed if too many records fail."""
    columns = _columns(client, copy)
    names = [column.name for column in columns]
    reader = Reader(copy, columns, choice(copy.fields or "", lambda uri: objects.read(uri, copy.role), names))
    rows: list[str] = []
    for entry, found in objects.read_all(objects.manifest(copy.uri, copy.role)):
        data = _unpacked(found.content, entry.uri) if copy.gzip else found.content
        load.files.append(ScannedFile(entry.uri, len(found.content), lines(data), found.etag, found.modified))
        rows += reader.rows(entry.uri, data, load)
    quoted = ", ".join(f'"{name}"' for name in names)
    client.copy_in(f"COPY {copy.table} ({quoted}) FROM STDIN", rows)
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
                yield self._row(record)
            except LoadFailure as failure:
                load.errors.append(LoadError(uri, record, failure))
                if len(load.errors) > self.copy.errors_allowed or failure.fatal:
                    raise LoadFailed(f"Load into table '{self.copy.table}' failed.", "XX000") from None

    def _row(self, record: Record) -> str:
        if len(record.text) * 4 > LARGEST and len(record.text.encode("utf-8", "surrogateescape")) > LARGEST:
            raise LoadFailure(BAD_LINE, f"JSON object size exceeds {LARGEST} bytes", fatal=True)
        if record.fault:
            raise LoadFailure(BAD_LINE, record.fault)
        values = zip(self.choice(record.value), self.columns, strict=True)
        return "\t".join([written(value, column, self.copy) for value, column in values]) + "\n"


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

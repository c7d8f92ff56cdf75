"""COPY … FORMAT AS PARQUET: columns by their place, each of exactly the table's type, or nothing is loaded."""

import tempfile
from collections.abc import Iterable
from pathlib import Path

import duckdb

from doubles.redshift.backend import Backend
from doubles.redshift.copy_statement import Copy
from doubles.redshift.load_history import Load, ScannedFile
from doubles.redshift.objects import Entry, S3Object
from doubles.redshift.refusal import Refused

AS_PARQUET = {
    "bigint": "BIGINT",
    "integer": "INTEGER",
    "double precision": "DOUBLE",
    "boolean": "BOOLEAN",
    "timestamp without time zone": "TIMESTAMP",
    "character varying": "VARCHAR",
}
ESCAPED = str.maketrans({"\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"})


def copy_parquet(backend: Backend, copy: Copy, files: Iterable[tuple[Entry, S3Object]], load: Load) -> None:
    """Load every file within the client's transaction."""
    columns = backend.query(
        "SELECT format_type(atttypid, NULL) FROM pg_attribute "
        f"WHERE attrelid = '{copy.table}'::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum"
    )
    wanted = [AS_PARQUET[str(kind)] for (kind,) in columns]
    lines = []
    for entry, found in files:
        content = found.content
        if entry.length != len(content):
            raise Refused(f"manifest says nothing true of the length of {entry.uri}, which Parquet needs", "XX000")
        with tempfile.NamedTemporaryFile(suffix=".parquet") as file, duckdb.connect() as reader:
            Path(file.name).write_bytes(content)
            held = [str(kind) for _, kind, *_ in reader.execute(f"DESCRIBE FROM '{file.name}'").fetchall()]
            if held != wanted:
                raise Refused(
                    f"Spectrum Scan Error: {entry.uri} has columns {held}, table {copy.table} has {wanted}", "XX000"
                )
            rows = reader.execute(f"FROM '{file.name}'").fetchall()
        load.files.append(ScannedFile(entry.uri, len(content), len(rows), found.etag, found.modified))
        lines += ["\t".join(map(_written, row)) + "\n" for row in rows]
    backend.copy_in(f"COPY {copy.table} FROM STDIN", lines)
    load.rows = len(lines)


def _written(value: object) -> str:
    if value is None:
        return "\\N"
    return repr(value) if isinstance(value, float) else str(value).translate(ESCAPED)

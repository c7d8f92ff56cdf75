"""COPY … FORMAT AS PARQUET: columns by their place, each of exactly the table's type, or nothing is loaded."""

import tempfile
from pathlib import Path

import duckdb

from doubles.redshift.backend import Backend
from doubles.redshift.copy_statement import Copy
from doubles.redshift.objects import Objects
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


def copy_parquet(backend: Backend, copy: Copy, objects: Objects) -> int:
    """Load every object of the manifest within the client's transaction; return the rows."""
    columns = backend.query(
        "SELECT format_type(atttypid, NULL) FROM pg_attribute "
        f"WHERE attrelid = '{copy.table}'::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum"
    )
    wanted = [AS_PARQUET[str(kind)] for (kind,) in columns]
    lines = []
    for uri, length in objects.manifest(copy.uri, copy.role):
        content = objects.read(uri)
        if length != len(content):
            raise Refused(f"manifest says nothing true of the length of {uri}, which Parquet needs", "XX000")
        with tempfile.NamedTemporaryFile(suffix=".parquet") as file, duckdb.connect() as reader:
            Path(file.name).write_bytes(content)
            held = [str(kind) for _, kind, *_ in reader.execute(f"DESCRIBE FROM '{file.name}'").fetchall()]
            if held != wanted:
                raise Refused(
                    f"Spectrum Scan Error: {uri} has columns {held}, table {copy.table} has {wanted}", "XX000"
                )
            rows = reader.execute(f"FROM '{file.name}'").fetchall()
        lines += ["\t".join(map(_written, row)) + "\n" for row in rows]
    backend.copy_in(f"COPY {copy.table} FROM STDIN", lines)
    return len(lines)


def _written(value: object) -> str:
    if value is None:
        return "\\N"
    return repr(value) if isinstance(value, float) else str(value).translate(ESCAPED)

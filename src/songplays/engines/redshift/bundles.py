"""Land source files by way of bundles: read here, laid in S3 as Parquet, loaded by COPY.

The reader is the embedded engine's own, so that every line meets the same verdict, with the same account, as it would
in a DuckDB warehouse. And 15,000 song files become one object, where COPY takes six minutes for as many.
"""

import json
import secrets
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Self

from songplays.config import Config
from songplays.engines.duckdb import DuckDB
from songplays.engines.protocol import Engine, Landed, Landing
from songplays.engines.redshift.copy_statement import Copy, require_role
from songplays.errors import Unreachable, UsageError
from songplays.lake.bucket import Bucket
from songplays.warehouse import changes, schema
from songplays.warehouse.table import Table

BYTES_OF_A_BUNDLE = "128MB"
"""COPY is fastest with files of 1 MB to 1 GB, as many as slices or more."""
LONGEST = 65535
"""As many bytes Redshift holds in a VARCHAR."""


class Bundles:
    """What was laid below [S3] STAGING, and how Redshift gets it from there."""

    def __init__(self, staging: Bucket, role: str) -> None:
        """Lay bundles into `staging`; Redshift reads them as `role`."""
        self._staging = staging
        self._role = role
        self._laid: list[str] = []

    @classmethod
    def of(cls, settings: Config) -> Self:
        """Return the bundles of the settings; UsageError if one that they need is missing."""
        if not settings.s3.staging:
            raise UsageError(
                "[S3] STAGING is not set; name an s3://bucket/prefix, in the cluster's region, that songplays may "
                "write to and Redshift's role may read"
            )
        return cls(Bucket(settings.s3.staging, region=settings.s3.region), require_role(settings.iam_role.arn))

    def land(self, engine: Engine, landing: Landing, on_bytes: Callable[[int], None]) -> Landed:
        """Land files in a staging table; see ``Engine.land``."""
        with _reader(engine, landing) as (reader, folder):
            landed = reader.land(landing, on_bytes)
            prefix = f"load-{landing.load_id}-{secrets.token_hex(4)}"
            for table in (landing.table, schema.LOAD_ERRORS, LANDED_FILES):
                if reader.fetch(f"SELECT 1 FROM {table.name} LIMIT 1").rows:
                    files = _written(reader, table, folder / table.name)
                    engine.execute(str(Copy(table.name, self._lay(f"{prefix}/{table.name}", files), self._role)))
        return landed

    def remove(self) -> None:
        """Take away what was laid: it is loaded, or not wanted. What cannot be removed is left to a lifecycle rule."""
        with suppress(Unreachable):
            self._staging.remove(self._laid)
        self._laid.clear()

    def _lay(self, prefix: str, files: list[Path]) -> str:
        """Put files into the bucket and return the URI of the manifest that lists them."""
        entries = []
        for file in files:
            path = f"{prefix}/{file.name}"
            self._laid.append(path)
            self._staging.put(path, file)
            length = {"content_length": file.stat().st_size}  # Parquet is not read without
            entries.append({"url": f"{self._staging.uri}/{path}", "mandatory": True, "meta": length})
        manifest = f"{prefix}/manifest"
        self._laid.append(manifest)
        self._staging.put(manifest, json.dumps({"entries": entries}).encode())
        return f"{self._staging.uri}/{manifest}"


OF_A_RUN = {table.name: table for table in changes.temporary_tables()}
LISTED_FILES, LANDED_FILES = OF_A_RUN["listed_files"], OF_A_RUN["landed_files"]


@contextmanager
def _reader(engine: Engine, landing: Landing) -> Iterator[tuple[DuckDB, Path]]:
    """Give an embedded warehouse that knows the files to land and nothing else, and the folder it lies in."""
    with TemporaryDirectory(prefix="songplays-") as name, closing(DuckDB(Path(name) / "reader.duckdb")) as reader:
        for table in (landing.table, schema.LOAD_ERRORS, LISTED_FILES, LANDED_FILES):
            reader.create(table)
        columns = ["file_id", "filename", "table_name"]
        listed = engine.fetch(
            f"SELECT {', '.join(columns)} FROM listed_files WHERE table_name = ?", [landing.table.name]
        )
        reader.insert(LISTED_FILES.name, columns, listed.rows)
        yield reader, Path(name)


def _written(reader: DuckDB, table: Table, folder: Path) -> list[Path]:
    """Write a table's rows as Parquet files into `folder` and return them."""
    columns = ", ".join(_fitting(table, name) for name in table.column_names)
    reader.execute(
        f"COPY (SELECT {columns} FROM {table.name}) TO '{folder}' "
        f"(FORMAT parquet, COMPRESSION snappy, FILE_SIZE_BYTES '{BYTES_OF_A_BUNDLE}')"
    )
    return sorted(folder.iterdir())


def _fitting(table: Table, name: str) -> str:
    """Return the column as Redshift can hold it.

    A NUL, which no text may hold there, becomes the character SUBSTITUTE, as long as a NUL. A text longer than the
    longest there, as the raw text of a rejected or shortened one may be, is cut; full_bytes tells how long it was.
    """
    column = table[name]
    if column.type != "VARCHAR":
        return f'"{name}"'
    text = f'replace("{name}", chr(0), chr(26))'
    if column.size == LONGEST:
        text = f'CASE WHEN byte_length("{name}") <= {LONGEST} THEN {text} ELSE left({text}, {LONGEST // 4}) END'
    return f'{text} AS "{name}"'

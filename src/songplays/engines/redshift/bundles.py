"""Land source files by way of bundles: read here, laid in S3 as Parquet, loaded by COPY.

The reader is the embedded engine's own, so that every line meets the same verdict, with the same account, as it would
in a DuckDB warehouse. And 15,000 song files become one object, where COPY takes six minutes for as many.
"""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Self

from songplays.config import Config
from songplays.engines.duckdb import DuckDB
from songplays.engines.protocol import Engine, Landed, Landing
from songplays.engines.redshift.copy_statement import LONGEST, CopyParquet, require_role
from songplays.engines.redshift.laid import Laid, folder_of
from songplays.warehouse import changes, schema
from songplays.warehouse.table import Table

BYTES_OF_A_BUNDLE = "128MB"
"""COPY is fastest with files of 1 MB to 1 GB, as many as slices or more."""


class Bundles:
    """What was laid below [S3] STAGING, and how Redshift gets it from there."""

    def __init__(self, laid: Laid, role: str) -> None:
        """Lay bundles into `laid`; Redshift reads them as `role`."""
        self._laid = laid
        self._role = role

    @classmethod
    def of(cls, staging: str, settings: Config) -> Self:
        """Return the bundles below `staging`; UsageError if a setting that they need is missing."""
        laid = Laid.below(staging, "STAGING", settings.s3.region)
        return cls(laid, require_role(settings.iam_role.arn))

    def land(self, engine: Engine, landing: Landing, on_bytes: Callable[[int], None]) -> Landed:
        """Land files in a staging table; see ``Engine.land``."""
        with _reader(engine, landing) as (reader, folder):
            landed = reader.land(landing, on_bytes)
            prefix = folder_of(landing.load_id)
            for table in (landing.table, schema.LOAD_ERRORS, LANDED_FILES):
                if reader.fetch(f"SELECT 1 FROM {table.name} LIMIT 1").rows:
                    files = _written(reader, table, folder / table.name)
                    manifest = self._lay(f"{prefix}/{table.name}", files)
                    engine.execute(str(CopyParquet(table.name, manifest, self._role)))
        return landed

    def remove(self) -> None:
        """Take away what was laid."""
        self._laid.remove()

    def _lay(self, folder: str, files: list[Path]) -> str:
        """Put files into the bucket and return the URI of the manifest that lists them."""
        entries = []
        for file in files:
            uri = self._laid.put(f"{folder}/{file.name}", file)
            entries.append({"url": uri, "meta": {"content_length": file.stat().st_size}})  # Parquet is not read without
        return self._laid.put_manifest(folder, entries)


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

"""Land source files straight from their bucket: COPY reads the JSON, SQL gives each row its verdict.

Nothing passes through the machine that runs songplays but lists of files. In return COPY does not say which row came
from which file: all rows of one landing stand under one row of the ledger, its path ``*``.
"""

from collections.abc import Callable, Sequence
from typing import Self

from songplays.config import S3, Config
from songplays.engines.protocol import Engine, Landed, Landing
from songplays.engines.redshift import jsonpaths
from songplays.engines.redshift.checked_copy import checked_copy
from songplays.engines.redshift.copy_account import RefusedLine
from songplays.engines.redshift.copy_statement import CopyJson, require_role
from songplays.engines.redshift.laid import Laid, folder_of
from songplays.engines.redshift.landed_rows import landing_table, settle
from songplays.engines.redshift.load_errors import error_rows
from songplays.engines.redshift.read_again import PACKED
from songplays.errors import UsageError
from songplays.lake.bucket import Bucket
from songplays.lake.source import SourceChanged
from songplays.warehouse import schema
from songplays.warehouse.ddl import drop_table
from songplays.warehouse.ledger import COPIED_TOGETHER
from songplays.warehouse.load_errors import insert_errors
from songplays.warehouse.table import Table


class Direct:
    """How Redshift reads source files itself."""

    def __init__(self, laid: Laid, role: str, s3: S3) -> None:
        """Lay lists of files into `laid`; Redshift reads them, and the files, as `role`."""
        self._laid = laid
        self._role = role
        self._s3 = s3

    @classmethod
    def of(cls, settings: Config) -> Self:
        """Return the loader of the settings; UsageError if one that it needs is missing."""
        if not settings.s3.manifests:
            raise UsageError(
                "[S3] MANIFESTS is not set; name an s3://bucket/prefix that songplays may write to and Redshift's role "
                "may read: COPY finds there which files are new (or set [S3] STAGING to load by way of bundles)"
            )
        laid = Laid.below(settings.s3.manifests, "MANIFESTS", settings.s3.region)
        return cls(laid, require_role(settings.iam_role.arn), settings.s3)

    def land(self, engine: Engine, landing: Landing, on_bytes: Callable[[int], None]) -> Landed:
        """Land files in a staging table; see ``Engine.land``."""
        bucket = _bucket(landing)
        table, landed = landing.table, landing_table(landing.table)
        engine.execute(drop_table(landed))
        engine.create(landed, temporary=True)
        folder = folder_of(landing.load_id)
        columns, paths = self._columns_and_paths(table, folder)
        refused: list[RefusedLine] = []
        lines = 0
        for packed in (False, True):
            files = [file for _, file in landing.files if file.path.endswith(PACKED) == packed]
            if files:
                urls = [{"url": f"{bucket.uri}/{file.path}"} for file in files]
                statement = CopyJson(
                    landed.name,
                    columns,
                    self._laid.put_manifest(f"{folder}/{table.name}-{'gzip' if packed else 'plain'}", urls),
                    self._role,
                    bucket.region,
                    paths,
                    packed,
                    landing.most_rejected,
                )
                copied, newly_refused = checked_copy(engine, landing, statement, files)
                refused += newly_refused
                lines += copied
                on_bytes(sum(file.size for file in files))
        _require_unchanged(landing)
        file_id, filename = _write_down_together(engine, landing)
        insert_errors(engine, landing.load_id, error_rows(landing, refused, file_id))
        rejected = settle(engine, landing, file_id, filename) + len(refused)
        ((held,),) = engine.fetch(f"SELECT COUNT(*) FROM {landed.name}").rows
        blank = lines - held - len(refused)
        engine.insert("landed_files", ["file_id", "lines", "rejected", "blank"], [(file_id, lines, rejected, blank)])
        engine.execute(drop_table(landed))
        return Landed(unknown_keys={}, refused={})

    def remove(self) -> None:
        """Take away the lists of files."""
        self._laid.remove()

    def _columns_and_paths(self, table: Table, folder: str) -> tuple[Sequence[str], str | None]:
        """Return the columns to fill, and the URI of the paths to their keys; none where each is called like its key.

        A JSON paths file that is configured says in which order the columns come.
        """
        columns = landing_table(table).column_names
        if columns == tuple(column.key for column in table.columns if column.key):
            return columns, None
        configured = self._s3.log_jsonpath if table is schema.STAGING_EVENTS else None
        if not configured:
            return columns, self._laid.put(f"{folder}/{table.name}.jsonpaths", jsonpaths.rendered(table))
        return [key.lower() for key in jsonpaths.keys_of(configured, table, self._s3.region)], configured


def _bucket(landing: Landing) -> Bucket:
    if isinstance(landing.source, Bucket):
        return landing.source
    raise UsageError(
        f"{landing.source.uri} is a folder, and COPY reads buckets alone; copy the files to S3, or set [S3] STAGING, "
        "by way of which songplays brings them there"
    )


def _require_unchanged(landing: Landing) -> None:
    """Raise SourceChanged unless every file is still as it was listed, and so was when COPY read it."""
    now = {file.path: file for file in landing.source.list()}
    for _, file in landing.files:
        if now.get(file.path) != file:
            raise SourceChanged(landing.source.uri, file)


def _write_down_together(engine: Engine, landing: Landing) -> tuple[int, str]:
    """Add the row that stands for all files of the landing to what this run lists; return its file_id and filename."""
    uri, table = landing.source.uri, landing.table.name
    filename = f"{uri}/{COPIED_TOGETHER}"
    ((highest,),) = engine.fetch("SELECT MAX(file_id) FROM listed_files").rows
    file_id = int(highest) + 1
    engine.execute("UPDATE listed_files SET status = 'copied' WHERE table_name = ?", [table])
    size = sum(file.size for _, file in landing.files)
    row = (file_id, filename, uri, COPIED_TOGETHER, size, "", table, "loaded")
    columns = ["file_id", "filename", "source", "path", "size", "etag", "table_name", "status"]
    engine.insert("listed_files", columns, [row])
    engine.insert("changed_files", ["file_id"], [(file_id,)])
    return file_id, filename

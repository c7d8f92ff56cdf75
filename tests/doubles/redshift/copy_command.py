"""COPY, run as one statement of the client's, recorded, and told as Redshift tells it.

The sentences are those of "Tutorial: Loading data from Amazon S3"; that about replacements is ours, as the
documentation says only that COPY returns their number.
"""

from dataclasses import dataclass

from doubles.redshift.backend import Backend
from doubles.redshift.copy_json import LoadFailed, copy_json, json_reader
from doubles.redshift.copy_parquet import copy_parquet
from doubles.redshift.copy_statement import Copy
from doubles.redshift.load_history import LoadHistory
from doubles.redshift.objects import Objects


@dataclass(frozen=True)
class Loaded:
    """What a COPY did: its rows, and what the client is told beside."""

    rows: int
    notices: tuple[str, ...]


def run_copy(client: Backend, copy: Copy, objects: Objects, history: LoadHistory, *, serverless: bool) -> Loaded:
    """Load what a COPY asks for within the client's transaction; Refused or ServerError if it fails.

    serverless: who looks for errors is sent to another table there.
    """
    table = "sys_load_error_detail" if serverless else "stl_load_errors"
    look = f"Check '{table}' system table for details."
    # What fails before the load begins leaves no trace.
    files = objects.read_all(objects.manifest(copy.uri, copy.role))
    reader = json_reader(client, copy, objects) if copy.fields else None
    with history.recorded(client, copy) as load:
        try:
            if reader:
                copy_json(client, reader, files, load)
            else:
                copy_parquet(client, copy, files, load)
        except LoadFailed as failed:
            raise LoadFailed(f"{failed}  {look}", failed.code) from None
    done = f"Load into table '{copy.table}' completed, "
    notices = [f"{done}{load.rows} record(s) loaded successfully."]
    if load.errors:
        notices.append(f"{done}{len(load.errors)} record(s) could not be loaded.  {look}")
    if load.replacements:
        where = "sys_copy_replacements" if serverless else "stl_replacements"
        notices.append(
            f"{done}{len(load.replacements)} record(s) were loaded with replacements made for ACCEPTINVCHARS.  "
            f"Check '{where}' system table for details."
        )
    return Loaded(load.rows, tuple(notices))

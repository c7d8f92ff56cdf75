"""COPY, run as one statement of the client's, recorded, and told as Redshift tells it."""

from dataclasses import dataclass

from doubles.redshift.backend import Backend
from doubles.redshift.copy_json import LoadFailed, copy_json
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
    objects.manifest(copy.uri, copy.role)  # what fails before the load begins leaves no trace
    with history.recorded(client, copy) as load:
        try:
            if copy.fields:
                copy_json(client, copy, objects, load)
            else:
                copy_parquet(client, copy, objects, load)
        except LoadFailed as failed:
            raise LoadFailed(f"{failed}  {look}", failed.code) from None
    done = f"Load into table '{copy.table}' completed, "
    notices = [f"{done}{load.rows} record(s) loaded successfully."]
    if load.errors:
        notices.append(f"{done}{len(load.errors)} record(s) could not be loaded.  {look}")
    return Loaded(load.rows, tuple(notices))

"""The JSON paths file: which key of an object COPY reads into which column, by their order.

Where the file's one key is not "jsonpaths", COPY does as if there were no file (AWS, "COPY from JSON format"), and a
path that it does not find gives NULL. So a file that somebody else wrote is read before COPY is.
"""

import json
import re

from songplays.engines.redshift.copy_statement import require_plain
from songplays.errors import UsageError
from songplays.lake.bucket import Bucket
from songplays.warehouse.table import Table

PATH = re.compile(r"\$(?:\['(?P<quoted>[^']+)'\]|\[\"(?P<doubly>[^\"]+)\"\]|\.(?P<plain>\w+))")


def rendered(table: Table) -> bytes:
    """Return the file for the keys of `table`, in the order of its columns."""
    return json.dumps({"jsonpaths": [f"$['{column.key}']" for column in table.columns if column.key]}).encode()


def keys_of(uri: str, table: Table, region: str | None) -> list[str]:
    """Return the keys of the file at `uri` in their order.

    UsageError if the file is not there, is no JSON paths file, or does not name each key of `table` once.
    """
    setting = "[S3] LOG_JSONPATH"
    bucket, _, path = uri.removeprefix("s3://").partition("/")
    if not uri.startswith("s3://") or not path:
        raise UsageError(
            f"{setting} {uri!r} is no file in a bucket; write it like s3://udacity-dend/log_json_path.json"
        )
    require_plain(uri, setting)
    content = Bucket(f"s3://{bucket}", region=region).get(path)
    if content is None:
        raise UsageError(f"{uri}: there is no such JSON paths file; check {setting}, or leave it out")
    keys = [_key(path) for path in _paths(content, uri)]
    wanted = [column.key for column in table.columns if column.key]
    for key in keys:
        if key not in wanted:
            raise UsageError(f"{uri}: {key!r} is no key of {table.name}; mend the file, or leave {setting} out")
    for key in wanted:
        if keys.count(key) != 1:
            raise UsageError(
                f"{uri}: names the key {key!r} {keys.count(key)} times instead of once; mend the file, or leave "
                f"{setting} out"
            )
    return keys


def _paths(content: bytes, uri: str) -> list[str]:
    try:
        paths = json.loads(content)["jsonpaths"]
    except (ValueError, KeyError, TypeError):
        paths = None
    if not isinstance(paths, list) or not all(isinstance(path, str) for path in paths):
        raise UsageError(
            f"{uri}: is no JSON paths file, one object with the key jsonpaths and a list of paths; mend it, or leave "
            "[S3] LOG_JSONPATH out"
        )
    return paths


def _key(path: str) -> str:
    """Return the key that a path names; the path itself if it is none to one key of an object."""
    found = PATH.fullmatch(path)
    return next(filter(None, found.groups())) if found else path

"""What is laid into a bucket for COPY to find, until the run is over."""

import json
import secrets
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Self

from songplays.engines.redshift.copy_statement import require_plain
from songplays.errors import Unreachable, UsageError
from songplays.lake.bucket import Bucket


class Laid:
    """The objects of one run below a prefix that songplays may write to, and Redshift's role may read."""

    def __init__(self, prefix: Bucket) -> None:
        """Lay objects below `prefix`."""
        self._prefix = prefix
        self._paths: list[str] = []

    @classmethod
    def below(cls, uri: str, setting: str, region: str | None) -> Self:
        """Return where to lay objects; UsageError if `uri`, which [S3] `setting` says, is no prefix of a bucket."""
        if not uri.startswith("s3://"):
            raise UsageError(f"[S3] {setting} {uri!r} is not in a bucket; name an s3://bucket/prefix")
        require_plain(uri, f"[S3] {setting}")
        return cls(Bucket(uri, region=region))

    def put(self, path: str, content: bytes | Path) -> str:
        """Write an object, bytes or what a file holds, and return its URI."""
        self._paths.append(path)
        self._prefix.put(path, content)
        return f"{self._prefix.uri}/{path}"

    def put_manifest(self, folder: str, entries: Sequence[dict[str, Any]]) -> str:
        """Write the list of exactly the objects that a COPY is to load, each with its url, and return its URI."""
        listed = [{**entry, "mandatory": True} for entry in entries]
        return self.put(f"{folder}/manifest", json.dumps({"entries": listed}).encode())

    def remove(self) -> None:
        """Take away what was laid: it is loaded, or not wanted. What cannot be removed is left to a lifecycle rule."""
        with suppress(Unreachable):
            self._prefix.remove(self._paths)
        self._paths.clear()


def folder_of(load_id: int) -> str:
    """Return a folder of its own for one landing of a load."""
    return f"load-{load_id}-{secrets.token_hex(4)}"

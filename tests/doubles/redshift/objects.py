"""What COPY reads from S3, under the name of a role."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from obstore.exceptions import BaseError
from obstore.store import S3Store

from doubles.redshift.refusal import Refused

OBJECT = re.compile(r"s3://([a-z0-9.-]+)/(.+)")
AT_ONCE = 16
"""Objects asked for at the same time."""


@dataclass(frozen=True)
class Entry:
    """An object that a manifest lists; `length` where that is told."""

    uri: str
    mandatory: bool
    length: int | None


@dataclass(frozen=True)
class S3Object:
    """An object's bytes, and what S3 tells of it."""

    content: bytes
    etag: str
    modified: datetime


@dataclass(frozen=True)
class Objects:
    """The S3 server, and the role that may read it."""

    environment: Mapping[str, str]
    role: str

    def manifest(self, uri: str, role: str) -> list[Entry]:
        """Return each object that a manifest lists; Refused if the role may not read it, or it is none."""
        try:
            entries = json.loads(self.read(uri, role))["entries"]
            found = [_entry(entry, uri) for entry in entries]
        except (ValueError, KeyError, TypeError):
            raise Refused(f"manifest {uri} is not in the right format", "XX000") from None
        if not found:
            raise Refused(f"manifest {uri} lists nothing", "XX000")
        return found

    def read(self, uri: str, role: str) -> bytes:
        """Return an object's bytes; Refused if the role may not read it, or it is not there."""
        if role != self.role:
            raise Refused(f"User arn:aws:redshift:dbuser is not authorized to assume IAM Role {role}", "XX000")
        return self._get(uri).content

    def read_all(self, entries: Iterable[Entry]) -> Iterator[tuple[Entry, S3Object]]:
        """Yield the objects of a manifest in its order, many of them asked for at once.

        One that is not there is left out, or Refused if it is mandatory. Refused if none is there.
        """
        found = False
        with ThreadPoolExecutor(AT_ONCE) as threads:
            for entry, content in threads.map(self._get_entry, entries):
                if content:
                    found = True
                    yield entry, content
        if not found:
            raise Refused("none of the files that the manifest lists is there", "XX000")

    def _get_entry(self, entry: Entry) -> tuple[Entry, S3Object | None]:
        try:
            return entry, self._get(entry.uri)
        except Refused:
            if entry.mandatory:
                raise
            return entry, None

    def _get(self, uri: str) -> S3Object:
        place = OBJECT.fullmatch(uri)
        if not place:
            raise Refused(f"{uri} is no S3 object", "XX000")
        try:
            found = _store(place[1], *(self.environment[name] for name in VARIABLES)).get(place[2])
            return S3Object(found.bytes().to_bytes(), found.meta["e_tag"] or "", found.meta["last_modified"])
        except (FileNotFoundError, BaseError):
            raise Refused(f"The specified S3 object does not exist: {uri}", "XX000") from None


VARIABLES = ("AWS_ENDPOINT_URL", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")


@cache
def _store(bucket: str, endpoint: str, key: str, secret: str) -> S3Store:
    return S3Store(
        bucket,
        endpoint=endpoint,
        access_key_id=key,
        secret_access_key=secret,
        region="us-east-1",
        client_options={"allow_http": True},
    )


def _entry(entry: dict[str, object], uri: str) -> Entry:
    unknown = entry.keys() - {"url", "mandatory", "meta"}
    if unknown:
        raise Refused(f"manifest {uri} has unknown keys: {unknown}", "XX000")
    meta = entry.get("meta")
    length = meta.get("content_length") if isinstance(meta, dict) else None
    return Entry(str(entry["url"]), bool(entry.get("mandatory", False)), length)

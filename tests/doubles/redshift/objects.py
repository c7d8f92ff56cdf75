"""What COPY reads from S3, under the name of a role."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from obstore.exceptions import BaseError
from obstore.store import S3Store

from doubles.redshift.refusal import Refused

OBJECT = re.compile(r"s3://([a-z0-9.-]+)/(.+)")


@dataclass(frozen=True)
class Objects:
    """The S3 server, and the role that may read it."""

    environment: Mapping[str, str]
    role: str

    def manifest(self, uri: str, role: str) -> list[tuple[str, int | None]]:
        """Return URL and content_length, where it is told, of each object that a manifest lists.

        Refused if the role may not read, an object that must be there is not, or none is left.
        """
        if role != self.role:
            raise Refused(f"User arn:aws:redshift:dbuser is not authorized to assume IAM Role {role}", "XX000")
        found = []
        for entry in json.loads(self.read(uri))["entries"]:
            unknown = entry.keys() - {"url", "mandatory", "meta"}
            if unknown:
                raise Refused(f"manifest {uri} has unknown keys: {unknown}", "XX000")
            found.append((str(entry["url"]), _length(entry)))
        if not found:
            raise Refused(f"manifest {uri} lists nothing", "XX000")
        return found

    def read(self, uri: str) -> bytes:
        """Return an object's bytes; Refused if it is not there."""
        place = OBJECT.fullmatch(uri)
        if not place:
            raise Refused(f"{uri} is no S3 object", "XX000")
        store = S3Store(
            place[1],
            endpoint=self.environment["AWS_ENDPOINT_URL"],
            access_key_id=self.environment["AWS_ACCESS_KEY_ID"],
            secret_access_key=self.environment["AWS_SECRET_ACCESS_KEY"],
            region="us-east-1",
            client_options={"allow_http": True},
        )
        try:
            return store.get(place[2]).bytes().to_bytes()
        except (FileNotFoundError, BaseError):
            raise Refused(f"The specified S3 object does not exist: {uri}", "XX000") from None


def _length(entry: dict[str, Any]) -> int | None:
    length: int | None = entry.get("meta", {}).get("content_length")
    return length

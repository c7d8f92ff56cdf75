"""JSON files in a bucket, and a COPY that loads them."""

import json
from dataclasses import dataclass
from itertools import count

import pytest
from redshift_connector.core import Connection
from redshift_connector.error import ProgrammingError

from doubles.driver import run
from doubles.redshift.server import ROLE
from doubles.s3 import S3Server

NUMBERS = count(1)


@dataclass(frozen=True)
class Lake:
    """The bucket ``lake``, and a connection to a cluster that may read it."""

    s3: S3Server
    connection: Connection

    def put(self, content: str | bytes, name: str | None = None) -> str:
        """Write an object and return its URI."""
        name = name or f"{next(NUMBERS)}.json"
        (self.s3.root / "lake" / name).write_bytes(content.encode() if isinstance(content, str) else content)
        return f"s3://lake/{name}"

    def manifest(self, *entries: dict[str, object]) -> str:
        """Write a manifest and return its URI."""
        return self.put(json.dumps({"entries": entries}))

    def copy(self, *contents: str | bytes, options: str = "JSON 'auto'", table: str = "t") -> list[str]:
        """COPY files with `contents` and return their URIs. table: its name, and columns behind it if some only."""
        uris = [self.put(content) for content in contents]
        manifest = self.manifest(*({"url": uri, "mandatory": True} for uri in uris))
        self.run(f"COPY {table} FROM '{manifest}' IAM_ROLE '{ROLE}' REGION 'us-east-1' MANIFEST {options}")
        return uris

    def refused(self, *contents: str | bytes, options: str = "JSON 'auto'", table: str = "t") -> str:
        """COPY, which must fail, and return what the client is told."""
        with pytest.raises(ProgrammingError) as caught:
            self.copy(*contents, options=options, table=table)
        return str(caught.value.args[0]["M"])

    def run(self, sql: str) -> list[list[object]]:
        """Run a statement and return its rows."""
        return run(self.connection, sql)

    def notices(self) -> list[str]:
        """Return what the client was told beside the answers, and forget it."""
        told = [notice[b"M"].decode() for notice in self.connection.notices]
        self.connection.notices.clear()
        return told

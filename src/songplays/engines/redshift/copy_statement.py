"""COPY, rendered from settings that are known to be what they should be; never from pasted strings."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from songplays.errors import UsageError

ROLE = re.compile(r"arn:aws[a-z-]*:iam::\d{12}:role/[\w+=,.@/-]+")
URI = re.compile(r"s3://[a-z0-9.-]+(/[\w.=-]+)+")
LONGEST = 65535
"""As many bytes Redshift holds in a VARCHAR."""
MOST_ERRORS = 100_000
"""The highest MAXERROR there is."""


@dataclass(frozen=True)
class CopyParquet:
    """Load the Parquet files that the manifest at `manifest` lists into `table`, read under the name of `role`.

    Parquet has no other options: no errors allowed, and a bucket in the cluster's region.
    """

    table: str
    manifest: str
    role: str

    def __str__(self) -> str:
        """Return the statement."""
        return f"COPY {self.table} FROM '{self.manifest}' IAM_ROLE '{self.role}' FORMAT AS PARQUET MANIFEST"


@dataclass(frozen=True)
class CopyJson:
    """Load the JSON files that the manifest at `manifest` lists into `columns` of `table`.

    paths: URI of the JSON paths file, one path for each column in their order; None where each column bears the name of
        its key.
    region: where the files and the manifest lie.
    gzip: whether all files are packed; COPY cannot load some that are together with some that are not.
    most_errors: up to so many lines may be refused; with one more, COPY loads nothing. MAXERROR is the number of errors
        at which it stops.
    """

    table: str
    columns: Sequence[str]
    manifest: str
    role: str
    region: str
    paths: str | None
    gzip: bool
    most_errors: int

    def __str__(self) -> str:
        """Return the statement."""
        columns = ", ".join(f'"{column}"' for column in self.columns)
        return (
            f"COPY {self.table} ({columns}) FROM '{self.manifest}' IAM_ROLE '{self.role}' REGION '{self.region}' "
            f"FORMAT AS JSON '{self.paths or 'auto'}'{' GZIP' if self.gzip else ''} MANIFEST "
            f"MAXERROR {min(self.most_errors + 1, MOST_ERRORS)}"
        )


def require_role(arn: str | None) -> str:
    """Return the role's name; UsageError if there is none, or it is no such name."""
    if not arn:
        raise UsageError("[IAM_ROLE] ARN is not set; name the role by which Redshift may read the buckets of [S3]")
    if not ROLE.fullmatch(arn):
        raise UsageError(f"[IAM_ROLE] ARN {arn!r} is no role; write it like arn:aws:iam::123456789012:role/songplays")
    return arn


def require_plain(uri: str, setting: str) -> None:
    """Raise UsageError unless `uri`, which `setting` says, may stand in a statement as it is."""
    if not URI.fullmatch(f"{uri.rstrip('/')}/name"):
        raise UsageError(f"{uri}: {setting} may hold letters, digits and . _ = - between its slashes")

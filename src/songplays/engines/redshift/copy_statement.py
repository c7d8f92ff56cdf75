"""COPY, rendered from settings that are known to be what they should be; never from pasted strings."""

import re
from dataclasses import dataclass

from songplays.errors import UsageError

ROLE = re.compile(r"arn:aws[a-z-]*:iam::\d{12}:role/[\w+=,.@/-]+")
URI = re.compile(r"s3://[a-z0-9.-]+(/[\w.=-]+)+")


@dataclass(frozen=True)
class Copy:
    """Load the Parquet files that the manifest at `manifest` lists into `table`, read under the name of `role`.

    Parquet has no other options: no errors allowed, and a bucket in the cluster's region.
    """

    table: str
    manifest: str
    role: str

    def __str__(self) -> str:
        """Return the statement."""
        if not URI.fullmatch(self.manifest):
            raise UsageError(f"{self.manifest}: [S3] STAGING may hold letters, digits and . _ = - between its slashes")
        return f"COPY {self.table} FROM '{self.manifest}' IAM_ROLE '{self.role}' FORMAT AS PARQUET MANIFEST"


def require_role(arn: str | None) -> str:
    """Return the role's name; UsageError if there is none, or it is no such name."""
    if not arn:
        raise UsageError("[IAM_ROLE] ARN is not set; name the role by which Redshift may read [S3] STAGING")
    if not ROLE.fullmatch(arn):
        raise UsageError(f"[IAM_ROLE] ARN {arn!r} is no role; write it like arn:aws:iam::123456789012:role/songplays")
    return arn

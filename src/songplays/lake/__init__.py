"""The lake: folders and buckets of source files, as they are, before anything is made of them."""

import re

from songplays.errors import UsageError
from songplays.lake.folder import Folder
from songplays.lake.source import Source

SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://")


def open_source(uri: str, *, region: str | None = None) -> Source:
    """Return the source at `uri`: a folder, or ``s3://bucket/prefix``; `region` is the bucket's, where it is known.

    UsageError if the URI is none of these or the folder does not exist; Unreachable if the folder may not be read.
    A bucket is first asked when it is listed.
    """
    scheme = SCHEME.match(uri)
    if not scheme:
        return Folder(uri)
    if scheme[1] != "s3":
        raise UsageError(f"{uri}: sources of the kind {scheme[0]} are not read; give a folder or s3://bucket/prefix")
    from songplays.lake.bucket import Bucket  # noqa: PLC0415 - obstore is heavy, and most runs read a folder

    return Bucket(uri, region=region)

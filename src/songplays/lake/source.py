"""What the warehouse asks of a place where source files lie."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from songplays.errors import Unreachable

ENDINGS = (".json", ".json.gz")
"""What a source file's name ends in; anything else is none of ours."""

CHUNK = 1 << 20
"""Large files are streamed 1 MiB at a time."""


class SourceChanged(Unreachable):
    """A file was replaced or removed between listing and reading it."""

    def __init__(self, uri: str, file: "SourceFile") -> None:
        """Name the file; running again reads what is there by then."""
        super().__init__(f"{uri}/{file.path} changed while it was read; run again")


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One file as it was listed.

    path: below the source, '/' between its parts; may hold any other character.
    size: bytes as stored, compressed or not.
    etag: differs whenever the file was written anew.
    """

    path: str
    size: int
    etag: str


class Source(Protocol):
    """A folder or a bucket. Its methods raise Unreachable when it does not answer or refuses access."""

    @property
    def uri(self) -> str:
        """The absolute path of the folder, or ``s3://bucket/prefix``; no slash at its end."""
        ...

    def list(self) -> list[SourceFile]:
        """Return every file below the source whose name ends as in ENDINGS, sorted by path."""
        ...

    def read_small(self, files: Sequence[SourceFile]) -> Iterator[tuple[SourceFile, bytes]]:
        """Yield each file with all its bytes, in the given order; SourceChanged if one is no longer as listed."""
        ...

    def chunks(self, file: SourceFile) -> Iterator[bytes]:
        """Yield the bytes of one file piece by piece; SourceChanged, at the latest at its end, if it is not as listed.

        What was yielded before the exception is worthless.
        """
        ...

    def local_path(self, file: SourceFile) -> Path | None:
        """Return where the file lies on this machine; None for one in a bucket."""
        ...

    def require_unchanged(self, file: SourceFile) -> None:
        """Raise SourceChanged unless the file is still as listed; for files that were read at their local path."""
        ...

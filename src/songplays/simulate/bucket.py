"""The folder that looks like the bucket: log_data/ and song_data/."""

import shutil
from pathlib import Path
from types import TracebackType
from typing import Self

from songplays.errors import UsageError


class Bucket:
    """Writes files below a new folder, and counts their bytes.

    Until the end of a ``with`` block the files lie in a hidden folder beside it, so that no half of a bucket is ever
    taken for one.
    """

    def __init__(self, root: Path) -> None:
        """Prepare to write; raise UsageError when something is in the folder, for nothing is ever overwritten."""
        if root.exists() and not root.is_dir():
            raise UsageError(f"{root} is a file: name a new folder")
        if root.is_dir() and next(root.iterdir(), None):
            raise UsageError(f"{root} is not empty: name a new folder, or empty this one first")
        self.size = 0
        self._place = root.absolute()
        self._root = self._place.with_name(f".{self._place.name}.unfinished")

    def __enter__(self) -> Self:
        """Make the folders, without what an interrupted run left of them."""
        shutil.rmtree(self._root, ignore_errors=True)
        (self._root / "log_data").mkdir(parents=True)
        (self._root / "song_data").mkdir()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Put everything in its place at once, or leave nothing."""
        if error is None:
            if self._place.exists():
                self._place.rmdir()
            self._root.rename(self._place)
        else:
            shutil.rmtree(self._root, ignore_errors=True)

    def write(self, path: str, content: bytes) -> None:
        """Write a file, once; the path is below the bucket, with / between its parts."""
        place = self._root / path
        try:
            file = place.open("xb")
        except FileNotFoundError:
            place.parent.mkdir(parents=True)
            file = place.open("xb")
        with file:
            self.size += file.write(content)

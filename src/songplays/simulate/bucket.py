"""The folder that looks like the bucket: log_data/ and song_data/."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path

from songplays.errors import UsageError
from songplays.simulate.song_files import song_path


class Bucket:
    """Writes files below a new folder, and counts their bytes."""

    def __init__(self, root: Path) -> None:
        """Make the folder; raise UsageError when something is in it, for nothing is ever overwritten."""
        if root.exists() and not root.is_dir():
            raise UsageError(f"{root} is a file: name a new folder")
        if root.is_dir() and next(root.iterdir(), None):
            raise UsageError(f"{root} is not empty: name a new folder, or empty this one first")
        self.size = 0
        self._root = root
        (root / "log_data").mkdir(parents=True, exist_ok=True)
        (root / "song_data").mkdir(exist_ok=True)

    def write_day(self, day: date, lines: Iterable[str]) -> None:
        """Write a UTC day's log file: lines divided by LF, none after the last."""
        path = self._root / "log_data" / f"{day:%Y}" / f"{day:%m}" / f"{day:%Y-%m-%d}-events.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="ascii", newline="") as file:
            separator = ""
            for line in lines:
                file.write(separator + line)
                separator = "\n"
        self.size += path.stat().st_size

    def write_song(self, track_id: str, content: str) -> None:
        """Write a song's file."""
        path = self._root / "song_data" / song_path(track_id)
        try:
            size = path.write_bytes(content.encode("ascii"))
        except FileNotFoundError:
            path.parent.mkdir(parents=True)
            size = path.write_bytes(content.encode("ascii"))
        self.size += size

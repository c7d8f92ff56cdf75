"""Source files in a folder on this machine."""

import os
import stat
from collections.abc import Iterator, Sequence
from pathlib import Path

from songplays.errors import SongplaysError, Unreachable, UsageError
from songplays.lake.source import CHUNK, ENDINGS, SourceChanged, SourceFile

FIRST_READ = 1 << 14
"""Nearly every small file fits into 16 KiB; asking for more costs more, even if less comes."""


class Folder:
    """A folder with everything below it. Links are followed, yet no folder is read twice.

    One thread lists and reads: the work is all system calls, and more threads made it slower.
    """

    def __init__(self, uri: str) -> None:
        """Open the folder at `uri`, a path; see open_source for what can go wrong."""
        if not uri or "\0" in uri:
            raise UsageError(f"{uri!r} is no source; give a folder or s3://bucket/prefix")
        self.uri = os.path.abspath(Path(uri).expanduser())  # noqa: PTH100 - resolve() would replace a link by its target
        self._root = self.uri.rstrip("/") + "/"
        try:
            os.scandir(self.uri).close()
        except FileNotFoundError:
            raise UsageError(f"{self.uri}: no such folder; check the path") from None
        except NotADirectoryError:
            raise UsageError(f"{self.uri}: not a folder; give the folder that the files lie in") from None
        except OSError as error:
            raise _unreadable(error, self.uri) from None

    def list(self) -> list[SourceFile]:
        """Return every source file below the folder, sorted by path; see Source."""
        files: list[SourceFile] = []
        folders, links, seen = [self.uri], list[str](), set[tuple[int, int]]()
        # Real folders first: what a link shows again keeps its own path, whatever the order on disk.
        while folders or links:
            folder = folders.pop() if folders else _take_first(links)
            try:
                status = os.stat(folder)  # noqa: PTH116 - paths stay plain text here, 14,896 Path objects cost more
                if (status.st_dev, status.st_ino) in seen:
                    continue
                seen.add((status.st_dev, status.st_ino))
                with os.scandir(folder) as entries:
                    for entry in entries:
                        if entry.is_dir(follow_symlinks=False):
                            folders.append(entry.path)
                        elif entry.is_symlink() and os.path.isdir(entry.path):  # noqa: PTH112 - as above
                            links.append(entry.path)
                        elif entry.name.endswith(ENDINGS) and (file := self._listed(entry)):
                            files.append(file)
            except FileNotFoundError:
                continue  # removed since its parent was read, and its files with it
            except OSError as error:
                raise _unreadable(error, folder) from None
        files.sort(key=lambda file: file.path)
        self._require_text_paths(files)
        return files

    def read_small(self, files: Sequence[SourceFile]) -> Iterator[tuple[SourceFile, bytes]]:
        """Yield each file with all its bytes; see Source."""
        for file in files:
            with _Opened(self, file) as descriptor:
                content = os.read(descriptor, FIRST_READ)
                while len(content) < file.size and (more := os.read(descriptor, file.size - len(content))):
                    content += more
                self._require_unchanged(descriptor, file)
            yield file, content

    def chunks(self, file: SourceFile) -> Iterator[bytes]:
        """Yield the bytes of one file, 1 MiB at a time; see Source."""
        with _Opened(self, file) as descriptor:
            while chunk := os.read(descriptor, CHUNK):
                yield chunk
            self._require_unchanged(descriptor, file)

    def local_path(self, file: SourceFile) -> Path:
        """Return where the file lies."""
        return Path(self._root + file.path)

"""Source files in a folder on this machine."""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from songplays.errors import Unreachable, UsageError
from songplays.lake.source import CHUNK, ENDINGS, SourceChanged, SourceFile

FIRST_READ = 1 << 14
"""Nearly every small file fits into 16 KiB; asking for more costs more, even when no more comes."""


class Folder:
    """A folder with everything below it. Links are followed, yet no folder is listed twice.

    One thread lists and reads: the work is all system calls, and further threads gain nothing.
    """

    def __init__(self, uri: str) -> None:
        """Open the folder at `uri`, a path; open_source says what can go wrong."""
        if not uri or "\0" in uri:
            raise UsageError(f"{uri!r} is no source; give a folder or s3://bucket/prefix")
        self.uri = os.path.abspath(Path(uri).expanduser())  # noqa: PTH100 - resolve() would put a link's target instead
        self._root = self.uri.rstrip("/") + "/"
        try:
            os.scandir(self.uri).close()
        except FileNotFoundError:
            raise UsageError(f"{self.uri}: no such folder; check the path") from None
        except NotADirectoryError:
            raise UsageError(f"{self.uri}: not a folder; give the folder that holds the files") from None
        except OSError as error:
            raise _unreadable(self.uri, error) from None

    def list(self) -> list[SourceFile]:
        """Return every source file below the folder, sorted by path; see Source."""
        files = []
        start = len(self._root)
        for entry in _data_files(self.uri):
            try:
                status = entry.stat()
            except FileNotFoundError:
                continue  # removed since its folder was listed
            files.append(SourceFile(entry.path[start:], status.st_size, _etag(status)))
        files.sort(key=lambda file: file.path)
        _require_text(self.uri, [file.path for file in files])
        return files

    def read_small(self, files: Sequence[SourceFile]) -> Iterator[tuple[SourceFile, bytes]]:
        """Yield each file with all its bytes; see Source."""
        for file in files:
            descriptor = self._open(file)
            try:
                content = os.read(descriptor, FIRST_READ)
                while len(content) < file.size and (more := os.read(descriptor, file.size - len(content))):
                    content += more
                self._require_as_listed(file, descriptor, len(content))
            except OSError as error:
                raise _unreadable(self._root + file.path, error) from None
            finally:
                os.close(descriptor)
            yield file, content

    def chunks(self, file: SourceFile) -> Iterator[bytes]:
        """Yield the bytes of one file piece by piece; see Source."""
        descriptor = self._open(file)
        size = 0
        try:
            while chunk := os.read(descriptor, CHUNK):
                size += len(chunk)
                yield chunk
            self._require_as_listed(file, descriptor, size)
        except OSError as error:
            raise _unreadable(self._root + file.path, error) from None
        finally:
            os.close(descriptor)

    def local_path(self, file: SourceFile) -> Path:
        """Return where the file lies."""
        return Path(self._root + file.path)

    def require_unchanged(self, file: SourceFile) -> None:
        """Raise SourceChanged unless the file is still as listed; see Source."""
        descriptor = self._open(file)
        try:
            self._require_as_listed(file, descriptor, os.fstat(descriptor).st_size)
        finally:
            os.close(descriptor)

    def _open(self, file: SourceFile) -> int:
        try:
            return os.open(self._root + file.path, os.O_RDONLY)
        except FileNotFoundError:
            raise SourceChanged(self.uri, file) from None
        except OSError as error:
            raise _unreadable(self._root + file.path, error) from None

    def _require_as_listed(self, file: SourceFile, descriptor: int, size: int) -> None:
        """Raise SourceChanged unless the `size` bytes that were read are what was listed."""
        if size != file.size or _etag(os.fstat(descriptor)) != file.etag:
            raise SourceChanged(self.uri, file)


def _data_files(root: str) -> Iterator[os.DirEntry[str]]:
    """Yield every source file below `root`, in no order."""
    folders, links = [root], list[str]()
    seen: set[tuple[int, int]] = set()
    # Real folders go first, so that a link to one of them never takes its place, whatever the order on disk.
    while folders or links:
        if not folders:
            folders.append(min(links))
            links.remove(folders[0])
        for entry in _entries(folders.pop(), seen):
            is_ours = entry.name.endswith(ENDINGS)
            if entry.is_symlink():
                if os.path.isdir(entry.path):  # noqa: PTH112 - Path objects cost more than the system calls
                    links.append(entry.path)
                elif is_ours:
                    _require_file(entry.path)
                    yield entry
            elif entry.is_dir():
                folders.append(entry.path)
            elif is_ours and entry.is_file():
                yield entry


def _entries(folder: str, seen: set[tuple[int, int]]) -> list[os.DirEntry[str]]:
    """Return what lies directly in `folder`: nothing if it was listed before, which `seen` remembers."""
    try:
        status = os.stat(folder)  # noqa: PTH116 - Path objects cost more than the system calls
        if (status.st_dev, status.st_ino) in seen:
            return []
        seen.add((status.st_dev, status.st_ino))
        with os.scandir(folder) as entries:
            return list(entries)
    except FileNotFoundError:
        return []  # removed since its parent was listed, and its files with it
    except OSError as error:
        raise _unreadable(folder, error) from None


def _require_file(link: str) -> None:
    if not os.path.isfile(link):  # noqa: PTH113 - as above
        raise UsageError(f"{link}: a link that leads to no file; mend it or remove it")


def _etag(status: os.stat_result) -> str:
    """Return what no two versions of a file share: a rewrite may keep size and modification time, but not all three."""
    return f"{status.st_mtime_ns}-{status.st_ctime_ns}-{status.st_ino}"


def _require_text(uri: str, paths: list[str]) -> None:
    """Raise UsageError if a name is not UTF-8: no database could keep it."""
    try:
        "".join(paths).encode()
    except UnicodeEncodeError:
        unnameable = next(path for path in paths if not _is_text(path))
        shown = unnameable.encode("utf-8", "backslashreplace").decode()
        raise UsageError(f"{uri}/{shown}: the file's name is not UTF-8; rename it") from None


def _is_text(path: str) -> bool:
    try:
        path.encode()
    except UnicodeEncodeError:
        return False
    return True


def _unreadable(path: str, error: OSError) -> Unreachable:
    reason = (error.strerror or str(error)).lower()
    return Unreachable(f"{path}: cannot be read ({reason}); check the path and who may read it")

"""Which file version is in the warehouse, and what a run therefore has to do."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from songplays.engines.protocol import Reader
from songplays.lake.source import SourceFile

COPIED_TOGETHER = "*"
"""The path of the row that stands for all files which a load copied together: no file's path reads like it."""


class Version(NamedTuple):
    """The newest version of a file that was read.

    file_ids: this version, and any before it whose rows are still in because this one was refused.
    copied: its rows cannot be told from those of the files that were copied together with it.
    """

    size: int
    etag: str
    file_ids: tuple[int, ...]
    copied: bool


@dataclass(frozen=True)
class Plan:
    """What a run does with the files of one source.

    new: not seen before. replaced: (the file as it is now, file_ids of the versions it replaces).
    gone: loaded before and no longer listed; their rows stay. unchanged: how many need nothing.
    """

    new: list[SourceFile]
    replaced: list[tuple[SourceFile, tuple[int, ...]]]
    gone: list[str]
    unchanged: int

    @property
    def to_load(self) -> list[SourceFile]:
        """The files to read, in order of path."""
        return sorted([*self.new, *(file for file, _ in self.replaced)], key=lambda file: file.path)


def held(engine: Reader, source: str) -> dict[str, Version]:
    """Return the version that the warehouse holds of each file of `source`, by path."""
    rows = engine.fetch(
        "SELECT path, size, etag, file_id, status FROM load_files "
        "WHERE source = ? AND status <> 'replaced' AND path <> ? ORDER BY file_id",
        [source, COPIED_TOGETHER],
    ).rows
    versions: dict[str, Version] = {}
    for path, size, etag, file_id, status in rows:
        before = versions.get(path, Version(0, "", (), copied=False))
        versions[path] = Version(size, etag, (*before.file_ids, file_id), copied=before.copied or status == "copied")
    return versions


def copied_together(engine: Reader, source: str) -> list[int]:
    """Return the file_ids under which lie the rows of files of `source` that were copied together."""
    return [
        file_id
        for (file_id,) in engine.fetch(
            "SELECT file_id FROM load_files WHERE source = ? AND status <> 'replaced' AND path = ?",
            [source, COPIED_TOGETHER],
        ).rows
    ]


def plan(listed: Iterable[SourceFile], known: Mapping[str, Version], *, full_refresh: bool) -> Plan:
    """Compare what is there with what is held. A file is the same if its size and etag are; `full_refresh`: none is."""
    new: list[SourceFile] = []
    replaced: list[tuple[SourceFile, tuple[int, ...]]] = []
    unchanged = 0
    paths = set()
    for file in listed:
        paths.add(file.path)
        version = known.get(file.path)
        if version is None:
            new.append(file)
        elif full_refresh or (file.size, file.etag) != (version.size, version.etag):
            replaced.append((file, version.file_ids))
        else:
            unchanged += 1
    return Plan(new, replaced, sorted(known.keys() - paths), unchanged)

"""Lay source files out on local disk the way the warehouse reads them fastest.

A large file is read by the warehouse itself: in place if it lies in a folder as plain text, else fetched and unpacked
into the spool. Small files are framed into lines here and written to one bundle, because opening thousands of files
one by one costs the warehouse more than reading them (14,896 song files: 4.8 s against 0.3 s). So are large files that
the warehouse would cut into lines otherwise than we do.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import Path
from typing import IO

from songplays.lake.framing import (
    LARGEST_OF_OBJECTS,
    SEPARATOR,
    WHITE_SPACE,
    Framing,
    Line,
    is_one_object_a_line,
    lines,
    objects,
)
from songplays.lake.gunzip import MAGIC, BadGzip, gunzip
from songplays.lake.plain import is_plain
from songplays.lake.source import CHUNK, Source, SourceFile

SMALL = 1 << 18
"""Up to 256 KiB a file goes into the bundle; above, the warehouse reads it by itself."""


BATCH = 1000
"""How many small files are looked at in one go: one look at a thousand costs little more than one at each."""


@dataclass
class Spool:
    """What is ready to be read.

    direct: (file_id, file that the warehouse cuts into lines as we do; see ``plain``).
    bundle: file of rows file_id, line_number, size, problem, line; see SEPARATOR.
    in_place: those files that lie where they were listed, which may still be changed while they are read.
    refused: file_id → why nothing of the file can be read.
    """

    folder: Path
    direct: list[tuple[int, Path]] = field(default_factory=list)
    bundle: Path | None = None
    in_place: list[SourceFile] = field(default_factory=list)
    refused: dict[int, str] = field(default_factory=dict)


def spool(
    source: Source,
    files: Sequence[tuple[int, SourceFile]],
    framing: Framing,
    folder: Path,
    on_file: Callable[[int], None] = lambda _size: None,
) -> Spool:
    """Make `files` (file_id, file) of `source` readable, using the empty `folder`.

    `on_file` hears the size of each file that is fetched; one that is read in place is not.
    """
    spooled = Spool(folder)
    small = [(file_id, file) for file_id, file in files if file.size <= SMALL]
    large = [(file_id, file) for file_id, file in files if file.size > SMALL]
    with (folder / "bundle").open("wb") as bundle:
        contents = zip(small, source.read_small([file for _, file in small]), strict=True)
        while batch := [(file_id, content) for (file_id, _), (_, content) in islice(contents, BATCH)]:
            if not (framing == "objects" and _bundled_as_objects(bundle, batch)):
                for file_id, content in batch:
                    _lay_out(spooled, bundle, file_id, [content], framing)
            on_file(sum(len(content) for _, content in batch))
        places = _read_in_place(source, [file for _, file in large], framing)
        for (file_id, file), place in zip(large, places, strict=True):
            if place:
                spooled.direct.append((file_id, place))
                spooled.in_place.append(file)
            else:
                _lay_out(spooled, bundle, file_id, source.chunks(file), framing)
                on_file(file.size)
        if bundle.tell():
            spooled.bundle = folder / "bundle"
    return spooled


def _read_in_place(source: Source, files: Sequence[SourceFile], framing: Framing) -> Iterator[Path | None]:
    """Yield where each file lies that the warehouse can read there, and None for the others."""

    def place_to_read(file: SourceFile) -> Path | None:
        place = source.local_path(file)
        return place if place and not _is_gzip(place) and is_plain(place, framing) else None

    with ThreadPoolExecutor() as pool:  # looking at a file is waiting for its bytes, for the most part
        yield from pool.map(place_to_read, files)


def _bundled_as_objects(bundle: IO[bytes], batch: Sequence[tuple[int, bytes]]) -> bool:
    """Write files of one object on one line each, as nearly all song files are; False if a file of them is not."""
    objects = [content.rstrip(WHITE_SPACE) for _, content in batch]
    joined = b"\n".join(objects)
    if not (
        joined.isascii()
        and SEPARATOR not in joined
        and joined.count(b"\n") == len(batch) - 1
        and is_one_object_a_line(joined)
    ):
        return False
    head = SEPARATOR.join((b"%d", b"1", b"", b"", b""))
    bundle.writelines(head % file_id + line + b"\n" for (file_id, _), line in zip(batch, objects, strict=True))
    return True


def _lay_out(spooled: Spool, bundle: IO[bytes], file_id: int, packed: Iterable[bytes], framing: Framing) -> None:
    start = bundle.tell()
    try:
        chunks = _unpacked(packed)
        head = b""
        for chunk in chunks:
            head += chunk
            if len(head) > SMALL:
                _lay_out_large(spooled, bundle, file_id, chain([head], chunks), framing)
                return
        _write_small(bundle, file_id, head, framing)
    except BadGzip as error:
        bundle.truncate(start)
        bundle.seek(start)
        (spooled.folder / str(file_id)).unlink(missing_ok=True)
        spooled.refused[file_id] = str(error)


def _lay_out_large(spooled: Spool, bundle: IO[bytes], file_id: int, chunks: Iterable[bytes], framing: Framing) -> None:
    place = spooled.folder / str(file_id)
    with place.open("wb") as file:
        file.writelines(chunks)
    if is_plain(place, framing):
        spooled.direct.append((file_id, place))
    else:
        _write_large(bundle, file_id, place, framing)
        place.unlink()


def _unpacked(packed: Iterable[bytes]) -> Iterator[bytes]:
    """Yield plain bytes, whatever the file's name says: gzip is known by how it starts."""
    pieces = iter(packed)
    first = next(pieces, b"")
    rest = chain([first], pieces)
    return gunzip(rest) if first.startswith(MAGIC) else iter(rest)


def _is_gzip(place: Path) -> bool:
    with place.open("rb") as file:
        return file.read(len(MAGIC)) == MAGIC


def _write_small(bundle: IO[bytes], file_id: int, content: bytes, framing: Framing) -> None:
    if not (framing == "objects" and _bundled_as_objects(bundle, [(file_id, content)])):
        _write(bundle, file_id, objects(content) if framing == "objects" else lines([content]))


def _write_large(bundle: IO[bytes], file_id: int, place: Path, framing: Framing) -> None:
    if framing == "objects" and place.stat().st_size <= LARGEST_OF_OBJECTS:
        _write(bundle, file_id, objects(place.read_bytes()))
    else:
        with place.open("rb") as file:
            _write(bundle, file_id, lines(iter(lambda: file.read(CHUNK), b"")))


def _write(bundle: IO[bytes], file_id: int, framed: Iterable[Line]) -> None:
    key = b"%d" % file_id
    for number, text, size, problem in framed:
        # A line that holds the separator is no JSON; with a blank in it, it is still none, but a single column.
        line = text.replace(SEPARATOR, b" \x1c ")
        bundle.write(SEPARATOR.join((key, b"%d" % number, b"%d" % size, problem.encode(), line)) + b"\n")

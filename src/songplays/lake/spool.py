"""Lay source files out on local disk the way the warehouse reads them fastest.

A large file is read by the warehouse itself: in place if it lies in a folder as plain text, else fetched and unpacked
into the spool. Small files are framed into lines here and written to one bundle, because opening thousands of files
one by one costs the warehouse more than reading them (14,896 song files: 4.8 s against 0.3 s).
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import IO, Literal

from songplays.lake.framing import MAX_LINE, WHITE_SPACE, Line, is_one_object_line, lines, objects
from songplays.lake.gunzip import MAGIC, BadGzip, gunzip
from songplays.lake.source import Source, SourceFile

SMALL = 1 << 18
"""Up to 256 KiB a file goes into the bundle; above, the warehouse reads it by itself."""

LARGEST_OF_OBJECTS = 1 << 26
"""Up to 64 MiB a file may hold objects spread over lines; above, one object a line is expected."""

SEPARATOR = b"\x1c\x1d\x1e\x1f"
"""Between the columns of a bundle: four control characters that no JSON text may hold."""

LOOK = 1 << 17
"""How many bytes are looked at in one go: few enough to stay in the processor's cache."""

Framing = Literal["lines", "objects"]


@dataclass
class Spool:
    """What is ready to be read.

    direct: (file_id, plain text file with one line a row).
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
        contents = source.read_small([file for _, file in small])
        for (file_id, file), (_, content) in zip(small, contents, strict=True):
            _lay_out(spooled, bundle, file_id, [content], framing)
            on_file(file.size)
        for file_id, file in large:
            place = source.local_path(file)
            if place and not _is_gzip(place):
                spooled.direct.append((file_id, place))
                spooled.in_place.append(file)
            else:
                _lay_out(spooled, bundle, file_id, source.chunks(file), framing)
                on_file(file.size)
        if bundle.tell():
            spooled.bundle = folder / "bundle"
    return spooled


def reframe(places: Iterable[tuple[int, Path]], framing: Framing, folder: Path) -> Spool:
    """Frame files that the warehouse could not read by itself, each into lines of a new bundle in `folder`."""
    with (folder / "reframed").open("wb") as bundle:
        for file_id, place in places:
            if framing == "objects" and place.stat().st_size <= LARGEST_OF_OBJECTS:
                _write(bundle, file_id, objects(place.read_bytes()))
            else:
                with place.open("rb") as file:
                    _write(bundle, file_id, lines(iter(lambda: file.read(1 << 20), b"")))
    return Spool(folder, bundle=folder / "reframed")


def is_plain(place: Path) -> bool:
    r"""Tell whether the warehouse cuts a file into lines as we do.

    It would end a line at a lone \r too, take a separator for the end of a column, and lose a line that is longer than
    its buffer without a word. Searching for single bytes goes at the speed of memory.
    """
    buffer = bytearray(LOOK)
    offset = line = 0
    with place.open("rb", buffering=0) as file:
        while read := file.readinto(buffer):
            if buffer.find(b"\r", 0, read) >= 0 or buffer.find(SEPARATOR[:1], 0, read) >= 0:
                return False
            first, last = buffer.find(b"\n", 0, read), buffer.rfind(b"\n", 0, read)
            if offset + (read if first < 0 else first) - line > MAX_LINE:
                return False
            line = line if last < 0 else offset + last + 1
            offset += read
    return True


def _lay_out(spooled: Spool, bundle: IO[bytes], file_id: int, packed: Iterable[bytes], framing: Framing) -> None:
    start = bundle.tell()
    try:
        chunks = _unpacked(packed)
        head = b""
        for chunk in chunks:
            head += chunk
            if len(head) > SMALL:
                place = spooled.folder / str(file_id)
                with place.open("wb") as file:
                    file.writelines(chain([head], chunks))
                spooled.direct.append((file_id, place))
                return
        _write_small(bundle, file_id, head, framing)
    except BadGzip as error:
        bundle.truncate(start)
        bundle.seek(start)
        (spooled.folder / str(file_id)).unlink(missing_ok=True)
        spooled.refused[file_id] = str(error)


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
    if framing == "objects" and content.isascii() and SEPARATOR not in content and is_one_object_line(content):
        # Nearly every song file: no need to look at it token by token.
        bundle.write(SEPARATOR.join((b"%d" % file_id, b"1", b"", b"", content.rstrip(WHITE_SPACE))) + b"\n")
    else:
        _write(bundle, file_id, objects(content) if framing == "objects" else lines([content]))


def _write(bundle: IO[bytes], file_id: int, framed: Iterable[Line]) -> None:
    key = b"%d" % file_id
    for number, text, size, problem in framed:
        # A line that holds the separator is no JSON; with a blank in it, it is still none, but a single column.
        line = text.replace(SEPARATOR, b" \x1c ")
        bundle.write(SEPARATOR.join((key, b"%d" % number, b"%d" % size, problem.encode(), line)) + b"\n")

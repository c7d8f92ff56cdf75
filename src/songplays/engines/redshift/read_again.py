"""Count lines as the embedded reader frames them, where COPY's own count cannot tell whether it missed any."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from songplays.engines.protocol import Landing
from songplays.lake.framing import Line, lines, objects
from songplays.lake.gunzip import gunzip
from songplays.lake.source import SourceFile

PACKED = ".gz"


def lines_and_blanks(landing: Landing, files: Sequence[SourceFile]) -> tuple[int, int]:
    """Return how many lines of `files` hold something, and how many are blank."""
    counts = [0, 0]
    for file in files:
        chunks = landing.source.chunks(file)
        for line in _framed(landing, gunzip(chunks) if file.path.endswith(PACKED) else chunks):
            counts[not line.text.strip()] += 1
    return counts[0], counts[1]


def _framed(landing: Landing, chunks: Iterable[bytes]) -> Iterator[Line]:
    pieces = iter(chunks)
    return objects(b"".join(pieces)) if landing.framing == "objects" else lines(chain(pieces))

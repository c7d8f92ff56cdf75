"""Read files again as the embedded reader frames them, where COPY's own count cannot tell whether it missed a line."""

import json
from collections.abc import Container, Iterator, Sequence
from typing import NamedTuple, NoReturn

from songplays.engines.protocol import Landing
from songplays.lake.framing import WHITE_SPACE, Line, lines, objects
from songplays.lake.gunzip import gunzip
from songplays.lake.source import SourceFile

PACKED = ".gz"
"""How the name of a file ends that COPY is to unpack."""


def _no_json(name: str) -> NoReturn:
    raise ValueError(name)


DECODER = json.JSONDecoder(parse_constant=_no_json)
"""One that takes no NaN for a number."""


class Found(NamedTuple):
    """What files hold: objects that COPY had to load, lines that are something else, and blank ones."""

    objects: int
    others: int
    blank: int


def read_again(landing: Landing, files: Sequence[SourceFile], refused: Container[tuple[str, int]]) -> Found:
    """Count what `files` hold; `refused`: URI and number of lines that are well-formed and yet were not loaded."""
    found = others = blank = 0
    for file in files:
        uri = f"{landing.source.uri}/{file.path}"
        for line in _framed(landing, file):
            if not line.text.strip(WHITE_SPACE):
                blank += 1
            elif (uri, line.number) not in refused:
                objects_of_line = _objects(line)
                found += objects_of_line
                others += objects_of_line == 0
    return Found(found, others, blank)


def _framed(landing: Landing, file: SourceFile) -> Iterator[Line]:
    chunks = landing.source.chunks(file)
    if file.path.endswith(PACKED):
        chunks = gunzip(chunks)
    return objects(b"".join(chunks)) if landing.framing == "objects" else lines(chunks)


def _objects(line: Line) -> int:
    """Return how many JSON objects stand on a line; 0 if anything else does."""
    if line.problem:
        return 0
    text, place, found = line.text.decode(), 0, 0
    while place < len(text):
        try:
            value, place = DECODER.raw_decode(text, place)
        except (ValueError, RecursionError):
            return 0
        if not isinstance(value, dict):
            return 0
        found += 1
        place += len(text[place:]) - len(text[place:].lstrip(" \t"))
    return found

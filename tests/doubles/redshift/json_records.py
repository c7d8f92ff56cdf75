"""The JSON objects and arrays that follow one another in a file, each of which is to be a row.

After "Data format parameters" (JSON data file): each is a root-level structure; it may span lines, and nothing but
white space is between two. Any other character there is an error, one for each such place, and the search goes on with
the next brace or bracket. LINE_NUMBER is the last line of the structure that caused the error.

Where the documentation is silent, we chose: after a structure that is not well-formed the search goes on with the first
line that begins with a brace or bracket, from the line on which the reader gave up. A line that is cut may so take the
lines behind it along. Of a key told twice, the last value counts. A byte order mark is a character like another.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NoReturn


class Number(str):
    """A JSON number as it is written."""

    __slots__ = ()


Value = None | bool | str | list["Value"] | dict[str, "Value"]
"""A JSON value; a number is a Number."""


@dataclass(frozen=True)
class Record:
    """A structure: its value, its text, and its last line, counted from 1. `fault` tells why it is none."""

    line: int
    text: str
    value: Value = None
    fault: str | None = None


BLANKS = " \t\n\r"
WHITE = re.compile(f"[{BLANKS}]*")
OPENING = re.compile(r"[{\[]")
NEXT_LINE = re.compile(r"^[ \t\r]*(?=[{\[])", re.MULTILINE)


def _no_number(name: str) -> NoReturn:
    raise ValueError(name)


DECODER = json.JSONDecoder(parse_int=Number, parse_float=Number, parse_constant=_no_number)


def decoded(data: bytes) -> str:
    """Return a file's text; bytes that are no UTF-8 are kept as lone surrogates, to be told from what was meant."""
    return data.decode("utf-8", "surrogateescape")


def json_records(text: str) -> Iterator[Record]:
    """Yield what is to be a row, and what is at fault, in the order of the file."""
    place, line = 0, 1
    while (start := _end_of_white(text, place)) < len(text):
        if text[start] not in "{[":
            opening = OPENING.search(text, start)
            end = opening.start() if opening else len(text)
            junk = text[start:end].rstrip(BLANKS)
            line += text.count("\n", place, start + len(junk))
            place = start + len(junk)
            yield Record(line, junk, fault="Invalid value.")
            continue
        try:
            value, end = DECODER.raw_decode(text, start)
        except (ValueError, RecursionError) as error:
            stopped = error.pos if isinstance(error, json.JSONDecodeError) else start
            following = NEXT_LINE.search(text, max(text.rfind("\n", 0, stopped) + 1, start + 1))
            end = following.end() if following else len(text)
            broken = text[start:end].rstrip(BLANKS)
            last = min(stopped, start + len(broken))
            line += text.count("\n", place, last)
            yield Record(line, broken, fault="Invalid value.")
            line += text.count("\n", last, end)
        else:
            line += text.count("\n", place, end)
            yield Record(line, text[start:end], value)
        place = end


def lines(data: bytes) -> int:
    """Return how many lines a file has; the last may lack its newline."""
    return data.count(b"\n") + (not data.endswith(b"\n") and bool(data))


def _end_of_white(text: str, place: int) -> int:
    found = WHITE.match(text, place)
    return found.end() if found else place

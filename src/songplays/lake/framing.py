"""Cut a file's bytes into lines, each with its number, and say which ones are no text at all.

The warehouse reads large, plain files by itself (see ``plain``). What it cannot frame exactly comes through here: files
of song objects (spread over lines, or several to a line), and files with bytes that are not UTF-8 or lines too long to
hold.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Literal, NamedTuple

MAX_LINE = 1 << 20
"""The longest line that is read: 1 MiB, some two thousand times a usual one."""

MAX_SPREAD = 1 << 16
"""The most bytes over which one song object may be spread; the usual one has 300."""

LARGEST_OF_OBJECTS = 1 << 26
"""Up to 64 MiB a file may hold objects spread over lines; above, one object a line is expected."""

KEPT_OF_LONG_LINE = 4096
"""How much of a line over MAX_LINE is kept to recognise it by."""

SEPARATOR = b"\x1c\x1d\x1e\x1f"
"""Between the columns of a bundle of lines: four control characters that no JSON text may hold."""

Framing = Literal["lines", "objects"]
"""What a file is cut into."""

BOM = b"\xef\xbb\xbf"
WHITE_SPACE = b" \t\r\n"
"""What JSON allows between its tokens."""

OBJECT_TOKEN = re.compile(rb'"(?:[^"\\]|\\.)*"|[{}]', re.DOTALL)
STRING_OR_LINE_END = re.compile(rb'("(?:[^"\\]|\\.)*")|[\r\n]', re.DOTALL)
TWO_OBJECTS_ON_A_LINE = re.compile(rb"\}[ \t]*\{")


class Line(NamedTuple):
    """One line: its number from 1, its text (a part if it is too long), its bytes, and why it is no text or ''."""

    number: int
    text: bytes
    size: int
    problem: str = ""


def lines(chunks: Iterable[bytes]) -> Iterator[Line]:
    r"""Yield every line of a file given in pieces, blank ones included. A line ends at \n; a \r is white space."""
    for number, text, size in _physical_lines(_without_bom(chunks)):
        yield _text_line(number, text)._replace(size=size) if size <= MAX_LINE else _too_long(number, text, size)


def objects(content: bytes) -> Iterator[Line]:
    """Yield every object of a song file as a line, however it is laid out; what is no object comes line by line.

    An object that starts on the line of the one before gets the next number, so that a number is never used twice.
    """
    content = content.removeprefix(BOM)
    position, physical, number = 0, 1, 0
    while position < len(content):
        end = content.find(b"\n", position)
        end = len(content) if end < 0 else end
        number = max(number + 1, physical)
        start = _skip_blanks(content, position, end)
        stop = end if start == end else _object_end(content, start, end)
        piece = content[start:stop]
        yield _text_line(number, piece)
        physical += piece.count(b"\n")
        end = content.find(b"\n", stop)
        end = len(content) if end < 0 else end
        if _skip_blanks(content, stop, end) == end:
            stop, physical = end + 1, physical + 1
        position = stop


def is_one_object_a_line(content: bytes) -> bool:
    """Tell whether each line is one object and nothing else, as in almost all song files; no line end at the end."""
    return (
        content.startswith(b"{")
        and content.endswith(b"}")
        and content.count(b"}\n{") == content.count(b"\n")
        and b"\r" not in content
        and not TWO_OBJECTS_ON_A_LINE.search(content)
    )


def _object_end(content: bytes, start: int, line_end: int) -> int:
    """Return where the object that starts at `start` ends, or the line's end if it never does."""
    depth = 0
    if content.startswith(b"{", start):
        for token in OBJECT_TOKEN.finditer(content, start, start + MAX_SPREAD):
            depth += {b"{": 1, b"}": -1}.get(token[0], 0)
            if depth == 0:
                return token.end()
    return line_end


def _skip_blanks(content: bytes, start: int, end: int) -> int:
    while start < end and content[start] in b" \t\r":
        start += 1
    return start


def _without_bom(chunks: Iterable[bytes]) -> Iterator[bytes]:
    head = b""
    pieces = iter(chunks)
    for piece in pieces:
        head += piece
        if len(head) >= len(BOM):
            break
    yield head.removeprefix(BOM)
    yield from pieces


def _physical_lines(chunks: Iterable[bytes]) -> Iterator[tuple[int, bytes, int]]:
    """Yield number, text and size of each line; of a line over MAX_LINE only the head, so that memory stays bounded."""
    number, rest, size = 1, b"", 0
    for chunk in chunks:
        *complete, tail = chunk.split(b"\n")
        for piece in complete:
            yield number, rest + piece[: MAX_LINE + 1 - len(rest)], size + len(piece)
            number, rest, size = number + 1, b"", 0
        rest += tail[: MAX_LINE + 1 - len(rest)]
        size += len(tail)
    if size:
        yield number, rest, size


def _text_line(number: int, text: bytes) -> Line:
    """Return the line as text, with a blank for each line end between its tokens; within a text JSON allows none."""
    size = len(text)
    if size > MAX_LINE:
        return _too_long(number, text, size)
    if not text.isascii():
        try:
            text.decode()
        except UnicodeDecodeError as error:
            return Line(number, _readable(text), size, f"not UTF-8 at byte {error.start + 1}")
    text = text.strip(WHITE_SPACE)
    if b"\r" in text or b"\n" in text:
        text = STRING_OR_LINE_END.sub(lambda found: found[1] or b" ", text)
        if b"\r" in text or b"\n" in text:
            return Line(number, _readable(text), size, "malformed JSON")
    return Line(number, text, size)


def _too_long(number: int, head: bytes, size: int) -> Line:
    return Line(number, _readable(head), size, f"line of {size:,} bytes, limit {MAX_LINE:,}")


def _readable(text: bytes) -> bytes:
    r"""Return bytes as text that can be kept and shown, with \xNN where they are none."""
    kept = text[:KEPT_OF_LONG_LINE].decode("utf-8", "backslashreplace")
    return kept.replace("\r", "\\r").replace("\n", "\\n").encode()

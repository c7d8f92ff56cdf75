"""Bytes are cut into lines, each with its number; what is no text says why."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from songplays.lake.framing import MAX_LINE, Line, is_one_object_a_line, lines, objects

BOM = b"\xef\xbb\xbf"
PIECES = st.lists(st.sampled_from([b"a", b"\n", b"\r", b" ", b"\xc3\xb6", b"\xff", b"{}", BOM]), max_size=30).map(
    b"".join
)


def test_lines_are_numbered_from_one() -> None:
    """Every line has its number, blank ones included."""
    assert [(line.number, line.text) for line in lines([b"a\n\nb\n"])] == [(1, b"a"), (2, b""), (3, b"b")]


@pytest.mark.parametrize("content", [b"", BOM])
def test_nothing(content: bytes) -> None:
    """A file without a byte has no line."""
    assert list(lines([content])) == []
    assert list(objects(content)) == []


def test_last_line_needs_no_end() -> None:
    """A line feed ends a line and starts none."""
    assert list(lines([b"a\nb"])) == list(lines([b"a\nb\n"]))


@pytest.mark.parametrize("content", [BOM + b"a\n", BOM[:2], BOM + BOM + b"a"])
@pytest.mark.parametrize("size", [1, 2, 3, 100])
def test_bom_in_pieces(content: bytes, size: int) -> None:
    """One BOM is taken off, in whatever pieces it comes."""
    pieces = [content[at : at + size] for at in range(0, len(content), size)]

    assert b"".join(line.text for line in lines(pieces)) == b"".join(line.text for line in lines([content]))


@given(PIECES, st.integers(1, 7))
def test_pieces_make_no_difference(content: bytes, size: int) -> None:
    """However a file is cut into pieces, its lines are the same."""
    pieces = [content[at : at + size] for at in range(0, len(content), size)]

    assert list(lines(pieces)) == list(lines([content]))


@given(PIECES)
def test_every_line_feed_counts(content: bytes) -> None:
    """The numbers run from one to the number of lines, without a gap."""
    plain = content.removeprefix(BOM)
    count = plain.count(b"\n") + (plain[-1:] not in (b"\n", b""))

    assert [line.number for line in lines([content])] == list(range(1, count + 1))


@given(PIECES)
def test_size_is_that_of_the_line(content: bytes) -> None:
    """A line's size is its bytes in the file, without its line feed."""
    expected = [len(line) for line in content.removeprefix(BOM).split(b"\n")]

    assert [line.size for line in lines([content])] == expected[: len(list(lines([content])))]


@given(PIECES)
def test_text_is_utf8(content: bytes) -> None:
    """Whatever a file holds, what stands for a line is UTF-8 and has no line end in it."""
    for line in lines([content]):
        assert not {"\n", "\r"} & set(line.text.decode())


def test_not_utf8() -> None:
    """A line that is not UTF-8 says where, and is kept readable; the next one is fine."""
    assert list(lines([b"a\xffb\nc"])) == [Line(1, b"a\\xffb", 3, "not UTF-8 at byte 2"), Line(2, b"c", 1)]


@pytest.mark.parametrize(("more", "problem"), [(0, ""), (1, "line of 1,048,577 bytes, limit 1,048,576")])
@pytest.mark.parametrize("piece", [1000, 1 << 20, 1 << 24])
def test_longest_line(more: int, problem: str, piece: int) -> None:
    """A line of 1 MiB is read; of a longer one a part is kept, and its size."""
    content = b"x" * (MAX_LINE + more) + b"\ny"
    pieces = [content[at : at + piece] for at in range(0, len(content), piece)]

    first, second = lines(pieces)

    assert (first.size, first.problem, len(first.text)) == (MAX_LINE + more, problem, 4096 if more else MAX_LINE)
    assert second == Line(2, b"y", 1)


def test_long_line_that_is_cut_within_a_character() -> None:
    """The part that is kept of a long line is text, wherever it is cut."""
    for shift in range(4):
        (line,) = lines([b"x" * shift + "🎵".encode() * (MAX_LINE // 4 + 1)])
        assert line.text.decode().startswith("x" * shift + "🎵")


SONG = {"song_id": "SO1", "title": "} {", "zz": [{"a": {}}, 1]}
SONGS = [SONG | {"song_id": f"SO{number}"} for number in range(4)]
LAYOUTS = st.sampled_from([None, 0, 1, 4, "\t"])
BETWEEN = st.sampled_from(["", " ", "\n", "\r\n", "\n\n", " \n ", "\t\n\n\r\n"])


@given(st.lists(st.tuples(LAYOUTS, BETWEEN), min_size=1, max_size=4))
def test_objects_in_any_layout(layouts: list[tuple[int | str | None, str]]) -> None:
    """Every object of a file is found once, in order, and no number is used twice."""
    content = "".join(
        json.dumps(song, indent=indent) + end for song, (indent, end) in zip(SONGS, layouts, strict=False)
    )

    found = list(objects(content.encode()))

    texts = [json.loads(line.text) for line in found if line.text.strip()]
    assert texts == SONGS[: len(layouts)]
    numbers = [line.number for line in found]
    assert numbers == sorted(set(numbers))


def test_object_is_numbered_by_its_first_line() -> None:
    """An object that starts on a line of its own has that line's number."""
    content = b'\n{"a":1}\n{\n"b":2\n}\n{"c":3}'

    assert [(line.number, json.loads(line.text)) for line in objects(content) if line.text] == [
        (2, {"a": 1}),
        (3, {"b": 2}),
        (6, {"c": 3}),
    ]


@given(st.text(st.sampled_from('{}"\\ \n\ra1,:[]'), max_size=60))
def test_objects_of_anything(text: str) -> None:
    """Whatever a song file holds, nothing but white space and line ends is lost, and numbers only rise."""
    found = list(objects(text.encode()))

    def solid(content: str) -> str:
        return "".join(content.split())

    assert solid("".join(line.text.decode() for line in found)) == solid(text)
    numbers = [line.number for line in found]
    assert numbers == sorted(set(numbers))
    assert all(number >= 1 for number in numbers)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b'{"a":1}', True),
        (b'{"a":1}\n{"b":[{},{"c":2}]}\n{}', True),
        (b'{"a":1}\n', False),
        (b'{"a":1}\n\n{"b":2}', False),
        (b'{"a":1}{"b":2}', False),
        (b'{"a":1} {"b":2}', False),
        (b'{"a":1}\r\n', False),
        (b'{\n"a":1}', False),
        (b'\n{"a":1}', False),
        (BOM + b'{"a":1}', False),
        (b"", False),
        (b'{"a":1}\n{"b":2}{"c":3}', False),
        (b'{"a":1}\n{"b":\n2}', False),
        (b"[1]\n[2]", False),
    ],
)
def test_one_object_a_line(content: bytes, expected: bool) -> None:
    """The usual song files are known at once; whatever may be something else is not taken for one."""
    assert is_one_object_a_line(content) == expected

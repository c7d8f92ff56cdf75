"""Small files go into one bundle, large ones are read where they lie or unpacked, bad ones are refused."""

import gzip
from pathlib import Path

import pytest

from songplays.lake.folder import Folder
from songplays.lake.framing import KEPT_OF_LONG_LINE, MAX_LINE, SEPARATOR, Framing
from songplays.lake.spool import SMALL, Spool, spool

LARGE = b"x" * 100 + b"\n" + b"y" * SMALL


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return an empty folder of sources."""
    place = tmp_path / "source"
    place.mkdir()
    return place


def spooled(folder: Path, framing: Framing = "lines") -> Spool:
    """Spool every file below `folder`, numbered from 1 by path."""
    source = Folder(str(folder))
    place = folder.parent / "spool"
    place.mkdir()
    return spool(source, list(enumerate(source.list(), start=1)), framing, place)


def rows(bundle: Path | None) -> list[tuple[int, int, bytes, bytes]]:
    """Return file id, line number, problem and text of each row of a bundle."""
    assert bundle
    columns = [row.split(SEPARATOR) for row in bundle.read_bytes().splitlines()]
    return [(int(file_id), int(number), problem, text) for file_id, number, _size, problem, text in columns]


def test_small_files_in_one_bundle(folder: Path) -> None:
    """Every line of small files is a row with its file and number."""
    (folder / "a.json").write_bytes(b"one\n\ntwo")
    (folder / "b.json").write_bytes(gzip.compress(b"three\n"))

    found = spooled(folder)

    assert rows(found.bundle) == [(1, 1, b"", b"one"), (1, 2, b"", b""), (1, 3, b"", b"two"), (2, 1, b"", b"three")]
    assert (found.direct, found.refused) == ([], {})


def test_usual_song_files_beside_others(folder: Path) -> None:
    """A file in another layout changes nothing for the files around it."""
    for name, content in (
        ("a", b'{"a":1}'),
        ("b", b'{"b":1}\n'),
        ("c", b'{\n"c":1}'),
        ("d", b""),
        ("e", b'{"e":"\xc3\xb6"}'),
    ):
        (folder / f"{name}.json").write_bytes(content)

    found = rows(spooled(folder, "objects").bundle)

    assert [(file_id, text) for file_id, _, _, text in found] == [
        (1, b'{"a":1}'),
        (2, b'{"b":1}'),
        (3, b'{ "c":1}'),
        (5, '{"e":"ö"}'.encode()),
    ]


def test_no_line_no_bundle(folder: Path) -> None:
    """Empty files leave nothing to read."""
    (folder / "a.json").write_bytes(b"")
    (folder / "b.json").write_bytes(gzip.compress(b""))

    found = spooled(folder)

    assert (found.bundle, found.direct, found.refused) == (None, [], {})


@pytest.mark.parametrize(("size", "is_bundled"), [(SMALL, True), (SMALL + 1, False)])
def test_border_between_small_and_large(folder: Path, size: int, is_bundled: bool) -> None:
    """Up to 256 KiB a file is small, packed or not."""
    (folder / "a.json").write_bytes(b"x" * size)
    (folder / "b.json").write_bytes(gzip.compress(b"x" * size))

    found = spooled(folder)

    assert bool(found.bundle) == is_bundled
    assert [file_id for file_id, _ in found.direct] == ([] if is_bundled else [2, 1])


def test_large_file_stays_where_it_is(folder: Path) -> None:
    """A large plain file in a folder is not copied; a packed one is unpacked into the spool."""
    (folder / "a.json").write_bytes(LARGE)
    (folder / "b.json").write_bytes(gzip.compress(LARGE))

    places = dict(spooled(folder).direct)

    assert places[1] == folder / "a.json"
    assert places[2].parent == folder.parent / "spool"
    assert places[2].read_bytes() == LARGE


@pytest.mark.parametrize("content", [LARGE, b"small"], ids=["large", "small"])
def test_refused_file_leaves_nothing(folder: Path, content: bytes) -> None:
    """A file that cannot be unpacked is neither in the bundle nor beside it."""
    (folder / "a.json").write_bytes(b"before")
    (folder / "b.json").write_bytes(gzip.compress(content)[:-1])
    (folder / "c.json").write_bytes(b"after")

    found = spooled(folder)

    assert rows(found.bundle) == [(1, 1, b"", b"before"), (3, 1, b"", b"after")]
    assert (found.direct, found.refused) == ([], {2: "gzip data ends too early: the file is cut short"})
    assert [place.name for place in found.folder.iterdir()] == ["bundle"]


@pytest.mark.parametrize("framing", ["lines", "objects"])
@pytest.mark.parametrize("start", [b"", b"{", b'{"a":1}'])
def test_separator_in_a_line(folder: Path, framing: Framing, start: bytes) -> None:
    """A line that holds the bundle's separator is still one row of five columns, and still no JSON."""
    (folder / "a.json").write_bytes(start + SEPARATOR + b"b")

    *before, (_, _, problem, text) = rows(spooled(folder, framing).bundle)

    assert (problem, b"\x1c" in text) == (b"", True)
    assert [line[3] for line in before] == ([start] if framing == "objects" and start.endswith(b"}") else [])


def test_objects_are_one_a_row(folder: Path) -> None:
    """With objects, a file's layout is undone."""
    (folder / "a.json").write_bytes(b'{\n"a": 1\n}\n{"b":2}{"c":3}')

    found = rows(spooled(folder, "objects").bundle)

    assert [(number, text) for _, number, _, text in found] == [(1, b'{ "a": 1 }'), (4, b'{"b":2}'), (5, b'{"c":3}')]


ODD_LARGE_FILES = {
    "carriage return": (b"good\r", b"good"),
    "not UTF-8": (b"\xff", b"\\xff"),
    "a character cut by the end of the file": (b"\xc3", b"\\xc3"),
    "separator": (SEPARATOR, b" \x1c "),
    "over-long": (b"x" * (MAX_LINE + 1), b"x" * KEPT_OF_LONG_LINE),
}


@pytest.mark.parametrize(("last", "text"), ODD_LARGE_FILES.values(), ids=ODD_LARGE_FILES)
@pytest.mark.parametrize("packed", [False, True], ids=["plain", "gzip"])
def test_large_file_that_would_be_cut_otherwise(folder: Path, last: bytes, text: bytes, packed: bool) -> None:
    """A large file that the warehouse would not cut into lines exactly is framed into the bundle, line by line."""
    content = b"a" * SMALL + b"\n\n" + last
    (folder / "a.json").write_bytes(gzip.compress(content) if packed else content)

    found = spooled(folder)

    assert (found.direct, found.in_place) == ([], [])
    assert [(number, line) for _, number, _, line in rows(found.bundle)] == [(1, b"a" * SMALL), (2, b""), (3, text)]
    assert [place.name for place in found.folder.iterdir()] == ["bundle"]


@pytest.mark.parametrize("line", ['{"a": "é"}', '{"a": "\N{MUSICAL SYMBOL G CLEF}"}'])
def test_large_file_of_characters_beyond_ascii(folder: Path, line: str) -> None:
    """Characters of several bytes are text wherever the pieces that are looked at meet."""
    (folder / "a.json").write_bytes("\n".join([line] * 40_000).encode())

    assert [file_id for file_id, _ in spooled(folder).direct] == [1]


@pytest.mark.parametrize(
    ("between", "direct"), [(b"\n", [1]), (b"\n\n", []), (b"", []), (b" ", []), (b"\r\n", [])], ids=repr
)
def test_large_file_of_objects(folder: Path, between: bytes, direct: list[int]) -> None:
    """A large song file is read in place only if each line is one object."""
    (folder / "a.json").write_bytes(between.join([b'{"a":[{"b":1},{}]}'] * 20_000))

    assert [file_id for file_id, _ in spooled(folder, "objects").direct] == direct

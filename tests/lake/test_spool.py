"""Small files go into one bundle, large ones are read where they lie or unpacked, bad ones are refused."""

import gzip
from pathlib import Path

import pytest

from songplays.lake.folder import Folder
from songplays.lake.spool import SEPARATOR, SMALL, Framing, Spool, reframe, spool

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


def test_reframed(folder: Path, tmp_path: Path) -> None:
    """A file that could not be cut into lines by the warehouse is cut here, with what is wrong with each line."""
    place = folder / "a.json"
    place.write_bytes(b"good\n\xff\n\nlast")

    found = reframe([(7, place)], "lines", tmp_path)

    assert rows(found.bundle) == [
        (7, 1, b"", b"good"),
        (7, 2, b"not UTF-8 at byte 1", b"\\xff"),
        (7, 3, b"", b""),
        (7, 4, b"", b"last"),
    ]

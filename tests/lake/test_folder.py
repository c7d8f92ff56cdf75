"""Reading a folder: everything in it, once, and never half of two versions."""

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from songplays.errors import Unreachable, UsageError
from songplays.lake import open_source
from songplays.lake.source import SourceChanged

ODD = st.sampled_from(" '\"%*[]?\n\\.")
NAMES = st.text(st.characters(codec="utf-8", exclude_characters="/\0") | ODD, max_size=20)


def write(folder: Path, path: str, content: bytes = b"{}\n") -> Path:
    """Write one file below `folder`."""
    file = folder / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
    return file


def paths(folder: Path) -> list[str]:
    """Return the paths that are listed."""
    return [file.path for file in open_source(str(folder)).list()]


@contextmanager
def without_the_rights_of_root() -> Iterator[None]:
    """Become nobody for a while, if we are root, who may read everything."""
    was_root = os.geteuid() == 0
    if was_root:
        os.seteuid(65534)
    try:
        yield
    finally:
        if was_root:
            os.seteuid(0)


def test_every_json_file_is_listed_sorted_by_path(tmp_path: Path) -> None:
    """Files are found however deep they lie; what does not end in .json or .json.gz is none of ours."""
    for path in ("b.json", "a/z.json", "a.json.gz", "a/b/c/d.json", ".hidden.json", "_SUCCESS", ".DS_Store", "a/x.csv"):
        write(tmp_path, path)

    assert [".hidden.json", "a.json.gz", "a/b/c/d.json", "a/z.json", "b.json"] == paths(tmp_path)


def test_an_empty_folder_is_no_error(tmp_path: Path) -> None:
    """No files is an answer; whether it is a problem is for the pipeline to say."""
    assert [] == paths(tmp_path)


@settings(deadline=None)  # writes files
@given(st.sets(NAMES, max_size=8))
def test_any_name_is_data(names: set[str]) -> None:
    """Whatever a file or folder is called, it is listed under exactly that name and read; no name is a pattern."""
    with tempfile.TemporaryDirectory() as folder:
        for name in names:
            write(Path(folder), f"in {name}/{name}.json", name.encode())
        source = open_source(folder)
        read = [(file.path, content.decode()) for file, content in source.read_small(source.list())]

    assert sorted((f"in {name}/{name}.json", name) for name in names) == read


def test_a_name_that_is_no_text_is_refused(tmp_path: Path) -> None:
    """No database can keep a name that is not UTF-8, so the user is told which one to change."""
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.json")).touch()

    with pytest.raises(UsageError, match=r"caf\\udce9\.json: the file's name is not UTF-8; rename it"):
        paths(tmp_path)


def test_links_are_followed(tmp_path: Path) -> None:
    """A link to a file or a folder elsewhere is read as if it lay here."""
    write(tmp_path, "elsewhere/one.json", b"1")
    (tmp_path / "data").mkdir()
    (tmp_path / "data/folder").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "data/file.json").symlink_to(tmp_path / "elsewhere/one.json")
    source = open_source(str(tmp_path / "data"))

    read = [(file.path, content) for file, content in source.read_small(source.list())]

    assert [("file.json", b"1"), ("folder/one.json", b"1")] == read


def test_links_in_a_circle_end(tmp_path: Path) -> None:
    """A folder that links to itself or to its parent is listed once."""
    write(tmp_path, "2018/events.json")
    (tmp_path / "2018/again").symlink_to(tmp_path)
    (tmp_path / "self").symlink_to("self")

    assert ["2018/events.json"] == paths(tmp_path)


def test_a_folder_keeps_its_own_path_beside_a_link_to_it(tmp_path: Path) -> None:
    """A folder that is also linked to is listed once, by its own name, whatever the link is called."""
    write(tmp_path, "m/events.json")
    for name in ("a", "z", "latest"):
        (tmp_path / name).symlink_to(tmp_path / "m")

    assert ["m/events.json"] == paths(tmp_path)


@pytest.mark.parametrize("target", ["gone.json", "events.json"])
def test_a_link_that_leads_nowhere_is_named(tmp_path: Path, target: str) -> None:
    """A data file that is missing behind its link is not passed over in silence; nor is one that links to itself."""
    (tmp_path / "events.json").symlink_to(target)

    with pytest.raises(UsageError, match=r"events\.json: a link that leads to no file; mend it or remove it"):
        paths(tmp_path)


def test_what_is_no_file_is_passed_over(tmp_path: Path) -> None:
    """A named pipe would keep a reader waiting for ever; a folder may be called like a file."""
    os.mkfifo(tmp_path / "pipe.json")
    write(tmp_path, "folder.json/events.json")

    assert ["folder.json/events.json"] == paths(tmp_path)


@pytest.mark.parametrize("closed", ["data", "data/2018"])
def test_a_folder_that_may_not_be_read_is_named(closed: str) -> None:
    """Missing rights end the run with exit code 4; files behind them are never taken for absent."""
    with tempfile.TemporaryDirectory() as root:  # pytest's own folders are closed to everyone else
        Path(root).chmod(0o755)
        write(Path(root), "data/2018/events.json")
        (Path(root) / closed).chmod(0)

        with (
            without_the_rights_of_root(),
            pytest.raises(Unreachable, match=rf"/{closed}: cannot be read \(permission denied\)") as refusal,
        ):
            paths(Path(root) / "data")

        (Path(root) / closed).chmod(0o755)

    assert 4 == refusal.value.exit_code


def test_a_file_that_may_not_be_read_is_named() -> None:
    """A file without the right to read it ends the run with exit code 4."""
    with tempfile.TemporaryDirectory() as root:
        Path(root).chmod(0o755)
        write(Path(root), "events.json").chmod(0)
        source = open_source(root)
        [listed] = source.list()

        for read in (source.chunks(listed), source.read_small([listed])):
            with without_the_rights_of_root(), pytest.raises(Unreachable, match=r"events\.json: cannot be read"):
                next(iter(read))


def test_files_come_whole_and_in_the_given_order(tmp_path: Path) -> None:
    """What is asked for comes in that order, be it empty or larger than one read."""
    contents = {"a.json": b"", "b.json": b"x" * 100_000, "c.json": b"{}\n"}
    for path, content in contents.items():
        write(tmp_path, path, content)
    source = open_source(str(tmp_path))
    backwards = source.list()[::-1]

    assert [(file, contents[file.path]) for file in backwards] == list(source.read_small(backwards))


def rewrite(file: Path) -> None:
    """Write other bytes, of the same number, to the file and set its time back."""
    before = file.stat()
    file.write_bytes(file.read_bytes()[::-1])
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))


def swap(file: Path) -> None:
    """Put another file of the same size and time in the file's place."""
    other = file.with_suffix(".new")
    other.write_bytes(file.read_bytes()[::-1])
    os.utime(other, ns=(file.stat().st_atime_ns, file.stat().st_mtime_ns))
    other.replace(file)


def grow(file: Path) -> None:
    """Add a line to the file."""
    file.write_bytes(file.read_bytes() + b"more\n")


@pytest.mark.parametrize("change", [rewrite, swap, grow, Path.unlink])
@pytest.mark.parametrize("size", [100, 3_000_000])
def test_a_file_that_changed_since_it_was_listed_is_never_read_as_that_version(
    tmp_path: Path, change: Callable[[Path], None], size: int
) -> None:
    """However a file is replaced, reading it as it was listed fails and says what to do."""
    file = write(tmp_path, "events.json", b"x" * (size - 1) + b"\n")
    source = open_source(str(tmp_path))
    [listed] = source.list()

    change(file)

    with pytest.raises(SourceChanged, match=r"/events\.json changed while it was read; run again$"):
        list(source.read_small([listed]))
    with pytest.raises(SourceChanged):
        list(source.chunks(listed))


@pytest.mark.parametrize("change", [rewrite, swap, grow])
def test_a_new_version_has_another_etag(tmp_path: Path, change: Callable[[Path], None]) -> None:
    """A rewrite shows in the listing even if it keeps size and modification time."""
    file = write(tmp_path, "events.json", b"some\nlines\n")
    [before] = open_source(str(tmp_path)).list()

    change(file)

    [after] = open_source(str(tmp_path)).list()
    assert before.etag != after.etag


def test_an_untouched_file_keeps_its_etag(tmp_path: Path) -> None:
    """Reading a file makes no new version of it."""
    write(tmp_path, "events.json")
    source = open_source(str(tmp_path))
    before = source.list()
    list(source.read_small(before))

    assert before == source.list()


def test_a_large_file_is_streamed(tmp_path: Path) -> None:
    """A large file comes in pieces of at most 1 MiB that make up its bytes."""
    content = os.urandom(3_500_000)
    write(tmp_path, "events.json", content)
    source = open_source(str(tmp_path))
    [file] = source.list()

    chunks = list(source.chunks(file))

    assert content == b"".join(chunks)
    assert 1 << 20 == max(map(len, chunks))


def test_the_real_files_are_listed_and_read_in_full(real_data: Path) -> None:
    """14,896 song files and 30 log files: every byte on disk comes."""
    songs, logs = (open_source(str(real_data / name)) for name in ("song_data", "log_data"))

    assert 14_896 == len(songs.list())
    assert (30, 3_755_598) == (len(logs.list()), sum(len(content) for _, content in logs.read_small(logs.list())))

"""What simulate promises to whoever calls it."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from songplays.errors import UsageError
from songplays.simulate import Summary, simulate

SIMULATE_AND_EXIT = (
    "import sys; from pathlib import Path; from songplays.simulate import simulate;"
    "simulate(Path(sys.argv[1]), users=5, days=3, songs=20, faults=True)"
)


def content(root: Path, above: Path | None = None) -> dict[str, str]:
    """Return each file below root, named from `above` or else from root, and a digest of its bytes."""
    files = (path for path in root.rglob("*") if path.is_file())
    return {path.relative_to(above or root).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


@pytest.mark.parametrize("faults", [False, True])
def test_the_same_arguments_give_the_same_bytes(tmp_path: Path, *, faults: bool) -> None:
    """A simulation can be repeated, file for file and byte for byte, answers and late files included."""
    for name in ("one", "two"):
        simulate(tmp_path / name, users=10, days=4, songs=30, seed=3, faults=faults)

    assert content(tmp_path / "one") == content(tmp_path / "two")


def test_another_seed_gives_other_bytes(tmp_path: Path) -> None:
    """The seed reaches logs and song files alike."""
    for seed in (1, 2):
        simulate(tmp_path / str(seed), users=10, days=2, songs=5, seed=seed)
    one, two = content(tmp_path / "1"), content(tmp_path / "2")

    assert set() == {path for path in one if one[path] == two.get(path)}


def test_hash_randomization_changes_nothing(tmp_path: Path) -> None:
    """Two processes with different hash seeds write the same bytes."""
    for hash_seed in ("0", "1"):
        subprocess.run(
            [sys.executable, "-c", SIMULATE_AND_EXIT, str(tmp_path / hash_seed)],
            env=os.environ | {"PYTHONHASHSEED": hash_seed},
            check=True,
        )

    assert content(tmp_path / "0") == content(tmp_path / "1")


def test_songs_do_not_depend_on_the_listeners(tmp_path: Path) -> None:
    """More users or days leave every song file as it was."""
    simulate(tmp_path / "few", users=1, days=1, songs=25)
    simulate(tmp_path / "many", users=9, days=2, songs=25)

    assert content(tmp_path / "few/song_data") == content(tmp_path / "many/song_data")


def test_one_log_file_a_day_from_the_first_of_november(tmp_path: Path) -> None:
    """Files lie in folders by year and month, and every day has one."""
    simulate(tmp_path, users=20, days=32, songs=0)
    days = [f"2018/11/2018-11-{day:02}" for day in range(1, 31)] + ["2018/12/2018-12-01", "2018/12/2018-12-02"]

    assert [f"log_data/{day}-events.json" for day in days] == sorted(content(tmp_path / "log_data", tmp_path))


def test_the_summary_counts_what_was_written(tmp_path: Path) -> None:
    """Events, plays, files and bytes are those on disk."""
    summary = simulate(tmp_path, users=20, days=5, songs=12)
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    logs = b"\n".join(path.read_bytes() for path in files if path.name.endswith("-events.json"))

    assert (
        Summary(
            events=logs.count(b'"ts":'),
            plays=logs.count(b'"page":"NextSong"'),
            log_files=5,
            song_files=12,
            size=sum(path.stat().st_size for path in files),
        )
        == summary
    )


def test_progress_names_what_is_done_of_how_many(tmp_path: Path) -> None:
    """Songs are reported by the hundreds, days one by one, both to the end."""
    reports: list[tuple[str, int, int]] = []
    simulate(tmp_path, users=1, days=2, songs=600, progress=lambda *report: reports.append(report))

    assert [("songs", 500, 600), ("songs", 600, 600), ("days", 1, 2), ("days", 2, 2)] == reports


def test_a_folder_with_something_in_it_is_refused_and_left_alone(tmp_path: Path) -> None:
    """Nothing is overwritten or added, and the message says what to do."""
    (tmp_path / "mine.txt").write_text("keep")

    with pytest.raises(UsageError, match="is not empty: name a new folder"):
        simulate(tmp_path, users=1, days=1, songs=1)
    assert ["mine.txt"] == [path.name for path in tmp_path.iterdir()]


def test_an_empty_folder_is_filled(tmp_path: Path) -> None:
    """A folder made beforehand is as good as a new one."""
    (tmp_path / "out").mkdir()

    assert 3 == simulate(tmp_path / "out", users=1, days=1, songs=3).song_files


def test_an_interrupted_simulation_leaves_nothing(tmp_path: Path) -> None:
    """A bucket is there as a whole or not at all."""

    def interrupt(what: str, done: int, _total: int) -> None:
        if (what, done) == ("days", 1):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        simulate(tmp_path / "bucket", users=3, days=2, songs=5, progress=interrupt)

    assert list(tmp_path.iterdir()) == []


def test_a_file_in_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    """A path that is a file is named as such."""
    (tmp_path / "out").write_text("")

    with pytest.raises(UsageError, match=r"out is a file: name a new folder$"):
        simulate(tmp_path / "out")


def test_a_folder_that_cannot_be_made_is_one_plain_line(tmp_path: Path) -> None:
    """An error of the file system reaches the user as a sentence, not as a traceback."""
    (tmp_path / "file").write_text("")

    with pytest.raises(UsageError, match=r"cannot be written \(Not a directory\)"):
        simulate(tmp_path / "file" / "out")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"users": 0}, "users is 0: give 1 or more"),
        ({"days": 0}, "days is 0: give 1 or more"),
        ({"songs": -1}, "songs is -1: give 0 or more"),
    ],
)
def test_numbers_too_small_are_refused_before_anything_is_written(
    tmp_path: Path, arguments: dict[str, Any], message: str
) -> None:
    """The message names the number and the least one."""
    with pytest.raises(UsageError, match=message):
        simulate(tmp_path / "out", **arguments)
    assert not (tmp_path / "out").exists()

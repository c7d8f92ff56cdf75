"""A folder in which a small bucket was loaded by the command itself."""

import json
from pathlib import Path

import pytest

from commands import songplays_command
from lines_of_json import SONG, play


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with a bucket of two plays and one song."""
    (tmp_path / "bucket" / "log_data").mkdir(parents=True)
    (tmp_path / "bucket" / "song_data").mkdir()
    (tmp_path / "bucket" / "log_data" / "day.json").write_text(f"{play()}\n{play(itemInSession=2, level='paid')}")
    (tmp_path / "bucket" / "song_data" / "song.json").write_text(json.dumps(SONG))
    return tmp_path


@pytest.fixture
def loaded(folder: Path) -> Path:
    """Return a folder whose bucket was loaded into songplays.duckdb."""
    done = songplays_command("etl", "--source", "bucket", cwd=folder)
    assert done.returncode == 0, done.stderr
    return folder

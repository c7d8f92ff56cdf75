"""``songplays etl`` from an S3 bucket: the same rows as from a folder, and one line for what goes wrong."""

import gzip
import json
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from commands import songplays_command
from doubles.s3 import S3Server
from lines_of_json import SONG, play

LINES_OF_A_LARGE_FILE = 1500


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[S3Server]:
    """Return an S3 server whose bucket ``sparkify`` holds logs, one of them large and one gzipped, and 1,100 songs."""
    root = tmp_path_factory.mktemp("s3")
    logs, songs = root / "sparkify" / "prefix" / "log_data", root / "sparkify" / "prefix" / "song_data"
    logs.mkdir(parents=True)
    songs.mkdir()
    (logs / "large.json").write_text("\n".join(play(itemInSession=item) for item in range(LINES_OF_A_LARGE_FILE)))
    (logs / "small.json.gz").write_bytes(gzip.compress(play(sessionId=140).encode()))
    for number in range(1100):
        song = SONG | {"song_id": f"SO{number:016}", "title": f"Song {number}"}
        (songs / f"{number}.json").write_text(json.dumps(song))
    with S3Server(root) as server:
        yield server


def test_a_bucket_loads_like_a_folder(server: S3Server, tmp_path: Path) -> None:
    """More than 1,000 objects, large and gzipped ones among them, load completely, and a rerun finds nothing new."""
    done = songplays_command("etl", "--source", "s3://sparkify/prefix", cwd=tmp_path, **server.environment)
    again = songplays_command("etl", "--source", "s3://sparkify/prefix/", cwd=tmp_path, **server.environment)
    folder = songplays_command(
        "--warehouse", "folder.duckdb", "etl", "--source", server.root / "sparkify" / "prefix", cwd=tmp_path
    )

    assert (done.returncode, done.stderr) == (0, "")
    assert (
        "Beginning copy from S3 bucket 's3://sparkify/prefix/log_data' into table staging_events."
        in done.stdout.splitlines()
    )
    assert again.stdout == "Nothing new in 1,102 files.\n"
    assert folder.returncode == 0
    counts = {}
    for name in ("songplays.duckdb", "folder.duckdb"):
        with duckdb.connect(str(tmp_path / name), read_only=True) as warehouse:
            counts[name] = warehouse.execute(
                "SELECT (SELECT COUNT(*) FROM songs), COUNT(*), SUM(songplay_id) FROM songplay"
            ).fetchall()
    assert counts["songplays.duckdb"] == counts["folder.duckdb"]
    assert counts["songplays.duckdb"][0][:2] == (1100, LINES_OF_A_LARGE_FILE + 1)


@pytest.mark.parametrize(
    ("source", "code", "told"),
    [
        ("s3://nobucket/prefix", 4, "s3://nobucket/prefix"),
        ("s3://sparkify/nothing", 2, "no .json or .json.gz file in s3://sparkify/nothing"),
    ],
)
def test_a_source_that_is_not_there(server: S3Server, tmp_path: Path, source: str, code: int, told: str) -> None:
    """A missing bucket ends with 4 and an empty prefix with 2, in one line that names it."""
    done = songplays_command("etl", "--source", source, cwd=tmp_path, **server.environment)

    assert (done.returncode, len(done.stderr.splitlines())) == (code, 1)
    assert told in done.stderr


def test_a_machine_without_certificates(server: S3Server, tmp_path: Path) -> None:
    """A slim container that trusts nobody is told which package it lacks."""
    nobody = {"SSL_CERT_FILE": "", "SSL_CERT_DIR": ""}
    done = songplays_command("etl", "--source", "s3://sparkify/prefix", cwd=tmp_path, **server.environment, **nobody)

    assert (4, "") == (done.returncode, done.stdout)
    assert done.stderr == (
        "songplays: error: s3://sparkify/prefix/log_data: this machine has no certificates to know S3 by; install its "
        "package ca-certificates, or name a file of them in SSL_CERT_FILE\n"
    )


def test_refused_access_changes_nothing(server: S3Server, tmp_path: Path) -> None:
    """Wrong credentials end with 4 and one line without the secret, and leave no load behind."""
    environment = server.environment | {"AWS_SECRET_ACCESS_KEY": "wrong-and-secret"}

    done = songplays_command("etl", "--source", "s3://sparkify/prefix", cwd=tmp_path, **environment)

    assert (done.returncode, len(done.stderr.splitlines())) == (4, 1)
    assert "wrong-and-secret" not in done.stderr
    assert songplays_command("check", cwd=tmp_path).returncode == 2

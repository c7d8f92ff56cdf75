"""``songplays etl``: what it prints, what it leaves, and how it ends."""

import json
from pathlib import Path

import pytest

from commands import songplays_command
from lines_of_json import play


def test_it_prints_the_sentences_of_the_brief(folder: Path) -> None:
    """Each copy is begun, completed with its seconds and its errors; each model is named; then the account."""
    done = songplays_command("etl", "--source", "bucket", cwd=folder)

    logs, songs = folder / "bucket" / "log_data", folder / "bucket" / "song_data"
    lines = done.stdout.splitlines()
    assert lines[0] == f"Beginning copy from folder '{logs}' into table staging_events."
    assert lines[1].startswith(f"Completed copy from folder '{logs}' into table staging_events in ")
    assert lines[1].endswith(" seconds.")
    assert lines[2] == "No errors occured loading into table staging_events."
    assert lines[3] == f"Beginning copy from folder '{songs}' into table staging_songs."
    assert lines[5] == "No errors occured loading into table staging_songs."
    assert [line for line in lines if line.startswith("Inserting")] == [
        f"Inserting data into table {table}."
        for table in ("users", "songs", "artists", "user_agents", "songplay", "time", "user_sessions", "user_levels")
    ]
    assert "3 lines = 3 loaded + 0 rejected + 0 duplicate + 0 blank" in lines[-1]
    assert (done.returncode, done.stderr) == (0, "")


def test_a_rerun_with_nothing_new_writes_nothing(loaded: Path) -> None:
    """The second run says that nothing is new and leaves every byte of the warehouse as it was."""
    before = (loaded / "songplays.duckdb").read_bytes()

    done = songplays_command("etl", "--source", "bucket", cwd=loaded)

    assert (done.returncode, done.stdout) == (0, "Nothing new in 2 files.\n")
    assert (loaded / "songplays.duckdb").read_bytes() == before


def test_json_goes_to_stdout_and_sentences_to_stderr(folder: Path) -> None:
    """With --json, stdout is the run's account as one JSON object."""
    done = songplays_command("etl", "--source", "bucket", "--json", cwd=folder)

    account = json.loads(done.stdout)
    assert (account["load_id"], account["lines"], account["loaded"], account["rejected"]) == (1, 3, 3, 0)
    assert "Beginning copy" in done.stderr


def test_errors_are_counted_and_written_down(folder: Path) -> None:
    """With errors the sentence names their number and the file, which lists them by column."""
    (folder / "bucket" / "log_data" / "bad.json").write_text(play(ts="yesterday"))

    done = songplays_command("etl", "--source", "bucket", cwd=folder)

    assert "1 error occured loading into table staging_events; see stl_load_errors_staging_events.json." in done.stdout
    assert json.loads((folder / "stl_load_errors_staging_events.json").read_text()) == {
        "ts": [
            {
                "err_reason": "text where a number is expected: yesterday",
                "filename": f"{folder}/bucket/log_data/bad.json",
            }
        ]
    }


def test_over_the_budget_nothing_is_published(folder: Path) -> None:
    """More rejected lines than --max-rejected: exit code 3, empty tables, and the errors can still be read."""
    (folder / "bucket" / "log_data" / "bad.json").write_text(play(ts="yesterday"))

    done = songplays_command("etl", "--source", "bucket", "--max-rejected", "0", cwd=folder)
    errors = songplays_command("errors", "--json", cwd=folder)
    check = songplays_command("check", "--json", cwd=folder)

    assert done.returncode == 3
    assert done.stderr.startswith("songplays: error: 1 of 4 lines were rejected and 0 are allowed")
    assert len(done.stderr.splitlines()) == 1
    assert [error["column_name"] for error in json.loads(errors.stdout)] == ["ts"]
    assert json.loads(check.stdout)["counts"]["songplay"] == 0


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        ((), 2, "no source; name a folder or s3://bucket/prefix with --source"),
        (("--source", "nowhere"), 2, "nowhere: no such folder"),
        (("--source", "bucket/log_data"), 2, "holds neither log_data/ nor song_data/"),
        (("--source", "ftp://host/x"), 2, "are not read; give a folder or s3://bucket/prefix"),
        (("--source", "s3://Not_A_Bucket"), 2, "Not_A_Bucket"),
        (("--source", "bucket", "--max-rejected", "many"), 2, "--max-rejected many: write a number of lines"),
        (("--source", "bucket", "--memory-limit", "lots"), 2, "--memory-limit lots: not a size"),
        (("--sauce", "bucket"), 2, "No such option: --sauce"),
    ],
)
def test_a_wrong_call_is_one_plain_line(folder: Path, arguments: tuple[str, ...], code: int, message: str) -> None:
    """What a user got wrong is said in one line on stderr, with its exit code and no traceback."""
    done = songplays_command("etl", *arguments, cwd=folder)

    assert done.returncode == code
    assert message in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert done.stdout == ""
    assert [path.name for path in folder.iterdir()] == ["bucket"]


def test_an_empty_source_is_refused(folder: Path) -> None:
    """A source without any file is a mistake of the call, and leaves no warehouse behind."""
    for name in ("log_data/day.json", "song_data/song.json"):
        (folder / "bucket" / name).unlink()

    done = songplays_command("etl", "--source", "bucket", cwd=folder)

    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)
    assert "no .json or .json.gz file in" in done.stderr
    assert [path.name for path in folder.iterdir()] == ["bucket"]


def test_a_file_that_is_no_warehouse_is_named(folder: Path) -> None:
    """A warehouse that DuckDB cannot open ends with exit code 4 and its name, and is left alone."""
    (folder / "songplays.duckdb").write_text("something else")

    done = songplays_command("etl", "--source", "bucket", cwd=folder)

    assert (done.returncode, len(done.stderr.splitlines())) == (4, 1)
    assert "songplays.duckdb" in done.stderr
    assert (folder / "songplays.duckdb").read_text() == "something else"


def test_values_from_data_cannot_drive_the_terminal(folder: Path) -> None:
    """Escape sequences in keys and file names are printed as text."""
    line = play()[:-1] + ', "\\u001b[31mred": 1}'
    (folder / "bucket" / "log_data" / "day\x1b[2J.json").write_text(line + "\n" + play(itemInSession=7, ts="\x1b[31m"))

    done = songplays_command("etl", "--source", "bucket", cwd=folder)
    errors = songplays_command("errors", cwd=folder)

    assert "\x1b" not in done.stdout + done.stderr + errors.stdout
    assert "Unknown key" in done.stdout


def test_settings_come_from_the_environment_too(folder: Path) -> None:
    """An option that is not given is taken from SONGPLAYS_…."""
    done = songplays_command("etl", cwd=folder, SONGPLAYS_ETL_SOURCE="bucket", SONGPLAYS_WAREHOUSE="other.duckdb")

    assert done.returncode == 0
    assert (folder / "other.duckdb").exists()


def test_the_source_comes_from_the_configuration(folder: Path) -> None:
    """Without --source, [S3] LOG_DATA and SONG_DATA of dwh.cfg say where the files are."""
    (folder / "dwh.cfg").write_text("[S3]\nLOG_DATA = 'bucket/log_data'\nSONG_DATA = 'bucket/song_data'\n")

    done = songplays_command("etl", cwd=folder)

    assert (done.returncode, done.stderr) == (0, "")

"""The commands around a load: tables, check, errors, dashboard, explain, simulate and run."""

import csv
import io
import json
from pathlib import Path

import duckdb
import pytest

from commands import songplays_command


def test_help_names_every_command(tmp_path: Path) -> None:
    """``--help`` lists the commands in the order in which one meets them."""
    listed = songplays_command("--help", cwd=tmp_path).stdout

    commands = ("simulate", "create-tables", "check", "etl", "run", "dashboard", "explain", "errors", "infrastructure")
    places = [listed.find(f"\n  {command} ") for command in commands]
    assert places == sorted(places)
    assert -1 not in places


@pytest.mark.parametrize(
    "command",
    [
        "simulate",
        "create-tables",
        "check",
        "etl",
        "run",
        "dashboard",
        "explain",
        "errors",
        "infrastructure create",
        "infrastructure status",
        "infrastructure delete",
    ],
)
def test_every_help_ends_with_an_example(tmp_path: Path, command: str) -> None:
    """The help of each command shows one call of it."""
    assert f"Example: songplays {command}" in songplays_command(*command.split(), "--help", cwd=tmp_path).stdout


def test_tables_are_dropped_and_created_in_the_order_of_the_brief(tmp_path: Path) -> None:
    """Staging is dropped first and facts before dimensions; facts are created last."""
    done = songplays_command("create-tables", cwd=tmp_path)

    dropping, dropped, creating, created = done.stdout.splitlines()
    assert (dropping, creating) == ("Dropping tables if they exist:", "Creating tables:")
    brief = ("staging_events", "staging_songs", "songplay", "users", "songs", "artists", "time")
    assert sorted(brief, key=lambda table: dropped.index(f"'{table}'")) == list(brief)
    brief = ("staging_events", "staging_songs", "users", "songs", "artists", "time", "songplay")
    assert sorted(brief, key=lambda table: created.index(f"'{table}'")) == list(brief)


def test_rows_are_not_dropped_without_a_word(loaded: Path) -> None:
    """Tables that hold rows are kept unless --yes says otherwise."""
    refused = songplays_command("create-tables", cwd=loaded)
    kept = songplays_command("check", "--json", cwd=loaded)
    done = songplays_command("create-tables", "--yes", cwd=loaded)

    assert (refused.returncode, len(refused.stderr.splitlines())) == (2, 1)
    assert "add --yes" in refused.stderr
    assert json.loads(kept.stdout)["counts"]["songplay"] == 2
    assert done.returncode == 0
    assert "nothing was ever loaded" in songplays_command("check", cwd=loaded).stdout


def test_check_prints_the_lines_of_the_brief(loaded: Path) -> None:
    """The count line holds the brief's five tables; the warning is a table in bytes."""
    done = songplays_command("check", cwd=loaded)

    assert done.returncode == 0
    assert "PossibleCopyStringTruncation" in done.stdout
    header = "table_name column_name col_percent character_maximum_length by_design"
    assert header in [" ".join(line.split()) for line in done.stdout.splitlines()]
    assert "Tables contain no duplicated primary key values.\n" in done.stdout
    assert (
        "Record count for each non-staging table: {'artists': 1, 'songplay': 2, 'songs': 1, 'time': 1, 'users': 1}\n"
        in done.stdout
    )


def test_a_failed_check_is_named(loaded: Path) -> None:
    """A broken rule ends with exit code 1 and names table, rule, count and sample keys."""
    with duckdb.connect(str(loaded / "songplays.duckdb")) as warehouse:
        warehouse.execute("INSERT INTO users SELECT * FROM users")

    done = songplays_command("check", cwd=loaded)

    assert done.returncode == 1
    assert "FAILED users: primary key user_id is not unique (1, such as 8)" in done.stdout
    assert "Tables contain no duplicated primary key values." not in done.stdout


@pytest.mark.parametrize("command", ["check", "errors", "dashboard"])
def test_without_a_warehouse_there_is_nothing_to_read(tmp_path: Path, command: str) -> None:
    """Commands that read say which command makes a warehouse."""
    done = songplays_command(command, cwd=tmp_path)

    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)
    assert "songplays etl" in done.stderr


def test_errors_as_csv_are_safe_for_spreadsheets(folder: Path) -> None:
    """A raw text that a spreadsheet would take for a formula starts with an apostrophe; the rest is in full."""
    (folder / "bucket" / "log_data" / "bad.json").write_text('=HYPERLINK("http://evil")\nplain')
    songplays_command("etl", "--source", "bucket", cwd=folder)

    done = songplays_command("errors", "--format", "csv", cwd=folder)

    raw = [row["raw"] for row in csv.DictReader(io.StringIO(done.stdout))]
    assert raw == ['\'=HYPERLINK("http://evil")', "plain"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("nonsense",), "No such command 'nonsense'"),
        (("simulate",), "Missing argument 'out'"),
        (("errors", "--limit", "x"), "Invalid value for '--limit'"),
        (("explain", "plays", "--user", "x"), "Invalid value for '--user'"),
    ],
)
def test_a_wrong_call_is_one_plain_line(tmp_path: Path, arguments: tuple[str, ...], message: str) -> None:
    """What cannot be understood is said in one line that names it, with exit code 2."""
    done = songplays_command(*arguments, cwd=tmp_path)

    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (2, "", 1)
    assert message in done.stderr


def test_errors_of_an_unknown_load(loaded: Path) -> None:
    """A load that never was is a wrong call."""
    assert songplays_command("errors", "--load", "9", cwd=loaded).returncode == 2


def test_dashboard_is_one_page_and_is_not_opened(loaded: Path) -> None:
    """The page is written where --out says, its place is printed, and no browser is started in CI."""
    done = songplays_command("dashboard", "--out", "plays.html", cwd=loaded, BROWSER="false")

    assert (done.returncode, done.stdout) == (0, f"Dashboard: {loaded / 'plays.html'}\n")
    assert "<!doctype html>" in (loaded / "plays.html").read_text()[:100].lower()


@pytest.mark.parametrize("options", [(), ("--summary",), ("--serve", "--port", "0")])
def test_dashboard_of_another_database_is_one_line(tmp_path: Path, options: tuple[str, ...]) -> None:
    """A DuckDB file without our tables has no dashboard, and one line says which command makes them."""
    with duckdb.connect(str(tmp_path / "songplays.duckdb")) as other:
        other.execute("CREATE TABLE something (number INTEGER)")

    done = songplays_command("dashboard", *options, cwd=tmp_path)

    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)
    assert "songplays etl" in done.stderr


def test_summary_is_markdown_on_stdout(loaded: Path) -> None:
    """--summary prints Markdown and writes no page."""
    done = songplays_command("dashboard", "--summary", cwd=loaded)

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("# User song plays\n")
    assert not list(loaded.glob("*.html"))


def test_export_writes_pictures_and_tables(loaded: Path) -> None:
    """--export writes PNG, SVG and CSV of each chart, and says where."""
    done = songplays_command("dashboard", "--export", "pictures", cwd=loaded)

    written = {path.name for path in (loaded / "pictures").iterdir()}
    assert done.stdout == f"{len(written)} files in {loaded / 'pictures'}\n"
    assert {"plays_by_day.png", "plays_by_day.svg", "plays_by_day.csv", "load_quality.csv"} <= written


def test_export_into_a_file_is_one_line(loaded: Path) -> None:
    """A folder that cannot be made is refused in one line."""
    (loaded / "taken").touch()
    done = songplays_command("dashboard", "--export", "taken", cwd=loaded)

    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)


def test_serve_takes_no_other_task(loaded: Path) -> None:
    """--serve goes on until it is ended, so nothing else can be asked with it."""
    done = songplays_command("dashboard", "--serve", "--summary", cwd=loaded)

    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)


def test_explain_shows_definition_sql_and_rows(loaded: Path) -> None:
    """A figure is explained by its definition, its SQL and the rows behind it, of one user if asked."""
    done = songplays_command("explain", "bounce_rate", "--user", "8", "--json", cwd=loaded)

    explained = json.loads(done.stdout)
    assert explained["name"] == "bounce_rate"
    assert "SELECT" in explained["sql"]
    assert [row["user_id"] for row in explained["rows"]] == [8]


def test_an_unknown_figure_gets_the_nearest_name(loaded: Path) -> None:
    """A misspelt figure is answered with the one that was meant."""
    done = songplays_command("explain", "bouncerate", cwd=loaded)

    assert done.returncode == 2
    assert "did you mean bounce_rate?" in done.stderr


def test_simulate_and_run(tmp_path: Path) -> None:
    """A simulated bucket is loaded and shown without any account or configuration."""
    made = songplays_command("simulate", "bucket", "--users", "5", "--days", "3", "--songs", "50", cwd=tmp_path)
    done = songplays_command("run", "--source", "bucket", cwd=tmp_path)
    check = songplays_command("check", cwd=tmp_path)

    assert (made.returncode, made.stderr) == (0, "")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[-1] == f"Dashboard: {tmp_path / 'songplays.html'}"
    assert check.returncode == 0

"""The served dashboard answers from the warehouse, and neither it nor a run ever waits for the other."""

import json
import shutil
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Browser

from commands import songplays_command
from dashboard import chosen_plays
from dashboard.chosen_plays import COMBINATIONS
from dashboard.handmade import START, HandMade
from dashboard.looking import READY, choose, key_figure
from dashboard.serving import ask, served, status
from songplays.dashboard.serve import serve
from songplays.dashboard.serve.snapshot import Snapshots
from songplays.engines.duckdb import DuckDB
from songplays.errors import UsageError

SOON = 20.0


@pytest.fixture(scope="module")
def address(real_warehouse: DuckDB) -> Iterator[str]:
    """Return the address of the served real data."""
    with served(real_warehouse.path) as address:
        yield address


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """Return the path of a small warehouse that nobody has open."""
    path = tmp_path / "warehouse.duckdb"
    engine = DuckDB(path)
    HandMade(engine).three_users()
    engine.close()
    return path


@pytest.mark.parametrize("filters", COMBINATIONS, ids=urlencode)
def test_answers_equal_sql(real_warehouse: DuckDB, address: str, filters: dict[str, str]) -> None:
    """Key figures, and the chosen rows of every view, are those that SQL finds in the warehouse."""
    answer = ask(address, filters)

    (expected,) = chosen_plays.ask(
        real_warehouse,
        "SELECT count(*), count(DISTINCT user_id), count(DISTINCT (user_id, session_id)) FROM chosen",
        filters,
    )
    states = chosen_plays.ask(
        real_warehouse, "SELECT state, count(*), count(DISTINCT user_id) FROM chosen GROUP BY ALL", filters
    )
    hours = chosen_plays.ask(real_warehouse, "SELECT hour(clock), level, count(*) FROM chosen GROUP BY ALL", filters)
    views = answer["views"]
    assert expected == tuple(answer["totals"][name] for name in ("plays", "users", "sessions"))
    assert set(states) == {
        (row["state"], row["plays"], row["users"]) for row in views["plays_by_state"] if row["chosen"] and row["plays"]
    }
    assert set(hours) == {
        (row["hour"], row["level"], row["plays"]) for row in views["plays_by_hour"] if row["chosen"] and row["plays"]
    }


def test_served_page_is_the_written_page(browser: Browser, real_page: Path, address: str) -> None:
    """In a browser, both pages show the same rows in every table, under the same filters; the console stays silent."""
    tables = (
        "() => Object.fromEntries(Array.from(document.querySelectorAll('table'), table => "
        "[table.id, Array.from(table.tBodies[0].rows, row => row.textContent).sort()]))"
    )
    shown = []
    noted: list[str] = []
    with browser.new_context() as context:
        for place in (real_page.as_uri(), address):
            page = context.new_page()
            page.on("console", lambda message: noted.append(message.text))
            page.goto(f"{place}#zone=local&state=CA")
            page.wait_for_selector(READY, state="attached")
            choose(page, level="paid")
            shown.append(page.evaluate(tables))
            assert key_figure(page, "plays") == "1,247"

    assert shown[0] == shown[1]
    assert noted == []


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("nonsense=1", 400),
        ("hour=x", 400),
        ("hour=24", 400),
        (f"weekday={10**30}", 400),
        ("from=yesterday", 400),
        ("zone=Mars", 400),
        ("level=paid&level=free", 400),
        (f"state={'x' * 300}", 400),
        ("level=paid", 200),
    ],
)
def test_only_filters_are_understood(address: str, query: str, expected: int) -> None:
    """What is no filter is refused."""
    assert expected == status(f"{address}answers?{query}")


@pytest.mark.parametrize("value", ["' OR '1'='1", "paid' --", "paid; DROP TABLE songplay", '" OR 1=1'])
def test_values_are_bound(address: str, value: str) -> None:
    """A value that is SQL is looked for as a value, and found nowhere."""
    assert ask(address, {"level": value, "state": value})["totals"]["plays"] == 0
    assert ask(address, {})["totals"]["plays"] == 6820


def test_nothing_but_reading_is_answered(address: str) -> None:
    """There is no method but GET, no other address, and no answer to a page that only pretends to be ours."""
    assert [405, 404, 400] == [
        status(address, method="POST"),
        status(f"{address}songplays.duckdb"),
        status(address, Host="evil.invalid"),
    ]


def test_answers_go_on_while_a_run_writes(small: Path) -> None:
    """A process that holds the warehouse for writing stops no answer, also not before it commits."""
    with served(small) as address:
        writer = DuckDB(small)
        with writer.transaction():
            writer.execute("DELETE FROM songplay")
            during = ask(address, {})["totals"]["plays"]
        writer.close()

        assert during == 11


def test_server_starts_while_a_run_writes(small: Path) -> None:
    """A server that starts during a run answers from what was published before."""
    writer = DuckDB(small)
    try:
        with served(small) as address:
            assert ask(address, {})["totals"]["plays"] == 11
    finally:
        writer.close()


def test_run_is_never_kept_waiting(small: Path) -> None:
    """While the dashboard is served, the warehouse can be opened for writing at any moment."""
    with served(small) as address:
        for _ in range(20):
            ask(address, {})
            DuckDB(small).close()
            time.sleep(0.05)


def test_new_data_are_answered_soon_and_the_page_says_so(browser: Browser, small: Path) -> None:
    """After a change, answers come from the new data, and an open page asks to be loaded again."""
    with served(small) as address, browser.new_context() as context:
        page = context.new_page()
        page.goto(address)
        page.wait_for_selector(READY, state="attached")
        writer = DuckDB(small)
        HandMade.of(writer).session(3, 32, 5, start=START, level="paid")
        writer.close()
        until = time.monotonic() + SOON
        while ask(address, {})["totals"]["plays"] != 16 and time.monotonic() < until:
            time.sleep(0.2)
        choose(page, level="paid")

        assert key_figure(page, "plays") == "11"
        assert page.locator("#newer").is_visible()


def test_half_copied_file_is_never_answered_from(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A warehouse that changes while it is copied is copied again."""
    copy, changes = shutil.copyfile, iter([b"\0", b""])

    def copy_while_it_changes(source: Path, target: Path) -> None:
        copy(source, target)
        if change := next(changes, b""):
            with source.open("r+b") as file:
                first = file.read(1)
                file.seek(0)
                file.write(change and first)

    monkeypatch.setattr(shutil, "copyfile", copy_while_it_changes)
    time.sleep(0.6)
    with Snapshots(small, anonymise=False) as snapshots:
        assert "11 plays by 3 users" in snapshots.page()


def test_anonymised_page_names_nobody(small: Path) -> None:
    """Served with --anonymise, the page holds no name."""
    time.sleep(0.6)
    with Snapshots(small, anonymise=True) as snapshots:
        assert "Doe" not in snapshots.page()


def test_port_that_is_taken_is_one_line(small: Path) -> None:
    """A port in use is refused in one line, before anything is copied."""
    with served(small) as address:
        port = address.rstrip("/").rpartition(":")[2]
        done = songplays_command("--warehouse", small, "dashboard", "--serve", "--port", port, cwd=small.parent)

    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)
    assert f"--port {port}: cannot be used" in done.stderr


def test_without_the_extra_the_command_says_what_to_install(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without Starlette and uvicorn, --serve says how to get them."""
    monkeypatch.setitem(sys.modules, "uvicorn", None)

    with pytest.raises(UsageError, match=r"pip install 'songplays\[serve\]'"):
        serve(small, port=0, anonymise=False, ready=print)


def test_policy_of_a_served_page_allows_its_own_answers_only(small: Path) -> None:
    """The served page may ask its own server, and nobody else."""
    time.sleep(0.6)
    with Snapshots(small, anonymise=False) as snapshots:
        assert "default-src 'none'" in snapshots.page()
        assert "connect-src 'self'" in snapshots.page()
        assert json.dumps("1") in snapshots.page()


def test_page_says_when_its_server_is_gone(browser: Browser, small: Path) -> None:
    """A filter that the server no longer answers is told on the page, and leaves what was shown."""
    with browser.new_context() as context:
        page = context.new_page()
        with served(small) as address:
            page.goto(address)
            page.wait_for_selector(READY, state="attached")
        page.locator("#filters [name=level]").select_option("paid")

        page.wait_for_selector("#failed:visible")
        assert "songplays dashboard --serve" in page.locator("#failed").inner_text()
        assert key_figure(page, "plays") == "11"


def test_copies_go_with_the_server(small: Path, tmp_path: Path) -> None:
    """When the server is ended, nothing of the warehouse is left in the temporary folder."""
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    with served(small, TMPDIR=str(temporary)) as address:
        ask(address, {})
        during = list(temporary.iterdir())

    assert len(during) == 1
    assert list(temporary.iterdir()) == []

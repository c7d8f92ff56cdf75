"""Text from the data is shown as it is and never does anything: on the page, in files, on a terminal."""

import csv
import io
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from markdown_it import MarkdownIt
from playwright.sync_api import Browser

from dashboard.handmade import START, HandMade
from dashboard.hostile import VALUES
from dashboard.looking import choose, key_figure, opened, table
from songplays.dashboard import us_states
from songplays.dashboard.export import export
from songplays.dashboard.page import write
from songplays.dashboard.summary import summary
from songplays.engines.duckdb import DuckDB
from songplays.text import shown

NOW = datetime(2018, 12, 1, 6, 30, tzinfo=UTC)
AT_ONCE = 10
PLAYS = 20
ON_THE_PAGE = {"top_artists": 0, "top_songs": 0, "plays_by_browser": 0, "plays_by_state": 0, "upgrade_targets": 0}
STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@pytest.fixture(scope="module", params=range(0, len(VALUES), AT_ONCE))
def hostile(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[HandMade, list[str]]]:
    """Return a warehouse where ten hostile values are names of users, artists, songs, states, browsers and sources."""
    engine = DuckDB(tmp_path_factory.mktemp("hostile") / "warehouse.duckdb")
    warehouse = HandMade(engine)
    values = VALUES[request.param : request.param + AT_ONCE]
    for user, value in enumerate(values, start=1):
        warehouse.insert("users", user_id=user, first_name=value, last_name=None, level="free")
        warehouse.insert("user_agents", user_agent=value, browser=value, os=value, device="desktop")
        warehouse.session(
            user,
            user,
            PLAYS + user,
            start=START + timedelta(hours=user),
            location=f"{value.replace(',', '')}, {state_of(value)}",
            user_agent=value,
            artist=value,
            song=value,
        )
        warehouse.history(user, ("free", 1, PLAYS + user))
        warehouse.file(user, source=value, loaded=1)
    # So many who hardly play that the ten are in the top quarter.
    for user in range(100, 140):
        warehouse.user(user, "free")
        warehouse.session(user, user, 1, artist=None, song=None, user_agent=None, location=None)
        warehouse.history(user, ("free", 1, 1))
    warehouse.load()
    yield warehouse, values
    engine.close()


def state_of(value: str) -> str:
    """Return the value as the state of a location: without what ends a state there, and without outer blanks."""
    return value.replace(",", "").split("-")[0].strip(" ") or "CA"


def test_page_shows_and_never_runs(browser: Browser, hostile: tuple[HandMade, list[str]], tmp_path: Path) -> None:
    """Every value stands in the tables as it is in the data; nothing runs, nothing is asked for, nothing complains."""
    warehouse, values = hostile
    path = tmp_path / "page.html"
    write(warehouse, path, generated_at=NOW)

    with opened(browser, path) as (page, noted):
        page.on("dialog", lambda dialog: noted.append(dialog.message))
        found = {name: {row[0] for row in table(page, name)} for name in ON_THE_PAGE}
        for value in values:
            trimmed = value.rstrip(" ")
            assert trimmed in found["top_artists"]
            assert trimmed in found["top_songs"]
            assert value in found["plays_by_browser"]
            assert value in found["upgrade_targets"]
            assert us_states.name(state_of(value)) in found["plays_by_state"]
        for place, value in enumerate(values, start=1):
            choose(page, browser=value)
            assert str(PLAYS + place) == key_figure(page, "plays")
        page.locator("#chart-plays_by_browser .mark-rect path").first.hover(force=True)

        assert page.evaluate("window.ran") is None
        assert page.title() == "User song plays"
        assert page.locator("main img, main iframe, main script, main a, main b, main svg script").count() == 0
    assert [path.as_uri()] == [address.removesuffix("#") for address in noted]


def test_files_are_safe_for_spreadsheets(hostile: tuple[HandMade, list[str]], tmp_path: Path) -> None:
    """No text cell of a CSV starts like a formula, and every value is there behind at most an apostrophe."""
    warehouse, values = hostile
    export(warehouse, tmp_path)

    for path in tmp_path.glob("*.csv"):
        for row in csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline="")):
            assert not any(cell.lstrip(" ").startswith(STARTS_A_FORMULA) for cell in row)
    with (tmp_path / "upgrade_targets.csv").open(encoding="utf-8-sig", newline="") as file:
        names = {row["User"].removeprefix("'") for row in csv.DictReader(file)}
    assert set(values) <= {*names, *(f"'{name}" for name in names)}


def test_pictures_hold_no_markup(hostile: tuple[HandMade, list[str]], tmp_path: Path) -> None:
    """A picture of hostile names is whole XML, and has no script, no handler and no link."""
    warehouse, _ = hostile
    export(warehouse, tmp_path)

    for path in tmp_path.glob("*.svg"):
        picture = path.read_text(encoding="utf-8")
        ET.fromstring(picture)  # noqa: S314 - our own
        assert "<script" not in picture.lower()
        assert "<img" not in picture.lower()
        assert "xlink:href" not in picture


def test_summary_is_plain_on_a_terminal_and_in_markdown(hostile: tuple[HandMade, list[str]]) -> None:
    """The summary holds no control character, and Markdown finds no link, image, code or HTML in it."""
    warehouse, _ = hostile
    text = summary(warehouse)

    tokens = MarkdownIt("gfm-like", {"html": True, "linkify": False}).parse(text)
    inline = {child.type for token in tokens for child in token.children or []}
    assert {token.type for token in tokens} & {"html_block", "fence", "code_block", "blockquote_open"} == set()
    assert inline <= {"text", "softbreak", "text_special"}
    assert all(line == shown(line) for line in text.split("\n"))

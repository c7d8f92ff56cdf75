"""The page carries as much of the plays as it can, and says what it leaves out."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlglot
from playwright.sync_api import Browser
from sqlglot import exp

from dashboard.handmade import HandMade
from dashboard.looking import choose, drawn_plays, key_figure, opened, table, view
from songplays.dashboard import facts
from songplays.dashboard.facts import STEPS, columns_of, counted_plays, read_facts
from songplays.dashboard.page import render, write
from songplays.engines.protocol import Reader

NOW = datetime(2018, 12, 1, 6, 30, tzinfo=UTC)


def test_every_play_is_counted_once(real_warehouse: Reader) -> None:
    """The facts hold 6,820 plays of 96 users in 776 sessions, numbered so that no id is told."""
    found = read_facts(real_warehouse)

    assert STEPS[0] == tuple(found.dimensions)
    assert (6820, 96, 776) == (
        sum(found.columns["plays"]),
        len(set(found.columns["user"])),
        len(set(found.columns["session"])),
    )
    assert set(range(96)) == set(found.columns["user"])


@pytest.mark.parametrize("dimensions", STEPS)
def test_counting_is_plain_sql(dimensions: tuple[str, ...]) -> None:
    """Plays are counted in SQL that both databases read, with nothing that only one of them knows."""
    sql = f"{counted_plays(dimensions)}SELECT {columns_of(dimensions)}, plays FROM counted"
    trees = [sqlglot.parse_one(sql, read=dialect) for dialect in ("duckdb", "redshift")]

    unwanted = (exp.Star, exp.Qualify, exp.Filter, exp.Div, exp.Subquery, exp.ArgMax, exp.Median)
    found = [node for tree in trees for node in tree.find_all(*unwanted) if not isinstance(node.parent, exp.Count)]
    assert found == []


@pytest.mark.parametrize(
    ("most_rows", "dropped"),
    [
        (6_809, []),
        (6_808, ["song_match", "artist", "song"]),
        (1_215, ["system", "user", "session", "song_match", "artist", "song"]),
        (800, ["device", "browser", "system", "state", "user", "session", "song_match", "artist", "song"]),
        (100, ["hour", "device", "browser", "system", "state", "user", "session", "song_match", "artist", "song"]),
    ],
)
def test_dimensions_are_dropped_until_the_rows_fit(
    real_warehouse: Reader, monkeypatch: pytest.MonkeyPatch, most_rows: int, dropped: list[str]
) -> None:
    """When there are too many rows, those dimensions go that are missed least; no play ever goes."""
    monkeypatch.setattr(facts, "MOST_ROWS", most_rows)

    found = read_facts(real_warehouse)

    assert dropped == list(found.dropped)
    assert len(found.columns["plays"]) <= most_rows
    assert sum(found.columns["plays"]) == 6820


def test_long_names_count_too(real_warehouse: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows that fit by number, but not by size, are counted more coarsely."""
    monkeypatch.setattr(facts, "MOST_CHARACTERS", 300_000)

    assert STEPS[1] == tuple(read_facts(real_warehouse).dimensions)


def test_page_of_many_plays_says_what_stands_still(
    browser: Browser, real_warehouse: Reader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without states, users and songs the page still filters by day, level and hour, and marks what does not follow."""
    monkeypatch.setattr(facts, "MOST_ROWS", 800)
    path = tmp_path / "page.html"
    write(real_warehouse, path, generated_at=NOW)

    with opened(browser, path) as (page, noted):
        choose(page, level="paid", hour="16")

        assert key_figure(page, "plays") == "442"
        assert drawn_plays(page, "plays_by_hour") == 442
        assert [key_figure(page, name) for name in ("users", "sessions")] == ["96", "776"]
        assert "whole period" in page.locator("#tile-users").inner_text()
        assert "whole period" in view(page, "plays_by_state").inner_text()
        assert table(page, "plays_by_state")[0][1] == "1,572"
        assert page.locator("#note-plays_by_state").inner_text() == "Every play has its place on the map."
        assert page.locator("#filters [name=state], #filters [name=zone], #filters [name=device]").count() == 0
        assert "use `songplays dashboard --serve`" in page.locator(".notice:visible").inner_text()
    assert len(noted) == 1


def test_page_carries_no_user_id_or_name(handmade: HandMade) -> None:
    """With --anonymise, no id, name or other mark of a user is on the page."""
    for user in (918273, 918274, 918275, 918276):
        handmade.user(user, "free", first_name="Zebulon")
        handmade.session(user, user, user - 918272)

    page = render(handmade, generated_at=NOW, anonymise=True)

    assert "918276" in render(handmade, generated_at=NOW)
    assert "91827" not in page
    assert "Zebulon" not in page


def test_codes_differ_from_page_to_page(handmade: HandMade) -> None:
    """Two anonymised pages cannot be joined by their codes."""
    handmade.three_users()
    handmade.user(9, "free")
    handmade.session(9, 91, 20)

    assert render(handmade, generated_at=NOW, anonymise=True) != render(handmade, generated_at=NOW, anonymise=True)

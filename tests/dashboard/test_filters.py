"""Under every filter, key figures, charts and tables say what SQL says of the same plays."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Browser, Page

from dashboard.chosen_plays import COMBINATIONS, ask
from dashboard.looking import choose, drawn_plays, key_figure, marks, opened, shown, table, until_shown, view
from songplays.engines.protocol import Reader

FOLLOWING = (
    "plays_by_day",
    "plays_by_level",
    "plays_by_hour",
    "plays_by_weekday_and_hour",
    "plays_by_state",
    "plays_by_device",
    "plays_by_browser",
    "plays_by_browser_and_system",
    "matched_plays",
)


@pytest.fixture(scope="module")
def real(browser: Browser, real_page: Path) -> Iterator[Page]:
    """Return the page of the real data in a browser; each test sets the filters it needs."""
    with opened(browser, real_page) as (page, _):
        yield page


def show(page: Page, filters: dict[str, str]) -> None:
    """Set the filters by the address."""
    before = shown(page)
    page.evaluate("filters => { location.hash = filters; }", urlencode({"level": ""} | filters))
    until_shown(page, before + 1)


def written(number: int | None) -> str:
    """Return a count as the page writes it."""
    return f"{number or 0:,}"


@pytest.mark.parametrize("filters", COMBINATIONS, ids=urlencode)
def test_key_figures_equal_sql(real: Page, real_warehouse: Reader, filters: dict[str, str]) -> None:
    """Plays, users and sessions on the tiles are those of the chosen plays."""
    show(real, filters)

    (expected,) = ask(
        real_warehouse,
        "SELECT count(*), count(DISTINCT user_id), count(DISTINCT (user_id, session_id)) FROM chosen",
        filters,
    )
    assert [written(number) for number in expected] == [
        key_figure(real, name) for name in ("plays", "users", "sessions")
    ]


@pytest.mark.parametrize("filters", COMBINATIONS, ids=urlencode)
def test_charts_and_tables_add_up_to_the_key_figure(
    real: Page, real_warehouse: Reader, filters: dict[str, str]
) -> None:
    """Every chart that follows the filters draws all chosen plays, and its table holds them."""
    show(real, filters)

    ((plays,),) = ask(real_warehouse, "SELECT count(*) FROM chosen", filters)
    in_tables = {name: total(table(real, name), name) for name in FOLLOWING}
    in_charts = {name: drawn_plays(real, name) for name in FOLLOWING}
    assert dict.fromkeys(FOLLOWING, plays) == in_tables
    assert dict.fromkeys(FOLLOWING, plays) == in_charts


def total(rows: list[list[str]], name: str) -> int:
    """Return the sum of the column of plays."""
    column = {
        "plays_by_level": 1,
        "plays_by_state": 1,
        "plays_by_device": 1,
        "plays_by_browser": 1,
        "matched_plays": 1,
    }.get(name, 2)
    return sum(int(row[column].replace(",", "")) for row in rows)


@pytest.mark.parametrize("filters", COMBINATIONS, ids=urlencode)
def test_rows_equal_sql(real: Page, real_warehouse: Reader, filters: dict[str, str]) -> None:
    """Hours, states, systems and artists have the plays and users that SQL finds."""
    show(real, filters)

    hours = ask(real_warehouse, "SELECT hour(clock), level, count(*) FROM chosen GROUP BY ALL", filters)
    states = ask(real_warehouse, "SELECT state, count(*), count(DISTINCT user_id) FROM chosen GROUP BY ALL", filters)
    systems = ask(
        real_warehouse, "SELECT browser, os, count(*), count(DISTINCT user_id) FROM chosen GROUP BY ALL", filters
    )
    squares = ask(real_warehouse, "SELECT dayofweek(clock), hour(clock), count(*) FROM chosen GROUP BY ALL", filters)
    assert {(f"{hour:02d}:00", level, written(plays)) for hour, level, plays in hours} == {
        (hour, level, plays) for hour, level, plays in table(real, "plays_by_hour")
    }
    assert sorted((written(plays), written(users)) for _, plays, users in states) == sorted(
        (row[1], row[3]) for row in table(real, "plays_by_state")
    )
    assert {(browser, os, written(plays), written(users)) for browser, os, plays, users in systems} == {
        (row[0], row[1], row[2], row[4]) for row in table(real, "plays_by_browser_and_system")
    }
    assert set(squares) == {
        (mark["weekday"], mark["hour"], mark["plays"])
        for mark in marks(real, "plays_by_weekday_and_hour")
        if mark["chosen"] and mark["plays"]
    }


@pytest.mark.parametrize("filters", COMBINATIONS, ids=urlencode)
def test_top_songs_equal_sql(real: Page, real_warehouse: Reader, filters: dict[str, str]) -> None:
    """The ten most played songs and artists of the chosen plays are listed, ties in the order of their text."""
    show(real, filters)

    repaired = "COALESCE((SELECT repaired FROM repaired_text WHERE raw = {0}), {0})"
    song, artist = repaired.format("song"), repaired.format("artist")
    songs = ask(
        real_warehouse,
        f"SELECT {song} AS song, {artist} AS artist, count(*) AS plays, count(DISTINCT user_id) FROM chosen "
        "GROUP BY ALL ORDER BY plays DESC, song, artist LIMIT 10",
        filters,
    )
    artists = ask(
        real_warehouse,
        f"SELECT {artist} AS artist, count(*) AS plays, count(DISTINCT user_id) FROM chosen "
        "GROUP BY ALL ORDER BY plays DESC, artist LIMIT 10",
        filters,
    )
    assert [[song, artist, written(plays), written(users)] for song, artist, plays, users in songs] == table(
        real, "top_songs"
    )
    assert [[artist, written(plays), written(users)] for artist, plays, users in artists] == table(real, "top_artists")


def test_whole_history_does_not_move(real: Page) -> None:
    """Bounce, upgrades and downgrades stand still under a filter, and say that they do."""
    still = ("bounce_rate", "upgraded_share", "downgrades")
    show(real, {})
    before = [key_figure(real, name) for name in still]
    show(real, {"state": "CA"})

    assert ["7.3%", "8.3%", "1"] == before == [key_figure(real, name) for name in still]
    assert all("whole period" in real.locator(f"#tile-{name}").inner_text() for name in still)
    assert "whole period" in view(real, "sessions_by_level_history").inner_text()


def test_faded_marks_are_what_the_own_filter_leaves_out(real: Page, real_warehouse: Reader) -> None:
    """A chart still shows the rest of its own dimension, under all other filters."""
    show(real, {"hour": "16", "level": "paid"})

    expected = ask(real_warehouse, "SELECT count(*) FROM chosen", {"level": "paid"})
    drawn = marks(real, "plays_by_hour")
    paid = sum(mark["plays"] for mark in drawn)
    assert {16} == {mark["hour"] for mark in drawn if mark["chosen"]}
    assert expected == [(paid,)]


def test_filter_is_redrawn_at_once(real: Page) -> None:
    """From the change of a filter to the last chart drawn anew, the real data take at most 150 ms."""
    for state in ("CA", "ME", "IL", "WI", "MI"):
        show(real, {"state": state})

    took = real.evaluate("performance.getEntriesByName('redraw').slice(-5).map(entry => entry.duration)")
    assert sorted(took)[2] <= 150, took


def test_controls_and_clicks_do_the_same(browser: Browser, real_page: Path) -> None:
    """A state chosen by its control or clicked on the map is the same filter, and a second click takes it away."""
    with opened(browser, real_page) as (page, _):
        choose(page, state="CA")
        by_control = page.evaluate("location.hash")
        page.locator("#reset").click()
        until_shown(page, 2)
        california = page.evaluate_handle(
            "Array.from(document.querySelectorAll('#chart-plays_by_state .role-mark path'))"
            ".find(path => path.__data__.datum.id === 'CA')"
        ).as_element()
        assert california
        california.click()
        until_shown(page, 3)
        by_click = page.evaluate("location.hash")
        california.click()
        until_shown(page, 4)

        assert ["#state=CA", "#state=CA", ""] == [by_control, by_click, page.evaluate("location.hash")]


@pytest.mark.parametrize(
    ("name", "mark", "address"),
    [
        ("plays_by_day", {"plays": 155}, "from=2018-11-02&to=2018-11-02"),
        ("plays_by_hour", {"hour": 16}, "hour=16"),
        ("plays_by_weekday_and_hour", {"hour": 9, "weekday": 3}, "weekday=3&hour=9"),
        ("plays_by_level", {"value": "free"}, "level=free"),
        ("plays_by_device", {"value": "mobile"}, "device=mobile"),
        ("plays_by_browser", {"value": "IE"}, "browser=IE"),
    ],
)
def test_each_chart_filters_when_clicked(
    browser: Browser, real_page: Path, name: str, mark: dict[str, Any], address: str
) -> None:
    """A click on a mark filters by what the mark stands for, and a chip says so."""
    with opened(browser, real_page) as (page, _):
        element = page.evaluate_handle(
            """([name, mark]) => {
                const paths = Array.from(document.querySelectorAll(`#chart-${name} .role-mark path`));
                if (name === "plays_by_day") return paths.find(({ __data__ }) =>
                    new Date(__data__.datum.day).toISOString().startsWith("2018-11-02"));
                return paths.find(({ __data__ }) =>
                    Object.entries(mark).every(([field, value]) => __data__.datum?.[field] === value));
            }""",
            [name, mark],
        ).as_element()
        assert element
        element.click()
        until_shown(page, 1)

        assert f"#{address}" == page.evaluate("location.hash")
        assert page.locator("#chips .chip").count() == address.count("&") + 1


def test_address_restores_the_view(browser: Browser, real_page: Path) -> None:
    """A copied address opens with the same filters, the same figures and the same clock."""
    with opened(browser, real_page) as (page, _):
        choose(page, zone="local")
        choose(page, level="paid", state="CA", **{"from": "2018-11-10"})
        address, plays = page.evaluate("location.hash.slice(1)"), key_figure(page, "plays")
    with opened(browser, real_page, address) as (page, _):
        controls = {
            name: page.locator(f"#filters [name={name}]").input_value() for name in ("zone", "level", "state", "from")
        }

        assert {"zone": "local", "level": "paid", "state": "CA", "from": "2018-11-10"} == controls
        assert plays == key_figure(page, "plays")
        assert "listener's local time" in page.locator("#chart-plays_by_hour").inner_text()


@pytest.mark.parametrize(
    "address",
    ["state=ZZ", "level=<script>", "from=2018-99-99", "hour=25", "nonsense=1", "from=9999-01-01", "%", "zone=x"],
)
def test_wrong_address_is_ignored(browser: Browser, real_page: Path, address: str) -> None:
    """What an address asks for and the data do not have is left out, in silence."""
    with opened(browser, real_page, address) as (page, noted):
        assert key_figure(page, "plays") == "6,820"
    assert 1 == len(noted)


def test_chip_takes_its_filter_away(browser: Browser, real_page: Path) -> None:
    """A chip names a filter, and clicking it removes this one alone."""
    with opened(browser, real_page, "level=paid&state=CA") as (page, _):
        before = shown(page)
        page.get_by_role("button", name="Remove the filter State: California").click()
        until_shown(page, before + 1)

        assert page.evaluate("location.hash") == "#level=paid"
        assert page.locator("#chips .chip").all_text_contents() == ["Level: paid ✕"]


def test_filters_work_by_keyboard(browser: Browser, real_page: Path) -> None:
    """A filter is reached and set with the keyboard alone."""
    with opened(browser, real_page) as (page, _):
        page.locator("#filters [name=level]").focus()
        page.keyboard.press("ArrowDown")
        until_shown(page, 1)

        assert page.evaluate("location.hash") == "#level=paid"


def test_chips_keep_the_keyboard(browser: Browser, real_page: Path) -> None:
    """Removing a chip by keyboard leaves the focus on the next one; the last leaves it on the controls."""
    with opened(browser, real_page, "level=paid&state=CA") as (page, _):
        before = shown(page)
        page.locator(".chip").first.focus()
        page.keyboard.press("Enter")
        until_shown(page, before + 1)
        next_one = page.evaluate("document.activeElement.textContent")
        page.keyboard.press("Enter")
        until_shown(page, before + 2)

        assert next_one == "State: California ✕"
        assert page.evaluate("document.activeElement.name") == "from"

"""The page in a browser that has no network."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from dashboard.handmade import HandMade
from dashboard.looking import choose, opened, view
from songplays.dashboard.page import write

NOW = datetime(2018, 12, 1, 6, 30, tzinfo=UTC)
HOSTILE = "</script><script>document.title = 'run'</script><img src=x onerror=\"document.title = 'run'\">"


@pytest.fixture
def dashboard(handmade: HandMade, tmp_path: Path) -> Path:
    """Return a written page of three users, one of them, and much else, with a hostile name."""
    handmade.three_users()
    handmade.user(9, "free", HOSTILE)
    handmade.insert("user_agents", user_agent="x", browser=HOSTILE, os=HOSTILE, device="desktop")
    handmade.session(9, 91, 50, user_agent="x", location=f"Nowhere, {HOSTILE}")
    handmade.history(9, ("free", 1, 50))
    handmade.file(2, source=HOSTILE + "x" * 1000, loaded=1)
    path = tmp_path / "dashboard.html"
    write(handmade, path, generated_at=NOW)
    return path


def test_page_draws_itself_without_a_network(browser: Browser, dashboard: Path) -> None:
    """Every chart is drawn, the file is the only request, and the console stays silent."""
    with opened(browser, dashboard) as (page, noted):
        drawn = page.locator(".chart svg").count()

        assert page.locator(".chart").count() == drawn
    assert [dashboard.as_uri()] == noted


def test_hostile_names_are_shown_and_not_run(browser: Browser, dashboard: Path) -> None:
    """A name written as HTML stays a name, in tables, in charts and in tooltips."""
    with opened(browser, dashboard) as (page, _):
        page.locator("#chart-plays_by_browser .mark-rect path").first.hover()
        tooltip = page.locator("#vg-tooltip-element").inner_text()

        assert HOSTILE in tooltip
        assert HOSTILE in view(page, "upgrade_targets").get_by_role("table").inner_text()
        assert page.title() == "User song plays"
        assert page.locator("main img").count() == 0


@pytest.mark.parametrize("width", [390, 768, 1440])
def test_page_fits_its_width(browser: Browser, dashboard: Path, width: int) -> None:
    """Nothing makes the page scroll sideways, with every definition and table open."""
    with opened(browser, dashboard, width=width) as (page, _):
        page.evaluate("document.querySelectorAll('details').forEach(part => part.open = true)")

        assert width == page.evaluate("document.documentElement.scrollWidth")


def test_places_outside_the_map_follow_the_filters(browser: Browser, dashboard: Path) -> None:
    """What the map cannot show is counted under it, before and under a filter, in the same words."""
    with opened(browser, dashboard) as (page, _):
        note = page.locator("#note-plays_by_state")
        before = note.inner_text()
        choose(page, level="paid")

        assert before.startswith("Outside the map: 54 plays (")
        assert note.inner_text() == "Outside the map: 4 plays (UK 4)."
        choose(page, level="", state="CA")
        assert note.inner_text() == "Every play has its place on the map."


def test_days_do_not_move_with_the_readers_zone(browser: Browser, dashboard: Path) -> None:
    """A day is a UTC day, also for a reader west of Greenwich."""
    labels = []
    for zone in ("UTC", "America/Los_Angeles", "Pacific/Auckland"):
        with opened(browser, dashboard, zone=zone) as (page, _):
            labels.append(page.locator("#chart-plays_by_day .role-axis-label text").all_text_contents())

    assert labels[0][0] == "1 Nov"
    assert [labels[0]] * 3 == labels


def test_empty_warehouse_is_a_quiet_page(browser: Browser, handmade: HandMade, tmp_path: Path) -> None:
    """A page without a chart is ready too, and says nothing in the console."""
    path = tmp_path / "empty.html"
    write(handmade, path, generated_at=NOW)

    with opened(browser, path) as (page, noted):
        assert page.locator(".chart").count() == 0
    assert [path.as_uri()] == noted


def test_tables_open_without_javascript(browser: Browser, dashboard: Path) -> None:
    """With scripts off, every table still opens."""
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(dashboard.as_uri())
        view(page, "plays_by_level").get_by_text("Table", exact=True).click()

        assert view(page, "plays_by_level").get_by_role("cell", name="paid").is_visible()

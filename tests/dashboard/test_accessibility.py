"""The page can be used by everyone, in both themes, as far as axe-core can tell."""

from importlib import resources
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from dashboard.looking import choose, opened, shown, until_shown

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1440])
def test_axe_finds_nothing(browser: Browser, real_page: Path, scheme: str, width: int) -> None:
    """With filters set and every definition and table open, no rule of axe-core is violated."""
    axe = resources.files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
    address = "level=paid&state=CA"
    with opened(browser, real_page, address, width=width, scheme="dark" if scheme == "dark" else "light") as (page, _):
        page.evaluate("document.querySelectorAll('details').forEach(part => part.open = true)")
        page.evaluate(axe)
        violations = page.evaluate(
            "rules => axe.run(document, { runOnly: rules }).then(({ violations }) => violations.map("
            "({ id, nodes }) => [id, nodes.length, nodes[0].html]))",
            RULES,
        )

        assert violations == []


def test_theme_follows_the_system_and_the_button(browser: Browser, real_page: Path) -> None:
    """A dark system gives a dark page, and the button turns it light, charts included."""
    with opened(browser, real_page, scheme="dark") as (page, _):
        ink = "getComputedStyle(document.body).color"
        label = "document.querySelector('#chart-plays_by_day .role-axis-label text').getAttribute('fill')"
        dark = page.evaluate(ink), page.evaluate(label)
        page.get_by_role("button", name="Light mode").click()
        page.wait_for_function(f"{label} !== {dark[1]!r}")
        light = page.evaluate(ink), page.evaluate(label)

    assert ("rgb(232, 234, 240)", "#a0a8b8") == dark
    assert ("rgb(27, 31, 42)", "#5b6472") == light


def test_theme_keeps_the_filters(browser: Browser, real_page: Path) -> None:
    """Charts that are drawn anew in another theme still show what is chosen."""
    with opened(browser, real_page) as (page, _):
        choose(page, state="CA")
        page.get_by_role("button", name="Dark mode").click()
        page.wait_for_function("document.documentElement.dataset.theme === 'dark'")
        before = shown(page)
        choose(page, level="paid")
        until_shown(page, before + 1)

        assert page.evaluate("location.hash") == "#level=paid&state=CA"


@pytest.mark.parametrize("width", [390, 768, 1440])
def test_real_page_fits_its_width(browser: Browser, real_page: Path, width: int) -> None:
    """Nothing makes the page of the real data scroll sideways, with filters set and every table open."""
    with opened(browser, real_page, "level=paid&state=CA&from=2018-11-03", width=width) as (page, _):
        page.evaluate("document.querySelectorAll('details').forEach(part => part.open = true)")

        assert width == page.evaluate("document.documentElement.scrollWidth")


def test_print_shows_the_figures_and_no_buttons(browser: Browser, real_page: Path) -> None:
    """On paper, filters and buttons are gone, key figures and charts are not."""
    with opened(browser, real_page) as (page, _):
        page.emulate_media(media="print")

        assert page.locator("#tile-plays .value").is_visible()
        assert page.locator("#chart-plays_by_day svg").is_visible()
        assert not page.locator("#filter-box").is_visible()
        assert not page.locator(".downloads").first.is_visible()

"""Look at a page in a browser that has no network."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

from playwright.sync_api import Browser, Locator, Page

READY = "html[data-ready]"
PATIENCE = 30_000


@contextmanager
def opened(  # noqa: PLR0913 - a reader has that many sides
    browser: Browser,
    path: Path,
    address: str = "",
    *,
    width: int = 1440,
    zone: str = "UTC",
    scheme: Literal["light", "dark"] = "light",
) -> Iterator[tuple[Page, list[str]]]:
    """Open the page offline and wait until it is drawn; what it asks for and complains of is noted.

    address: what follows # in the address. scheme: light or dark, as the reader's system says.
    """
    noted: list[str] = []
    with browser.new_context(
        offline=True, viewport={"width": width, "height": 900}, timezone_id=zone, color_scheme=scheme
    ) as context:
        page = context.new_page()
        page.on("request", lambda request: noted.append(request.url))
        page.on("console", lambda message: noted.append(message.text))
        page.on("pageerror", lambda error: noted.append(str(error)))
        page.goto(f"{path.as_uri()}#{address}")
        page.wait_for_selector(READY, state="attached", timeout=PATIENCE)
        yield page, noted


def view(page: Page, name: str) -> Locator:
    """Return the part of the page that answers one question."""
    return page.locator(f"#view-{name}")


def choose(page: Page, **filters: str) -> None:
    """Set filters by their controls, and wait until each is shown."""
    for name, value in filters.items():
        before = shown(page)
        control = page.locator(f"#filters [name={name}]")
        # Not select_option: it takes " x" and "x" for the same.
        control.evaluate(
            """(control, value) => {
                control.value = value;
                control.dispatchEvent(new Event("change", { bubbles: true }));
            }""",
            value,
        )
        until_shown(page, before + 1)


def shown(page: Page) -> int:
    """Return how many times filters have been shown."""
    return int(page.evaluate("Number(document.documentElement.dataset.shown ?? 0)"))


def until_shown(page: Page, times: int) -> None:
    """Wait until filters have been shown so many times."""
    page.wait_for_function("times => Number(document.documentElement.dataset.shown) >= times", arg=times)


def key_figure(page: Page, name: str) -> str:
    """Return the value on a tile."""
    return page.locator(f"#tile-{name} .value").inner_text()


def table(page: Page, name: str) -> list[list[str]]:
    """Return the cells of a view's table."""
    cells: list[list[str]] = page.evaluate(
        "name => Array.from(document.querySelectorAll(`#table-${name} tbody tr`), "
        "row => Array.from(row.cells, cell => cell.textContent))",
        name,
    )
    return cells


def marks(page: Page, name: str) -> list[dict[str, Any]]:
    """Return what each mark of a chart draws; Vega keeps it with the mark."""
    data: list[dict[str, Any]] = page.evaluate(
        """name => Array.from(document.querySelectorAll(`#chart-${name} .role-mark path`), ({ __data__ }) => {
            const { datum } = __data__;
            return datum && (datum.chosen === true || datum.chosen === false) ? {
                chosen: datum.chosen, plays: datum.counted ?? datum.plays ?? 0, hour: datum.hour, id: datum.id,
                value: datum.value, weekday: datum.weekday,
            } : null;
        }).filter(Boolean)""",
        name,
    )
    return data


def drawn_plays(page: Page, name: str) -> int:
    """Return the plays that a chart draws as chosen."""
    return sum(mark["plays"] for mark in marks(page, name) if mark["chosen"])

"""A warehouse made by hand, and a browser to look at its dashboard."""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from dashboard.handmade import HandMade
from songplays.dashboard.page import write
from songplays.engines.duckdb import DuckDB
from songplays.engines.protocol import Reader


@pytest.fixture
def handmade(warehouse: DuckDB) -> HandMade:
    """Return a warehouse with every table and not one row."""
    return HandMade(warehouse)


@pytest.fixture(autouse=True, scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Keep the JavaScript of the pages out of the developer's own cache, and make it once."""
    folder = tmp_path_factory.mktemp("cache")
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("XDG_CACHE_HOME", str(folder))
        yield folder


@pytest.fixture(scope="session")
def real_page(real_warehouse: Reader, tmp_path_factory: pytest.TempPathFactory, cache: Path) -> Path:  # noqa: ARG001
    """Return the page of the real data."""
    path = tmp_path_factory.mktemp("real_page") / "dashboard.html"
    write(real_warehouse, path, generated_at=datetime(2018, 12, 1, 6, 30, tzinfo=UTC))
    return path


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Return a headless Chromium: the system's own, so that no test downloads one."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        pytest.skip("there is no Chromium here; install the package chromium to run the browser tests")
    flags = (
        "--no-sandbox --disable-gpu --disable-quic --no-first-run "
        "--disable-background-networking --disable-component-update --disable-sync"
    )
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=flags.split())
        yield started
        started.close()

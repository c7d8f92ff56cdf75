"""What the page's buttons give is what the command exports, and both open."""

import csv
import io
from collections.abc import Iterable, Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from playwright.sync_api import Browser, Page

from dashboard.looking import choose, opened
from songplays.dashboard.export import export
from songplays.engines.protocol import Reader

FEW = 5
PNG = b"\x89PNG\r\n\x1a\n"


@pytest.fixture(scope="module")
def exported(real_warehouse: Reader, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the exported files of the real data."""
    folder = tmp_path_factory.mktemp("exported")
    export(real_warehouse, folder)
    return folder


def download(page: Page, name: str, kind: str) -> bytes:
    """Return what a download button gives."""
    with page.expect_download() as started:
        page.locator(f"button[data-view={name}][data-download={kind}]").click()
    assert f"{name}.{kind}" == started.value.suggested_filename
    return Path(started.value.path()).read_bytes()


def rows(data: bytes) -> list[list[str]]:
    """Return the rows of a CSV file as a spreadsheet reads it."""
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def test_buttons_give_the_same_tables_as_the_command(browser: Browser, real_page: Path, exported: Path) -> None:
    """Every CSV of the page holds the rows of the exported one; the order of equal days or hours may differ."""
    for page, path in one_by_one(browser, real_page, exported.glob("*.csv")):
        header, *lines = rows(download(page, path.stem, "csv"))
        exported_header, *exported_lines = rows(path.read_bytes())

        assert exported_header == header
        assert sorted(exported_lines) == sorted(lines)


def test_every_button_gives_a_picture_that_opens(browser: Browser, real_page: Path, exported: Path) -> None:
    """Each view with an exported picture has it on the page, too: as PNG, and as SVG with its title."""
    for page, path in one_by_one(browser, real_page, exported.glob("*.svg")):
        title = page.locator(f"#{path.stem}").inner_text()

        assert path.with_suffix(".png").read_bytes().startswith(PNG)
        assert download(page, path.stem, "png").startswith(PNG)
        assert title in texts(path.read_bytes())
        assert title in texts(download(page, path.stem, "svg"))


def one_by_one(browser: Browser, page_path: Path, paths: Iterable[Path]) -> Iterator[tuple[Page, Path]]:
    """Yield each path with the page; headless Chromium gives a page some downloads only, so it is opened anew."""
    ordered = sorted(paths)
    for first in range(0, len(ordered), FEW):
        with opened(browser, page_path) as (page, _):
            for path in ordered[first : first + FEW]:
                yield page, path


def texts(picture: bytes) -> list[str]:
    """Return every text of a picture."""
    root = ET.fromstring(picture)  # noqa: S314 - our own
    return [element.text or "" for element in root.iter("{http://www.w3.org/2000/svg}text")]


def test_filtered_download_holds_what_is_chosen(browser: Browser, real_page: Path) -> None:
    """A CSV under a filter holds the chosen rows and adds up to the key figure; a picture says what is filtered."""
    with opened(browser, real_page) as (page, _):
        choose(page, level="paid", state="CA")
        _, *lines = rows(download(page, "plays_by_hour", "csv"))
        picture = download(page, "plays_by_hour", "svg").decode()

        assert sum(int(plays) for _, _, plays in lines) == 1247
        assert "Level: paid" in picture
        assert "State: California" in picture


def test_targets_say_why(exported: Path) -> None:
    """The list of targets has sessions, plays, last seen, and the reasons."""
    header, first, *_ = rows((exported / "upgrade_targets.csv").read_bytes())

    assert ["User", "Id", "Plays", "Sessions", "Last seen", "Why"] == header
    assert ["26", "114", "55", "2018-11-30"] == first[1:5]
    assert "past the median of 51 plays of users who upgraded" in first[5]

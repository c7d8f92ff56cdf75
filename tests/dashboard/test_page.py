"""The page is one file that carries all it needs, whatever the data are."""

import json
import re
from datetime import UTC, datetime, timedelta, timezone
from html.parser import HTMLParser
from pathlib import Path

import pytest

from dashboard.handmade import START, HandMade
from songplays.dashboard.metrics import METRICS
from songplays.dashboard.page import render, write
from songplays.errors import UsageError

NOW = datetime(2018, 12, 1, 6, 30, tzinfo=UTC)
HOSTILE = "</script><script>alert(1)</script>"
POLICY = "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data: blob:"


class Elements(HTMLParser):
    """The elements of a page with their attributes, and its text outside scripts and styles."""

    def __init__(self, page: str) -> None:
        """Read `page`."""
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self._inside = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element."""
        self.found.append((tag, dict(attrs)))
        self._inside = tag

    def handle_data(self, data: str) -> None:
        """Note a text."""
        if self._inside not in {"script", "style"}:
            self.text += " " + " ".join(data.split())


def text_of(page: str) -> str:
    """Return what a reader sees."""
    return " ".join(Elements(page).text.split())


def test_page_asks_nobody_for_anything(handmade: HandMade) -> None:
    """No element names an address, and the policy forbids every request."""
    handmade.three_users()

    elements = Elements(render(handmade, generated_at=NOW)).found

    addresses = [attributes[name] for _, attributes in elements for name in ("src", "href") if name in attributes]
    policies = [attributes["content"] for tag, attributes in elements if tag == "meta" and "http-equiv" in attributes]
    assert addresses == ["data:,"]
    assert policies == [POLICY]


def test_same_rows_and_moment_give_the_same_bytes(handmade: HandMade) -> None:
    """A page can be compared with another by its bytes."""
    handmade.three_users()

    assert render(handmade, generated_at=NOW) == render(handmade, generated_at=NOW)


def test_moment_is_printed_in_utc(handmade: HandMade) -> None:
    """The moment the page was made is told in UTC, whatever its zone."""
    page = render(handmade, generated_at=NOW.astimezone(timezone(timedelta(hours=9))))

    assert "Page made 2018-12-01 06:30 UTC" in text_of(page)


def test_every_metric_is_defined_on_the_page(handmade: HandMade) -> None:
    """Every figure says what it means and how to see its rows."""
    text = text_of(render(handmade, generated_at=NOW))

    for metric in METRICS.values():
        assert metric.definition in text
        assert f"songplays explain {metric.name}" in text


def test_key_figures_print_their_denominator(handmade: HandMade) -> None:
    """A rate stands beside what it is a part of."""
    handmade.three_users()

    text = text_of(render(handmade, generated_at=NOW))

    for said in (
        "1 Nov 2018 to 4 Nov 2018 · 11 plays by 3 users",
        "54.5% on the paid level",
        "33.3% 1 of 3 users had one session",
        "33.3% 1 of 3 users, free → paid",
        "0 of 2 users ever on paid",
        "Outside the map: 4 plays (UK 4).",
    ):
        assert said in text


def test_page_says_where_the_figures_are_without_scripts(handmade: HandMade) -> None:
    """A reader whose browser runs no scripts is sent to the tables."""
    page = render(handmade, generated_at=NOW)

    assert '<noscript><p class="notice">The charts need JavaScript. Every figure is also in the table' in page


def test_every_chart_has_its_table(handmade: HandMade) -> None:
    """What a chart shows can be read without it."""
    handmade.three_users()

    page = render(handmade, generated_at=NOW)

    charts = re.findall(r'class="chart[^"]*" id="chart-(\w+)"', page)
    assert len(charts) == 14
    assert page.count("<summary>Table</summary>") == len(charts)


@pytest.mark.parametrize("column", ["first_name", "last_name"])
def test_names_are_shown_and_not_run(handmade: HandMade, column: str) -> None:
    """A user named like a script is a name in a table."""
    handmade.insert("users", user_id=1, level="paid")
    handmade.insert("users", user_id=2, level="free", **{column: HOSTILE})
    handmade.session(1, 11, 1)
    handmade.session(2, 21, 9)

    page = render(handmade, generated_at=NOW)

    assert HOSTILE not in page
    assert HOSTILE in text_of(page)


def test_values_in_charts_are_escaped(handmade: HandMade) -> None:
    """A browser, system, state or source named like a script ends no script."""
    handmade.three_users()
    handmade.insert("user_agents", user_agent="x", browser=HOSTILE, os=HOSTILE, device="desktop")
    handmade.session(9, 91, 2, user_agent="x", location=f"Nowhere, {HOSTILE}")
    handmade.file(2, source=HOSTILE, loaded=1)

    page = render(handmade, generated_at=NOW)

    assert HOSTILE not in page
    assert HOSTILE in text_of(page)
    assert len(re.findall("</script", page, flags=re.IGNORECASE)) == 3


def nothing(_: HandMade) -> None:
    """Put nothing in."""


def users_without_plays(warehouse: HandMade) -> None:
    """Put in a user who never played."""
    warehouse.user(1, "free")


def one_play_without_level_or_place(warehouse: HandMade) -> None:
    """Put in one play of which little is known."""
    warehouse.user(1, None)
    warehouse.session(1, 11, 1, level=None, location=None, user_agent=None)
    warehouse.history(1, (None, 1, 1))


def one_level(warehouse: HandMade) -> None:
    """Put in free users alone."""
    for user in (1, 2):
        warehouse.user(user, "free")
        warehouse.session(user, user, user)
        warehouse.history(user, ("free", 1, user))


def no_us_places(warehouse: HandMade) -> None:
    """Put in plays from outside the US."""
    warehouse.user(1, "free")
    warehouse.session(1, 11, 3, location="London, UK")
    warehouse.history(1, ("free", 1, 3))


def nameless_users(warehouse: HandMade) -> None:
    """Put in a target without a name."""
    warehouse.insert("users", user_id=1, level="free")
    warehouse.session(1, 11, 3)
    warehouse.user(2, "free")
    warehouse.session(2, 21, 1)


def empty_file(warehouse: HandMade) -> None:
    """Put in a run that loaded a file without a line."""
    warehouse.load()
    warehouse.file()


@pytest.mark.parametrize(
    "fill",
    [
        nothing,
        users_without_plays,
        one_play_without_level_or_place,
        one_level,
        no_us_places,
        nameless_users,
        empty_file,
    ],
)
def test_page_is_made_of_little(handmade: HandMade, fill: object) -> None:
    """Whatever is missing, the page is made, and says so in plain words."""
    assert callable(fill)
    fill(handmade)

    text = text_of(render(handmade, generated_at=NOW))

    assert re.findall(r"\b(NaN|None|nan|inf|Infinity|null)\b", text.replace("None of", "")) == []
    assert "Nothing to show yet." in text


def test_empty_warehouse_says_what_to_do(handmade: HandMade) -> None:
    """Without plays, the page names the command that loads some."""
    assert "No plays yet: load logs with `songplays etl`." in text_of(render(handmade, generated_at=NOW))


def test_long_list_of_targets_is_cut_and_says_so(handmade: HandMade) -> None:
    """A page lists the first targets and counts the rest."""
    for user in range(200):
        handmade.user(user, "free")
        handmade.insert(
            "user_sessions", user_id=user, session_id=user, play_count=user + 1, start_time=START, end_time=START
        )

    assert "25 more users in the CSV." in text_of(render(handmade, generated_at=NOW))


def test_very_long_list_of_targets_says_where_all_are(handmade: HandMade) -> None:
    """Beyond what travels with the page, the command that writes every target is named."""
    handmade.execute("INSERT INTO users (user_id, first_name, level) SELECT range, 'Ada', 'free' FROM range(5000)")
    handmade.execute(
        "INSERT INTO user_sessions (user_id, session_id, play_count, start_time, end_time) "
        "SELECT user_id, user_id, user_id + 1, TIMESTAMP '2018-11-01', TIMESTAMP '2018-11-01' FROM users"
    )

    text = text_of(render(handmade, generated_at=NOW))

    assert "975 more users in the CSV. All 1,250: `songplays dashboard --export DIR`." in text


def test_chart_that_no_filter_moves_has_all_its_rows(handmade: HandMade) -> None:
    """However many values a spread has, each is drawn."""
    handmade.execute(
        "INSERT INTO user_levels (user_id, index, current, sessions, play_count, level_days, start_time) "
        "SELECT range, 1, 'free', 1, range + 1, 0, TIMESTAMP '2018-11-01' FROM range(1200)"
    )
    handmade.user(0, "free")
    handmade.session(0, 1, 1)

    page = render(handmade, generated_at=NOW)

    carried = json.loads(re.findall(r'<script type="application/json" id="page">(.*)</script>', page)[0])
    assert len(carried["views"]["plays_before_upgrade"]["rows"]) == 1_200


def test_file_is_written_whole(handmade: HandMade, tmp_path: Path) -> None:
    """The file holds the page, and nothing else is left beside it."""
    folder = tmp_path / "site"
    folder.mkdir()
    page = folder / "dashboard.html"
    page.write_text("an older page", encoding="utf-8")

    write(handmade, page, generated_at=NOW)

    assert render(handmade, generated_at=NOW) == page.read_text(encoding="utf-8")
    assert [page] == list(folder.iterdir())


def test_page_that_cannot_be_written_leaves_the_old_one(handmade: HandMade, tmp_path: Path) -> None:
    """A folder in the way is one plain sentence, and nothing is lost or left."""
    taken = tmp_path / "dashboard.html"
    (taken / "kept").mkdir(parents=True)

    with pytest.raises(UsageError, match=r"dashboard\.html: the dashboard cannot be written here"):
        write(handmade, taken, generated_at=NOW)

    assert [] == [path for path in tmp_path.iterdir() if path.name.startswith(".dashboard")]

"""Every figure says what it means, and shows the rows it was made of."""

import re
from datetime import timedelta

import pytest
import sqlglot
from sqlglot import exp

from dashboard.handmade import START, HandMade
from songplays.dashboard.figures import Row, read_figures
from songplays.dashboard.metrics import METRICS, Metric, explain
from songplays.errors import UsageError
from songplays.warehouse.schema import TABLES

every_metric = pytest.mark.parametrize("metric", METRICS.values(), ids=METRICS)


def figures(warehouse: HandMade, name: str) -> list[Row]:
    """Return the rows of one metric."""
    return list(read_figures(warehouse)[name])


@every_metric
def test_definition_is_complete(metric: Metric) -> None:
    """A metric names what it means, of how many, in which time zone, and what a row behind it is."""
    for said in (metric.title, metric.definition, metric.denominator, metric.zone, metric.grain):
        assert said


@every_metric
def test_tables_are_those_it_reads(metric: Metric) -> None:
    """The tables that a metric names are the warehouse tables that its SQL reads."""
    read = {table.name for table in sqlglot.parse_one(metric.sql, read="redshift").find_all(exp.Table)}

    assert set(metric.tables.split(", ")) == read & TABLES.keys()


@every_metric
def test_sql_is_plain(metric: Metric) -> None:
    """A metric's SQL keeps to what both databases know: no star, QUALIFY, FILTER, division or nested subquery."""
    tree = sqlglot.parse_one(metric.sql, read="redshift")

    unwanted = (exp.Star, exp.Qualify, exp.Filter, exp.Div, exp.Subquery, exp.ArgMax, exp.Median)
    found = [node for node in tree.find_all(*unwanted) if not isinstance(node.parent, exp.Count)]
    assert found == []


@every_metric
def test_one_select_counts_the_rows_behind(metric: Metric) -> None:
    """The figure of a metric is one SELECT that starts a line, after the CTE rows_behind."""
    assert len(re.findall(r"^SELECT", metric.sql, flags=re.MULTILINE)) == 1
    assert "\nrows_behind AS (" in metric.sql or "WITH rows_behind AS (" in metric.sql


@every_metric
def test_explain_answers_on_an_empty_warehouse(metric: Metric, handmade: HandMade) -> None:
    """Without data, a figure has no rows behind it, and that is no error."""
    explanation = explain(handmade, metric.name)

    assert explanation.rows.rows == []


def test_rows_behind_add_up_to_the_figure(handmade: HandMade) -> None:
    """The rows that explain shows are the rows that were counted."""
    handmade.three_users()

    explanation = explain(handmade, "plays")

    assert explanation.figures.rows[0][0] == len(explanation.rows.rows)


def test_rows_of_one_user(handmade: HandMade) -> None:
    """Asked for one user, explain shows the rows of that user alone."""
    handmade.three_users()

    explanation = explain(handmade, "sessions", user=2)

    assert [row[0] for row in explanation.rows.rows] == [2, 2]


def test_rows_of_a_user_are_judged_among_all_users(handmade: HandMade) -> None:
    """A user's rank is the rank among all users, also when only that user is shown."""
    handmade.three_users()

    (alone,) = explain(handmade, "upgrade_targets", user=2).rows.rows

    assert alone in explain(handmade, "upgrade_targets").rows.rows


def test_limit(handmade: HandMade) -> None:
    """No more rows come than were asked for."""
    handmade.three_users()

    assert len(explain(handmade, "plays", limit=3).rows.rows) == 3


def test_unknown_metric_names_the_nearest() -> None:
    """A wrong name of a metric is answered with the nearest right one."""
    with pytest.raises(UsageError, match="did you mean bounce_rate"):
        explain(HandMade.__new__(HandMade), "bounce_rat")


def test_unknown_metric_lists_all() -> None:
    """A name that is near to none is answered with all of them."""
    with pytest.raises(UsageError, match=r"choose one of: bounce_rate, .*users_by_level"):
        explain(HandMade.__new__(HandMade), "zzz")


def test_metric_about_files_has_no_user() -> None:
    """A user cannot be asked for where rows are about files."""
    with pytest.raises(UsageError, match="load_quality is not about users"):
        explain(HandMade.__new__(HandMade), "load_quality", user=1)


def test_bounce_is_one_free_session(handmade: HandMade) -> None:
    """One session bounces on the free level only; two sessions never do."""
    handmade.history(1, ("free", 1, 9))
    handmade.history(2, ("paid", 1, 9))
    handmade.history(3, ("free", 2, 9))
    handmade.history(4, (None, 1, 9))

    assert figures(handmade, "bounce_rate") == [{"bounced_users": 1, "users_who_play": 4}]


def test_upgrade_is_a_newest_run_paid_after_free(handmade: HandMade) -> None:
    """Who went back to free has not upgraded, whoever was paid all along neither."""
    handmade.history(1, ("free", 1, 1), ("paid", 1, 1))
    handmade.history(2, ("free", 1, 1), ("paid", 1, 1), ("free", 1, 1))
    handmade.history(3, ("paid", 1, 1))

    assert figures(handmade, "upgraded_share") == [{"upgraded_users": 1, "users_who_play": 3}]


def test_downgrades_and_returns(handmade: HandMade) -> None:
    """A downgrade counts whether or not the user came back; only a newest paid run is a return."""
    handmade.history(1, ("paid", 1, 1), ("free", 1, 1), ("paid", 1, 1))
    handmade.history(2, ("free", 1, 1), ("paid", 1, 1), ("free", 1, 1))
    handmade.history(3, ("free", 1, 1), ("paid", 1, 1))
    handmade.history(4, ("free", 1, 1))

    (downgrades,) = figures(handmade, "downgrades")

    assert downgrades == {"downgraded_users": 2, "users_back_on_paid": 1, "users_ever_paid": 3}


def test_users_who_never_play_are_known_only(handmade: HandMade) -> None:
    """A user without a play is known, and in no other count of users."""
    handmade.user(1, "free")
    handmade.user(2, "free")
    handmade.session(1, 11, 1)

    assert figures(handmade, "users") == [{"users_who_play": 1, "known_users": 2}]
    assert figures(handmade, "users_by_level") == [{"level": "free", "users": 1}]


def test_plays_before_the_upgrade_in_both_ways(handmade: HandMade) -> None:
    """The free run counts its last session whole; truly before are only plays that precede the first paid one."""
    handmade.history(1, ("free", 1, 5), ("paid", 1, 1))
    handmade.session(1, 11, 3)
    handmade.session(1, 12, 3, level="paid", start=START + timedelta(hours=1))

    groups = {row["user_group"]: row for row in figures(handmade, "plays_before_upgrade")}

    assert groups["free run before the upgrade"]["plays"] == 5
    assert groups["before the first paid play"]["plays"] == 3


def test_upgraded_user_who_began_on_paid_has_no_plays_before(handmade: HandMade) -> None:
    """Who was paid from the first play on is left out of the plays truly before the first paid one."""
    handmade.history(1, ("paid", 1, 1), ("free", 1, 5), ("paid", 1, 1))
    handmade.session(1, 11, 1, level="paid")
    handmade.session(1, 12, 5, start=START + timedelta(hours=1))

    assert [row["user_group"] for row in figures(handmade, "plays_before_upgrade")] == ["free run before the upgrade"]


def test_median_and_mean_stand_on_every_row_of_a_group(handmade: HandMade) -> None:
    """A group's n, median and mean are over its users, not over its distinct values."""
    for user, plays in ((1, 1), (2, 1), (3, 4)):
        handmade.history(user, ("free", 1, plays))

    assert figures(handmade, "plays_before_upgrade") == [
        {"user_group": "stayed free", "plays": plays, "users": users, "users_in_group": 3, "median": 1.0, "mean": 2.0}
        for plays, users in ((1, 2), (4, 1))
    ]


@pytest.mark.parametrize(
    ("levels", "history"),
    [
        (["free"], "free only"),
        (["paid"], "paid only"),
        (["free", "paid"], "free → paid"),
        (["paid", "free"], "paid → free"),
        (["free", "paid", "free"], "free → paid → free"),
        (["paid", "free", "paid"], "paid → free → paid"),
        (["free", "paid", "free", "paid"], "more than two changes"),
        (["free", None], "level unknown"),
    ],
)
def test_level_history(handmade: HandMade, levels: list[str | None], history: str) -> None:
    """A user's history is read from the order of their levels."""
    handmade.history(1, *((level, 2, 1) for level in levels))

    (row,) = figures(handmade, "sessions_by_level_history")

    assert (history, 2 * len(levels)) == (row["user_group"], row["sessions"])


def test_targets_are_free_users_in_the_top_quarter_of_all(handmade: HandMade) -> None:
    """The top quarter is over users of every level, and only its free users are targets."""
    for user, level in ((1, "free"), (2, "free"), (3, "paid"), (4, "free"), (5, "paid")):
        handmade.user(user, level)
        handmade.session(user, user, user)

    assert [row["user_id"] for row in figures(handmade, "upgrade_targets")] == [4]


@pytest.mark.parametrize(
    ("location", "state"),
    [
        ("Fresno, CA", "CA"),
        ("Chicago-Naperville-Elgin, IL-IN-WI", "IL"),
        ("Washington, D.C., VA", "VA"),
        ("London, UK", "UK"),
        ("Atlantis", "unknown"),
        (None, "unknown"),
    ],
)
def test_state_is_the_first_one_named(handmade: HandMade, location: str | None, state: str) -> None:
    """A metropolitan area over several states counts for the first; what names none is unknown."""
    handmade.session(1, 11, 2, location=location)

    assert figures(handmade, "plays_by_state") == [{"state": state, "plays": 2, "users": 1}]


def test_plays_without_a_user_agent_are_counted(handmade: HandMade) -> None:
    """A play whose user agent nobody knows is an unknown device, not a missing play."""
    handmade.session(1, 11, 2, user_agent=None)

    assert figures(handmade, "plays_by_device") == [{"device": "unknown", "plays": 2, "users": 1}]


def test_top_songs_are_ten_and_repaired(handmade: HandMade) -> None:
    """The ten most played are listed, spellings of one name together, ties by text; plays without a song are not."""
    for number in range(12):
        handmade.session(number, number, 12 - number, artist="A", song=f"S{number:02d}")
    handmade.session(20, 20, 30, artist="BjÃ¶rk", song="Undo")
    handmade.session(21, 21, 1, artist="Björk", song="Undo")
    handmade.session(22, 22, 40, artist=None, song=" ")
    handmade.insert("repaired_text", raw="BjÃ¶rk", repaired="Björk")

    songs, artists = figures(handmade, "top_songs"), figures(handmade, "top_artists")

    assert {"song": "Undo", "artist": "Björk", "plays": 31, "users": 2} == songs[0]
    assert ["S00", "S01", "S02", "S03", "S04", "S05", "S06", "S07", "S08"] == [row["song"] for row in songs[1:]]
    assert [("A", 78, 12), ("Björk", 31, 2)] == [(row["artist"], row["plays"], row["users"]) for row in artists]


def test_weekday_is_the_warehouses(handmade: HandMade) -> None:
    """Weekdays are numbered as in the table time: 0 is Sunday."""
    handmade.session(1, 11, 1, start=START.replace(day=4, hour=23))

    assert figures(handmade, "plays_by_weekday_and_hour") == [{"weekday": 0, "hour": 23, "plays": 1}]


def test_day_and_hour_are_utc(handmade: HandMade) -> None:
    """A play a minute before midnight UTC belongs to that day and to hour 23."""
    handmade.session(1, 11, 1, start=START.replace(hour=23, minute=59))

    (day,), (hour,) = figures(handmade, "plays_by_day"), figures(handmade, "plays_by_hour")

    assert (START.date(), 23) == (day["day"], hour["hour"])


def test_replaced_files_are_not_counted(handmade: HandMade) -> None:
    """What was loaded is what is in the warehouse now; a replaced file version is not."""
    handmade.load()
    handmade.file(1, loaded=5, status="replaced")
    handmade.file(2, loaded=3, rejected=1, blank=1)

    (quality,) = figures(handmade, "load_quality")

    expected = {"files": 1, "lines": 5, "loaded": 3, "rejected": 1, "blank": 1}
    assert expected == {name: quality[name] for name in expected}


def test_newest_loads_tell_of_failures_since_the_last_published(handmade: HandMade) -> None:
    """The newest published run is told, and every run since that was not published."""
    for load_id, outcome in enumerate(("published", "over budget", "published", "checks failed"), start=1):
        handmade.load(load_id, outcome)

    assert [row["load_id"] for row in figures(handmade, "newest_loads")] == [3, 4]

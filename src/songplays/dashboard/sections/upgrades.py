"""Who upgrades, and who could be next. These figures need the whole history of a user, so no filter moves them."""

from songplays.dashboard import findings
from songplays.dashboard.charts.spreads import spreads
from songplays.dashboard.charts.theme import CHANGED, LEVEL_COLOURS
from songplays.dashboard.figures import Figures
from songplays.dashboard.findings import FREE_RUN, STAYED_FREE, TRULY_BEFORE
from songplays.dashboard.layout import MOST_ROWS_IN_CSV, Card, Column, Key, Section, View
from songplays.dashboard.metrics import METRICS
from songplays.dashboard.sections.views import sentences
from songplays.dashboard.targets import target_rows
from songplays.dashboard.wording import count, counted

MOST_TARGETS = 25
FREE, PAID = LEVEL_COLOURS["free"], LEVEL_COLOURS["paid"]
GROUP_COLOURS = {STAYED_FREE: FREE, FREE_RUN: CHANGED, TRULY_BEFORE: CHANGED}
HISTORY_COLOURS = {
    "free only": FREE,
    FREE_RUN: CHANGED,
    "free → paid": CHANGED,
    "free → paid → free": CHANGED,
    "paid → free": CHANGED,
    "paid → free → paid": CHANGED,
    "more than two changes": CHANGED,
    "paid only": PAID,
    "level unknown": LEVEL_COLOURS["unknown"],
}
SPREAD_KEYS = (
    Key(label="users, bigger is more", colour="$muted", shape="dot"),
    Key(label="median", colour="$ink", shape="tick"),
    Key(label="mean", colour="$ink", shape="diamond"),
)


def upgrades(figures: Figures) -> Section:
    """Return the section on level histories and upgrade targets."""
    upgrade = findings.upgrade(figures)
    return Section(
        heading=upgrade.headline or "Who upgrades, and who could be next",
        details=upgrade.details,
        cards=[
            Card(span=5, views=[_plays_before(figures)]),
            Card(span=7, views=[_targets(figures)]),
            Card(span=12, views=[_sessions(figures)]),
        ],
    )


def _plays_before(figures: Figures) -> View:
    rows = figures["plays_before_upgrade"]
    colours = {group: colour for group, colour in GROUP_COLOURS.items() if group in {row["user_group"] for row in rows}}
    return View(
        metrics=[METRICS["plays_before_upgrade"]],
        title="Plays before the upgrade, against users who stay free",
        rows=rows,
        columns=_spread_columns("plays"),
        legend=SPREAD_KEYS,
        spec=spreads(column="plays", colours=colours) if rows else None,
    )


def _targets(figures: Figures) -> View:
    rows = target_rows(figures)
    return View(
        metrics=[METRICS["upgrade_targets"]],
        sentences=sentences(findings.targets(figures)),
        rows=rows,
        columns=[
            Column("User", "name"),
            Column("Id", "user_id"),
            Column("Plays", "plays", "count"),
            Column("Sessions", "sessions", "count"),
            Column("Last seen", "last_play", "day"),
            Column("Why", "why", "words"),
        ],
        notes=_more(len(rows)),
        shown=MOST_TARGETS,
    )


def _more(targets: int) -> list[str]:
    """Say where the targets are that the page does not show."""
    if targets <= MOST_TARGETS:
        return []
    notes = [f"{counted(min(targets, MOST_ROWS_IN_CSV) - MOST_TARGETS, 'more user')} in the CSV."]
    if targets > MOST_ROWS_IN_CSV:
        notes.append(f"All {count(targets)}: `songplays dashboard --export DIR`.")
    return notes


def _sessions(figures: Figures) -> View:
    rows = [*figures["sessions_by_level_history"], *figures["sessions_before_upgrade"]]
    colours = {
        group: colour for group, colour in HISTORY_COLOURS.items() if group in {row["user_group"] for row in rows}
    }
    finding = findings.sessions(figures)
    return View(
        metrics=[METRICS["sessions_by_level_history"], METRICS["sessions_before_upgrade"]],
        rows=rows,
        columns=_spread_columns("sessions"),
        sentences=[*sentences(finding), *finding.details],
        legend=SPREAD_KEYS,
        spec=spreads(column="sessions", colours=colours) if rows else None,
        notes=[f"“{FREE_RUN}” shows users of the other rows again, without their paid sessions."]
        if figures["sessions_before_upgrade"]
        else (),
    )


def _spread_columns(column: str) -> list[Column]:
    return [
        Column("Group", "user_group"),
        Column("Users in the group", "users_in_group", "count"),
        Column("Median", "median", "number"),
        Column("Mean", "mean", "number"),
        Column(column.capitalize(), column, "count"),
        Column("Users with that many", "users", "count"),
    ]

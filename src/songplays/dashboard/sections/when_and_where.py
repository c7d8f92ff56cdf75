"""When, where and on what people listen."""

from collections.abc import Sequence

from songplays.dashboard import findings, us_states
from songplays.dashboard.charts.bars import bars
from songplays.dashboard.charts.stacks import plays_by_hour
from songplays.dashboard.charts.us_map import us_map
from songplays.dashboard.charts.week import week
from songplays.dashboard.figures import Figures, Row
from songplays.dashboard.layout import Card, Column, Section, View
from songplays.dashboard.sections.views import PLAYS, SHARE, USERS, following, level_keys, played_by, sentences
from songplays.dashboard.wording import listed


def when_and_where(figures: Figures) -> Section:
    """Return the section on clocks, states, devices and browsers."""
    peak, states = findings.peak(figures), findings.states(figures)
    headline = "; ".join(finding.headline for finding in (peak, states) if finding.headline)
    return Section(
        heading=headline or "When, where and on what people listen",
        details=[*peak.details, *states.details],
        cards=[
            Card(span=7, views=[_states(figures)]),
            Card(
                span=5,
                views=[_hours(figures), played_by(figures, "plays_by_device", "Device", findings.mobile(figures))],
            ),
            Card(span=12, views=[_week(figures)]),
            Card(span=6, views=[played_by(figures, "plays_by_browser", "Browser", findings.browser(figures))]),
            Card(span=6, views=[_systems(figures)]),
        ],
    )


def _states(figures: Figures) -> View:
    years = sorted({state.year for state in us_states.states().values()})
    return following(
        figures,
        "plays_by_state",
        [
            Column("State", "state", "state"),
            PLAYS,
            SHARE,
            USERS,
            Column("Plays per million people", "rate", "number"),
        ],
        us_map(),
        _on_map_and_elsewhere(figures["plays_by_state"]),
        moving_note=" ".join(findings.outside_the_map(figures).details),
        notes=[
            "One heavy user can darken a small state: read plays and users together.",
            f"Populations: US Census Bureau, {listed([str(year) for year in years])}.",
        ],
    )


def _on_map_and_elsewhere(rows: Sequence[Row]) -> Sequence[Row]:
    """Return `rows` with what the map shows of each, and the states without plays."""
    played = {row["state"] for row in rows}
    unplayed = [{"state": code, "plays": 0, "users": 0} for code in sorted(us_states.codes_on_map() - played)]
    return [
        {**row, "name": us_states.name(row["state"]), "rate": us_states.per_million(row)}
        for row in (*rows, *(unplayed if rows else ()))
    ]


def _hours(figures: Figures) -> View:
    rows = figures["plays_by_hour"]
    return following(
        figures,
        "plays_by_hour",
        [Column("Hour", "hour", "hour"), Column("Level", "level"), PLAYS],
        plays_by_hour(),
        legend=level_keys(rows),
    )


def _week(figures: Figures) -> View:
    return following(
        figures,
        "plays_by_weekday_and_hour",
        [Column("Weekday", "weekday", "weekday"), Column("Hour", "hour", "hour"), PLAYS],
        week(),
        sentences=sentences(findings.busiest_weekday(figures)),
    )


def _systems(figures: Figures) -> View:
    rows = [{**row, "system": row["os"]} for row in figures["plays_by_browser_and_system"]]
    return following(
        figures,
        "plays_by_browser_and_system",
        [Column("Browser", "browser"), Column("System", "system"), PLAYS, SHARE, USERS],
        bars(named="datum.browser + ' on ' + datum.system", counts="plays", rows=len(rows)),
        rows,
    )

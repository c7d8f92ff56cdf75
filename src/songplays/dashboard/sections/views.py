"""Views that several sections make."""

from collections.abc import Sequence
from typing import Any

from songplays.dashboard.charts.bars import bars
from songplays.dashboard.charts.theme import LEVEL_COLOURS, Spec
from songplays.dashboard.figures import Figures, Row
from songplays.dashboard.findings import Finding
from songplays.dashboard.layout import Column, Key, View
from songplays.dashboard.metrics import METRICS
from songplays.dashboard.questions import QUESTIONS

PLAYS, SHARE, USERS = (
    Column("Plays", "plays", "count"),
    Column("Share", "plays", "share"),
    Column("Users", "users", "count"),
)


def following(
    figures: Figures,
    name: str,
    columns: Sequence[Column],
    spec: Spec,
    rows: Sequence[Row] | None = None,
    **rest: Any,  # noqa: ANN401 - whatever else a view has
) -> View:
    """Return the view of a metric whose rows follow the filters. Without plays it has no chart."""
    found = figures[name] if rows is None else rows
    return View(
        metrics=[METRICS[name]],
        rows=found,
        columns=columns,
        spec=spec if figures[name] else None,
        question=QUESTIONS[name],
        counts="plays",
        **rest,
    )


def played_by(figures: Figures, name: str, title: str, finding: Finding | None = None) -> View:
    """Return bars of plays by one dimension, which the metric is named after."""
    dimension = name.removeprefix("plays_by_")
    rows = sorted(figures[name], key=lambda row: -row["plays"])
    return following(
        figures,
        name,
        [Column(title, dimension), PLAYS, SHARE, USERS],
        bars(named=f"datum.{dimension}", counts="plays", rows=len(rows), is_level=dimension == "level"),
        rows,
        sentences=sentences(finding) if finding else (),
    )


def sentences(finding: Finding) -> Sequence[str]:
    """Return the headline of a finding as a sentence, if it has one."""
    return [finding.headline] if finding.headline else []


def level_keys(rows: Sequence[Row]) -> Sequence[Key]:
    """Return the legend of the levels that occur."""
    played = {row["level"] for row in rows}
    return [Key(label=level, colour=colour) for level, colour in LEVEL_COLOURS.items() if level in played]

"""Who listens: levels, and plays per day."""

from songplays.dashboard import findings
from songplays.dashboard.charts.bars import bars
from songplays.dashboard.charts.stacks import plays_per_day
from songplays.dashboard.figures import Figures
from songplays.dashboard.layout import Card, Column, Section, View
from songplays.dashboard.metrics import METRICS
from songplays.dashboard.sections.views import PLAYS, following, level_keys, played_by, sentences


def who(figures: Figures) -> Section:
    """Return the section on users and their levels."""
    levels = findings.levels(figures)
    days = [{**row, "day": row["day"].isoformat()} for row in figures["plays_by_day"]]
    span = (figures["plays_by_day"][-1]["day"] - figures["plays_by_day"][0]["day"]).days + 1 if days else 0
    users = sorted(figures["users_by_level"], key=lambda row: -row["users"])
    return Section(
        heading=levels.headline or "Users and plays by level",
        details=levels.details,
        cards=[
            Card(
                span=8,
                views=[
                    following(
                        figures,
                        "plays_by_day",
                        [Column("Day", "day", "day"), Column("Level", "level"), PLAYS],
                        plays_per_day(span),
                        days,
                        sentences=sentences(findings.busiest_day(figures)),
                        legend=level_keys(days),
                    )
                ],
            ),
            Card(
                span=4,
                views=[
                    View(
                        metrics=[METRICS["users_by_level"]],
                        rows=users,
                        columns=[
                            Column("Level", "level"),
                            Column("Users", "users", "count"),
                            Column("Share", "users", "share"),
                        ],
                        spec=bars(named="datum.level", counts="users", rows=len(users), is_level=True)
                        if users
                        else None,
                        counts="users",
                    ),
                    played_by(figures, "plays_by_level", "Level"),
                ],
            ),
        ],
    )

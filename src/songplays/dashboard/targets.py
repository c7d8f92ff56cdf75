"""The upgrade targets, each with why it is one."""

from collections.abc import Sequence
from datetime import timedelta

from songplays.dashboard.figures import Figures, Row, only
from songplays.dashboard.findings import FREE_RUN, summaries
from songplays.dashboard.wording import number

RECENT = timedelta(days=7)


def target_rows(figures: Figures) -> Sequence[Row]:
    """Return the targets, the one with the most plays first: name, id, plays, sessions, last play and why."""
    upgraders = summaries(figures["plays_before_upgrade"]).get(FREE_RUN)
    newest = only(figures, "plays")["last_play"]
    return [
        {
            "name": " ".join(name for name in (row["first_name"], row["last_name"]) if name),
            "user_id": row["user_id"],
            "plays": row["plays"],
            "sessions": row["sessions"],
            "last_play": row["last_play"].date().isoformat(),
            "why": "; ".join(
                _reasons(row, upgraders, is_recent=newest is not None and newest - row["last_play"] <= RECENT)
            ),
        }
        for row in figures["upgrade_targets"]
    ]


def _reasons(row: Row, upgraders: Row | None, *, is_recent: bool) -> list[str]:
    reasons = [f"more plays than {int(100 * row['share_with_fewer_plays'])}% of the other users"]
    if upgraders and row["plays"] >= upgraders["median"]:
        reasons.append(f"past the median of {number(upgraders['median'])} plays of users who upgraded")
    if is_recent:
        reasons.append("played in the last 7 days of the data")
    return reasons

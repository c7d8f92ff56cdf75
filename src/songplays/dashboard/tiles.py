"""The key figures at the top of the page."""

from collections.abc import Sequence

from songplays.dashboard.figures import Figures, Row, only, total
from songplays.dashboard.layout import Tile
from songplays.dashboard.metrics import METRICS
from songplays.dashboard.wording import NOTHING, count, counted, number, share


def tiles(figures: Figures) -> Sequence[Tile]:
    """Return the six key figures."""
    plays, users, sessions = (only(figures, name) for name in ("plays", "users", "sessions"))
    bounce, upgraded, down = (only(figures, name) for name in ("bounce_rate", "upgraded_share", "downgrades"))
    paid = total([row for row in figures["plays_by_level"] if row["level"] == "paid"], "plays")
    per_session = number(sessions["plays"] / sessions["sessions"]) if sessions["sessions"] else NOTHING
    return [
        Tile(
            metric=METRICS["plays"],
            follows=True,
            value=count(plays["plays"]),
            detail=f"{share(paid, plays['plays'])} on the paid level" if plays["plays"] else "none yet",
        ),
        Tile(
            metric=METRICS["users"],
            follows=True,
            value=count(users["users_who_play"]),
            detail=f"of {counted(users['known_users'], 'known user')}",
        ),
        Tile(
            metric=METRICS["sessions"],
            follows=True,
            value=count(sessions["sessions"]),
            detail=f"{per_session} plays per session" if sessions["sessions"] else "none yet",
        ),
        Tile(
            metric=METRICS["bounce_rate"],
            follows=False,
            value=share(bounce["bounced_users"], bounce["users_who_play"]),
            detail=f"{count(bounce['bounced_users'])} of {counted(bounce['users_who_play'], 'user')} had one session",
        ),
        Tile(
            metric=METRICS["upgraded_share"],
            follows=False,
            value=share(upgraded["upgraded_users"], upgraded["users_who_play"]),
            detail=f"{count(upgraded['upgraded_users'])} of {counted(upgraded['users_who_play'], 'user')}, free → paid",
        ),
        Tile(
            metric=METRICS["downgrades"],
            follows=False,
            value=count(down["downgraded_users"]),
            detail=f"of {counted(down['users_ever_paid'], 'user')} ever on paid{_back(down)}",
        ),
    ]


def _back(down: Row) -> str:
    if not down["downgraded_users"]:
        return ""
    return f"; {count(down['users_back_on_paid'])} back on paid"

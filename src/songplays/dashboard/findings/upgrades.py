"""What comes before an upgrade, and who may be next."""

from collections.abc import Mapping, Sequence

from songplays.dashboard.figures import Figures, Row, only
from songplays.dashboard.findings.finding import Finding
from songplays.dashboard.wording import count, counted, listed, number

STAYED_FREE = "stayed free"
FREE_RUN = "free run before the upgrade"
TRULY_BEFORE = "before the first paid play"
FEW = 30
"""Fewer users than this are a hint and no rule, and the sentence says so."""
QUARTILE_USERS = 5
"""Fewer users than this have no middle half to speak of."""


def upgrade(figures: Figures) -> Finding:
    """Say how much users play before they upgrade, against those who stay free."""
    groups = summaries(figures["plays_before_upgrade"])
    stayed, run, truly = (groups.get(group) for group in (STAYED_FREE, FREE_RUN, TRULY_BEFORE))
    details = []
    if run:
        details.append(
            f"Free run before the upgrade, its last session counted whole: {_median_and_mean(run, 'plays')}."
        )
    if truly:
        details.append(f"Truly before the first paid play: {_median_and_mean(truly, 'plays')}.")
    if stayed:
        details.append(f"Stayed free: {_median_and_mean(stayed, 'plays')}.")
    if run and run["users_in_group"] < FEW:
        upgraders = f"{counted(run['users_in_group'], 'user')} who upgraded {_is_or_are(run)}"
        details.append(f"{upgraders} few: read this as a hint, not as a rule.")
    return Finding(_upgrade_headline(stayed, run), details)


def _upgrade_headline(stayed: Row | None, run: Row | None) -> str | None:
    if run is None:
        return "No user has upgraded" if stayed else None
    headline = f"Users upgrade after a median of {number(run['median'])} plays"
    return headline + (f"; those who stay free play {number(stayed['median'])}" if stayed else "")


def sessions(figures: Figures) -> Finding:
    """Say whether the number of sessions tells free, paid and soon-to-be-paid users apart.

    It does not where every group's median lies within the middle half of every other group.
    """
    histories = summaries(figures["sessions_by_level_history"])
    before = summaries(figures["sessions_before_upgrade"])
    groups = {
        name: row
        for name, row in {**before, **histories}.items()
        if name in {"free only", FREE_RUN, "paid only"} and row["users_in_group"] >= QUARTILE_USERS
    }
    medians = [f"{name} {number(row['median'])} (n = {count(row['users_in_group'])})" for name, row in groups.items()]
    if len(groups) < 2:  # noqa: PLR2004 - it takes two to compare
        return Finding(None)
    overlap = all(
        other["lower_quartile"] <= row["median"] <= other["upper_quartile"]
        for row in groups.values()
        for other in groups.values()
    )
    names = listed(sorted(groups))
    headline = (
        f"Session counts do not tell {names} apart: each median lies in the middle half of the other groups."
        if overlap
        else f"Session counts differ between {names}."
    )
    return Finding(headline, [f"Median sessions: {listed(sorted(medians))}."])


def targets(figures: Figures) -> Finding:
    """Count the free users who play as much as the top quarter."""
    found, users = len(figures["upgrade_targets"]), only(figures, "users")["users_who_play"]
    if not users:
        return Finding(None)
    if not found:
        return Finding(f"No free user is in the top 25% of plays of {counted(users, 'user')}.")
    are = "is" if found == 1 else "are"
    return Finding(f"{counted(found, 'free user')} {are} in the top 25% of plays of {counted(users, 'user')}.")


def summaries(rows: Sequence[Row]) -> Mapping[str, Row]:
    """Return one row of a spread per group: its n, median and mean."""
    return {row["user_group"]: row for row in rows}


def _median_and_mean(row: Row, noun: str) -> str:
    return f"median {number(row['median'])} {noun}, mean {number(row['mean'])}, n = {count(row['users_in_group'])}"


def _is_or_are(row: Row) -> str:
    return "is" if row["users_in_group"] == 1 else "are"

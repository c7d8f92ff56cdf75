"""Who plays: levels, devices and browsers."""

from songplays.dashboard.figures import Figures, total
from songplays.dashboard.findings.finding import Finding, alone_at_the_top, majority, summed_by
from songplays.dashboard.wording import count, counted, share

LITTLE = 0.1
"""Less than this share of the plays is little."""


def levels(figures: Figures) -> Finding:
    """Say which level most users are on, and which level most plays."""
    users, plays = (
        summed_by(figures["users_by_level"], "level", "users"),
        summed_by(figures["plays_by_level"], "level", "plays"),
    )
    if not plays:
        return Finding(None)
    of_users, of_plays = majority(users), majority(plays)
    details = []
    for label, one, counts in (("users", "user", users), ("plays", "play", plays)):
        level, most = counts.most_common(1)[0]
        where = "are on" if label == "users" else "were on"
        details.append(
            f"{count(most)} of {counted(counts.total(), one, label)} ({share(most, counts.total())}) "
            f"{where} the {level} level."
        )
    return Finding(_levels_headline(of_users, of_plays), details)


def _levels_headline(of_users: str | None, of_plays: str | None) -> str | None:
    if of_users and of_plays:
        if of_users == of_plays:
            return f"Most users and most plays are {of_users}"
        return f"Most users are {of_users}, but most plays are {of_plays}"
    if of_users:
        return f"Most users are {of_users}"
    return f"Most plays are {of_plays}" if of_plays else None


def mobile(figures: Figures) -> Finding:
    """Say how much is played on mobile devices."""
    rows = figures["plays_by_device"]
    plays = total(rows, "plays")
    if not plays:
        return Finding(None)
    on_mobile = next((row for row in rows if row["device"] == "mobile"), None)
    if on_mobile is None:
        return Finding(f"None of {counted(plays, 'play')} is on mobile.")
    little = "Only " if on_mobile["plays"] < LITTLE * plays else ""
    return Finding(
        f"{little}{count(on_mobile['plays'])} of {counted(plays, 'play')} ({share(on_mobile['plays'], plays)}) "
        f"{'is' if on_mobile['plays'] == 1 else 'are'} on mobile, by {counted(on_mobile['users'], 'user')}."
    )


def browser(figures: Figures) -> Finding:
    """Name the browser with the most plays, if one alone has them."""
    browsers = summed_by(figures["plays_by_browser"], "browser", "plays")
    first = alone_at_the_top(browsers)
    if first is None:
        return Finding(None)
    return Finding(
        f"{first} leads with {count(browsers[first])} of {counted(browsers.total(), 'play')} "
        f"({share(browsers[first], browsers.total())})."
    )

"""What the figures say, in sentences. Each is computed; one that the data do not support is not said.

A finding without a headline found nothing to say: the page then keeps its plain heading.
"""

import calendar
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from songplays.dashboard import us_states
from songplays.dashboard.figures import Figures, Row, only, total
from songplays.dashboard.wording import count, counted, day, hour, listed, minute, number, share

STAYED_FREE = "stayed free"
FREE_RUN = "free run before the upgrade"
TRULY_BEFORE = "before the first paid play"
FEW = 30
"""Fewer users than this are a hint and no rule, and the sentence says so."""
LITTLE = 0.1
"""Less than this share of the plays is little."""
QUARTILE_USERS = 5
"""Fewer users than this have no middle half to speak of."""


@dataclass(frozen=True)
class Finding:
    """A headline, and the figures that carry it with their n."""

    headline: str | None
    details: Sequence[str] = ()


def levels(figures: Figures) -> Finding:
    """Say which level most users are on, and which level most plays."""
    users, plays = _by(figures["users_by_level"], "level", "users"), _by(figures["plays_by_level"], "level", "plays")
    if not plays:
        return Finding(None)
    of_users, of_plays = _majority(users), _majority(plays)
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


def busiest_day(figures: Figures) -> Finding:
    """Name the day with the most plays, if one day alone has them."""
    days = _by(figures["plays_by_day"], "day", "plays")
    busiest = _alone_at_the_top(days)
    if busiest is None or len(days) == 1:
        return Finding(None)
    return Finding(
        f"The busiest of {counted(len(days), 'day')} with plays is {day(busiest)}: {count(days[busiest])} plays."
    )


def peak(figures: Figures) -> Finding:
    """Name the hour with the most plays, if one hour alone has them."""
    hours = _by(figures["plays_by_hour"], "hour", "plays")
    busiest = _alone_at_the_top(hours)
    if busiest is None:
        return Finding(None)
    plays = counted(hours.total(), "play")
    return Finding(
        f"Plays peak at {hour(busiest)} UTC",
        [
            (
                f"{count(hours[busiest])} of {plays} ({share(hours[busiest], hours.total())}) start in the hour from "
                f"{hour(busiest)} UTC."
            )
        ],
    )


def busiest_weekday(figures: Figures) -> Finding:
    """Name the weekday with the most plays a day, if the data hold every weekday and one alone has the most.

    Every day from the first to the last counts, also one without plays: a month has five of some weekdays.
    """
    days = _by(figures["plays_by_day"], "day", "plays")
    if not days:
        return Finding(None)
    first = min(days)
    period = [first + timedelta(days=number_of) for number_of in range((max(days) - first).days + 1)]
    occurred, plays = Counter(day.weekday() for day in period), Counter[int]()
    for played, number_of in days.items():
        plays[played.weekday()] += number_of
    if len(occurred) < len(calendar.day_name):
        return Finding(None)
    (second, _), (most, busiest) = sorted((plays[weekday] / occurred[weekday], weekday) for weekday in occurred)[-2:]
    if second == most:
        return Finding(None)
    return Finding(
        f"{calendar.day_name[busiest]}s (UTC) are the busiest: {number(most)} plays on average, "
        f"n = {counted(occurred[busiest], 'day')}."
    )


def states(figures: Figures) -> Finding:
    """Name the state with the most plays, if one alone has them, and the next three, each with its users."""
    rows = figures["plays_by_state"]
    on_map = us_states.place(rows).on_map
    leader = _alone_at_the_top(_by(on_map, "state", "plays"))
    if leader is None:
        return Finding(None)
    first, *following = on_map
    plays = total(rows, "plays")
    details = [
        (
            f"{count(first['plays'])} of {counted(plays, 'play')} ({share(first['plays'], plays)}) come from "
            f"{us_states.name(leader)}, by {counted(first['users'], 'user')}."
        )
    ]
    if following:
        details.append(f"Next: {listed([_state_with_users(row) for row in following[:3]])}.")
    return Finding(f"{us_states.name(leader)} leads the states", details)


def _state_with_users(row: Row) -> str:
    return f"{us_states.name(row['state'])} {count(row['plays'])} ({counted(row['users'], 'user')})"


def outside_the_map(figures: Figures) -> Finding:
    """Count the plays that the map cannot show: from elsewhere, or from no known place."""
    places = us_states.place(figures["plays_by_state"])
    details = []
    if places.elsewhere:
        shown = [f"{us_states.name(row['state'])} {count(row['plays'])}" for row in places.elsewhere[:5]]
        more = len(places.elsewhere) - len(shown)
        shown += [f"{counted(more, 'more place')}"] if more else []
        plays = counted(total(places.elsewhere, "plays"), "play")
        details.append(f"Outside the map: {plays} ({listed(shown)}).")
    if places.unknown:
        details.append(f"No known place: {counted(total(places.unknown, 'plays'), 'play')}.")
    if not details and places.on_map:
        details.append("Every play has its place on the map.")
    return Finding(None, details)


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
    browsers = _by(figures["plays_by_browser"], "browser", "plays")
    first = _alone_at_the_top(browsers)
    if first is None:
        return Finding(None)
    return Finding(
        f"{first} leads with {count(browsers[first])} of {counted(browsers.total(), 'play')} "
        f"({share(browsers[first], browsers.total())})."
    )


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


def top_artist(figures: Figures) -> Finding:
    """Name the artist with the most plays, if one alone has them."""
    first, plays = _first(figures, "top_artists"), only(figures, "plays")["plays"]
    if first is None:
        return Finding(None)
    return Finding(
        f"{first['artist']} is played most",
        [
            (
                f"{count(first['plays'])} of {counted(plays, 'play')} ({share(first['plays'], plays)}) are of "
                f"{first['artist']}, by {counted(first['users'], 'user')}."
            )
        ],
    )


def top_song(figures: Figures) -> Finding:
    """Name the song with the most plays, if one alone has them."""
    first, plays = _first(figures, "top_songs"), only(figures, "plays")["plays"]
    if first is None:
        return Finding(None)
    return Finding(
        f"Most played: {first['song']} by {first['artist']}, {count(first['plays'])} of {counted(plays, 'play')} by "
        f"{counted(first['users'], 'user')}."
    )


def matched(figures: Figures) -> Finding:
    """Say how many plays are of a song that the warehouse knows."""
    plays = _by(figures["matched_plays"], "song_match", "plays")
    known = plays["exact"] + plays["title"]
    if not plays:
        return Finding(None)
    return Finding(
        None,
        [
            (
                f"{count(known)} of {counted(plays.total(), 'play')} ({share(known, plays.total())}) match a song "
                f"file: {count(plays['exact'])} in title, artist and duration, {count(plays['title'])} in title and "
                "artist only."
            )
        ],
    )


def loads(figures: Figures) -> Finding:
    """Say whether every line of the source files is accounted for."""
    rows = figures["load_quality"]
    lines = total(rows, "lines")
    if not lines:
        return Finding(None)
    kept = {fate: total(rows, fate) for fate in ("loaded", "rejected", "duplicate", "blank")}
    files = counted(total(rows, "files"), "file")
    equation = " + ".join(f"{count(number_of)} {fate}" for fate, number_of in kept.items())
    missing = lines - sum(kept.values())
    if missing:
        return Finding(
            f"{counted(abs(missing), 'line')} not accounted for",
            [f"{counted(lines, 'line')} of {files}, against {equation}."],
        )
    headline = "Every line is accounted for" + (f", {count(kept['rejected'])} rejected" if kept["rejected"] else "")
    return Finding(headline, [f"{counted(lines, 'line')} of {files} = {equation}."])


def newest_load(figures: Figures) -> Finding:
    """Say when the data were loaded, by which version, and whether a newer run failed."""
    details = []
    for row in figures["newest_loads"]:
        run = f"load {row['load_id']} of {minute(row['finished_at'])} by songplays {row['version']}"
        if row["outcome"] == "published":
            details.append(f"Newest data: {run}.")
        else:
            details.append(f"Not published: {run} ({row['outcome']}).")
    return Finding(None, details)


def summaries(rows: Sequence[Row]) -> Mapping[str, Row]:
    """Return one row of a spread per group: its n, median and mean."""
    return {row["user_group"]: row for row in rows}


def _by(rows: Sequence[Row], key: str, counts: str) -> Counter[Any]:
    found: Counter[Any] = Counter()
    for row in rows:
        found[row[key]] += row[counts]
    return found


def _majority(counts: Counter[Any]) -> str | None:
    """Return what more than half of them are."""
    return next((str(name) for name, number_of in counts.items() if 2 * number_of > counts.total()), None)


def _alone_at_the_top(counts: Counter[Any]) -> Any:  # noqa: ANN401 - a day, an hour or a name
    """Return what has most of them; None when there is nothing or when two share the top."""
    top = counts.most_common(2)
    return top[0][0] if top and (len(top) == 1 or top[0][1] > top[1][1]) else None


def _first(figures: Figures, name: str) -> Row | None:
    """Return the first row of a list, if no other has as many plays."""
    rows = figures[name]
    return rows[0] if rows and all(row["plays"] < rows[0]["plays"] for row in rows[1:]) else None


def _median_and_mean(row: Row, noun: str) -> str:
    return f"median {number(row['median'])} {noun}, mean {number(row['mean'])}, n = {count(row['users_in_group'])}"


def _is_or_are(row: Row) -> str:
    return "is" if row["users_in_group"] == 1 else "are"

"""When and where they play."""

import calendar
from collections import Counter
from datetime import timedelta

from songplays.dashboard import us_states
from songplays.dashboard.figures import Figures, Row, total
from songplays.dashboard.findings.finding import Finding, alone_at_the_top, summed_by
from songplays.dashboard.wording import count, counted, day, hour, listed, number, share


def busiest_day(figures: Figures) -> Finding:
    """Name the day with the most plays, if one day alone has them."""
    days = summed_by(figures["plays_by_day"], "day", "plays")
    busiest = alone_at_the_top(days)
    if busiest is None or len(days) == 1:
        return Finding(None)
    return Finding(
        f"The busiest of {counted(len(days), 'day')} with plays is {day(busiest)}: {count(days[busiest])} plays."
    )


def peak(figures: Figures) -> Finding:
    """Name the hour with the most plays, if one hour alone has them."""
    hours = summed_by(figures["plays_by_hour"], "hour", "plays")
    busiest = alone_at_the_top(hours)
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
    days = summed_by(figures["plays_by_day"], "day", "plays")
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
    leader = alone_at_the_top(summed_by(on_map, "state", "plays"))
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

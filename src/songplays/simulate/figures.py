"""The company's questions, answered from the tally: by a metric's name, rows as that metric has them.

Shares, medians and ranks are worked out here from the definitions, in plain Python.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from fractions import Fraction
from typing import Any

from songplays.simulate.tally import HOUR, Tally, User

Row = dict[str, Any]
HISTORIES = {
    ("free",): "free only",
    ("paid",): "paid only",
    ("free", "paid"): "free → paid",
    ("paid", "free"): "paid → free",
    ("free", "paid", "free"): "free → paid → free",
    ("paid", "free", "paid"): "paid → free → paid",
}
TOP_QUARTER = Fraction(3, 4)


def figures(tally: Tally) -> dict[str, list[Row]]:
    """Return the rows of every figure that can be told from what people did; times are UTC."""
    known = tally.users()
    users = [user for user in known if user.plays]
    upgraded = [user for user in users if user.levels[-2:] == ["free", "paid"]]
    return {
        "bounce_rate": [_bounces(users)],
        "downgrades": [_downgrades(users)],
        "plays": [_plays(tally)],
        "plays_before_upgrade": _plays_before_upgrade(users, upgraded),
        "plays_by_browser": _plays_by(users, "browser"),
        "plays_by_browser_and_system": _plays_by(users, "browser", "os"),
        "plays_by_day": _plays_by_day(tally),
        "plays_by_device": _plays_by(users, "device"),
        "plays_by_hour": _plays_by_hour(tally),
        "plays_by_level": _plays_by_level(users),
        "plays_by_state": _plays_by(users, "state"),
        "repaired_text": [{"repaired": tally.repaired_texts()}],
        "sessions": [{"sessions": sum(u.sessions for u in users), "plays": sum(u.plays for u in users)}],
        "sessions_before_upgrade": _spread(
            "sessions", (("free run before the upgrade", user.runs[-2].sessions) for user in upgraded), quartiles=True
        ),
        "sessions_by_level_history": _spread(
            "sessions", ((_history(user), user.sessions) for user in users), quartiles=True
        ),
        "upgrade_targets": _upgrade_targets(users),
        "upgraded_share": [{"upgraded_users": len(upgraded), "users_who_play": len(users)}],
        "users": [{"users_who_play": len(users), "known_users": len(known)}],
        "users_by_level": [
            {"level": level, "users": count} for level, count in sorted(Counter(u.level for u in users).items())
        ],
    }


def moment(milliseconds: int | None) -> str | None:
    """Return a time as text, ``2018-11-01 20:57:10.796``, UTC."""
    if milliseconds is None:
        return None
    return f"{datetime.fromtimestamp(milliseconds // 1000, UTC):%Y-%m-%d %H:%M:%S}.{milliseconds % 1000:03}"


def _bounces(users: Sequence[User]) -> Row:
    bounced = sum(user.sessions == 1 and user.levels == ["free"] for user in users)
    return {"bounced_users": bounced, "users_who_play": len(users)}


def _downgrades(users: Sequence[User]) -> Row:
    ever_paid = [user for user in users if "paid" in user.levels]
    # A free run that is not the first one has a paid run before it.
    downgraded = [user for user in ever_paid if "free" in user.levels[1:]]
    return {
        "downgraded_users": len(downgraded),
        "users_back_on_paid": sum(user.levels[-1] == "paid" for user in downgraded),
        "users_ever_paid": len(ever_paid),
    }


def _plays(tally: Tally) -> Row:
    return {
        "plays": tally.free_by_hour.total() + tally.paid_by_hour.total(),
        "first_play": moment(tally.first_play),
        "last_play": moment(tally.last_play),
    }


def _plays_before_upgrade(users: Sequence[User], upgraded: Sequence[User]) -> list[Row]:
    groups = [("stayed free", user.plays) for user in users if user.levels == ["free"]]
    groups += [("free run before the upgrade", user.runs[-2].plays) for user in upgraded]
    groups += [("before the first paid play", user.plays_before_paid) for user in upgraded if user.plays_before_paid]
    return _spread("plays", groups)


def _plays_by(users: Sequence[User], *names: str) -> list[Row]:
    """Return plays and users by what a listener is: browser, system, device or state."""
    plays: Counter[tuple[str, ...]] = Counter()
    people: Counter[tuple[str, ...]] = Counter()
    for user in users:
        agent, title = user.listener.agent, user.listener.metro.title
        facts = agent._asdict() | {"state": title.rpartition(", ")[2].partition("-")[0]}
        kind = tuple(facts[name] for name in names)
        plays[kind] += user.plays
        people[kind] += 1
    return [
        dict(zip(names, kind, strict=True)) | {"plays": plays[kind], "users": people[kind]}
        for kind in sorted(plays, key=lambda kind: (-plays[kind], kind))
    ]


def _plays_by_day(tally: Tally) -> list[Row]:
    days: Counter[tuple[int, str]] = Counter()
    for hour, level, plays in _hours(tally):
        days[hour // 24, level] += plays
    return [
        {"day": str(moment(day * 24 * HOUR))[:10], "level": level, "plays": plays}
        for (day, level), plays in sorted(days.items())
    ]


def _plays_by_hour(tally: Tally) -> list[Row]:
    hours: Counter[tuple[int, str]] = Counter()
    for hour, level, plays in _hours(tally):
        hours[hour % 24, level] += plays
    return [{"hour": hour, "level": level, "plays": plays} for (hour, level), plays in sorted(hours.items())]


def _hours(tally: Tally) -> Iterator[tuple[int, str, int]]:
    """Yield each hour since 1970 with a level and its plays."""
    for level, by_hour in (("free", tally.free_by_hour), ("paid", tally.paid_by_hour)):
        for hour, plays in by_hour.items():
            yield hour, level, plays


def _plays_by_level(users: Sequence[User]) -> list[Row]:
    rows = []
    for level, plays in (
        ("free", [user.free_plays for user in users]),
        ("paid", [user.paid_plays for user in users]),
    ):
        if any(plays):
            rows.append({"level": level, "plays": sum(plays), "users": sum(count > 0 for count in plays)})
    return rows


def _history(user: User) -> str:
    return HISTORIES.get(tuple(user.levels), "more than two changes")


def _upgrade_targets(users: Sequence[User]) -> list[Row]:
    plays = Counter(user.plays for user in users)
    with_fewer, below = {}, 0
    for count in sorted(plays):
        with_fewer[count] = Fraction(below, max(1, len(users) - 1))
        below += plays[count]
    targets = [user for user in users if user.level == "free" and with_fewer[user.plays] >= TOP_QUARTER]
    return [
        {
            "user_id": user.listener.user_id,
            "first_name": user.listener.first_name,
            "last_name": user.listener.last_name,
            "sessions": user.sessions,
            "plays": user.plays,
            "last_play": moment(user.last_play),
            "share_with_fewer_plays": float(with_fewer[user.plays]),
        }
        for user in sorted(targets, key=lambda user: (-user.plays, user.listener.user_id))
    ]


def _spread(name: str, values: Iterable[tuple[str, int]], *, quartiles: bool = False) -> list[Row]:
    """Return how many users have each value in each group, and the group's median, mean and quartiles beside it."""
    groups: dict[str, list[int]] = defaultdict(list)
    for group, value in values:
        groups[group].append(value)
    rows = []
    for group, members in sorted(groups.items()):
        members.sort()
        summary = {
            "users_in_group": len(members),
            **({"lower_quartile": _quantile(members, 1, 4)} if quartiles else {}),
            "median": _quantile(members, 1, 2),
            **({"upper_quartile": _quantile(members, 3, 4)} if quartiles else {}),
            "mean": sum(members) / len(members),
        }
        rows += [
            {"user_group": group, name: value, "users": users} | summary
            for value, users in sorted(Counter(members).items())
        ]
    return rows


def _quantile(ordered: Sequence[int], part: int, of: int) -> float:
    """Return the value at part/of of the way from the first to the last, on the straight line between neighbours."""
    whole, rest = divmod((len(ordered) - 1) * part, of)
    step = ordered[whole + 1] - ordered[whole] if rest else 0
    return float(ordered[whole] + Fraction(step * rest, of))

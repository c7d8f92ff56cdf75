"""The listeners: who they are and how they listen."""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from songplays.simulate.agents import AGENTS, Agent
from songplays.simulate.draws import Quantiles, Weighted, happens
from songplays.simulate.names import first_name, last_name
from songplays.simulate.places import METROS, Metro

SHARE_WOMEN = 0.55
DAY = 86_400_000
REGISTERED_UP_TO_DAYS_BEFORE = 20

ONE_SESSION, FREE, UPGRADES, PAYS, DOWNGRADES = "one session", "free", "upgrades", "pays", "downgrades"
COURSES = Weighted([(ONE_SESSION, 1), (FREE, 76), (UPGRADES, 8.5), (PAYS, 13.5), (DOWNGRADES, 1)])

SESSIONS_PER_DAY = Quantiles((0, 0.07), (0.25, 0.13), (0.5, 0.19), (0.75, 0.33), (0.9, 0.6), (1, 1.8))
PAYING_SESSIONS_PER_DAY = Quantiles((0, 0.1), (0.5, 0.35), (0.9, 0.9), (1, 1.6))
PLAYS_BEFORE_UPGRADE = Quantiles((0, 6), (0.3, 20), (0.5, 45), (1, 75))
PLAYS_BEFORE_DOWNGRADE = Quantiles((0, 10), (1, 120))
# Users are dealt their courses by steps of the golden ratio: even a hundred of them come close to the shares.
GOLDEN_RATIO = 0.6180339887
# Early birds and night owls: hours by which somebody's day is shifted.
SHIFTS = Weighted([(-2, 1), (-1, 2), (0, 4), (1, 2), (2, 1)])


@dataclass(slots=True, eq=False)
class Listener:
    """A person, and what changes about them while they listen. Times are milliseconds since 1970, UTC."""

    user_id: int
    first_name: str
    last_name: str
    gender: str
    metro: Metro
    agent: Agent
    registered_at: int
    shift: int
    sessions_per_day: float
    only_day: int | None = None  # the one day, from 0, of somebody who comes once
    level: str = "free"
    plays_to_change: int = 0  # plays until the level changes; 0 when it never will
    then_back_after: int = 0  # plays until it changes back; 0 when it will not
    free_at: int = 0  # when their last session has ended


def population(count: int, days: int, opens_at: int, rng: Random) -> Iterator[Listener]:
    """Yield count listeners, numbered from 1, who all registered before opens_at, over a period of so many days."""
    first_share = rng.random()
    for user_id in range(1, count + 1):
        gender = "F" if happens(rng, SHARE_WOMEN) else "M"
        # Newer people are more: the product draws most registrations close to the opening.
        registered_before = rng.random() * rng.random() * REGISTERED_UP_TO_DAYS_BEFORE * DAY
        listener = Listener(
            user_id=user_id,
            first_name=first_name(rng, gender),
            last_name=last_name(rng),
            gender=gender,
            metro=METROS.pick(rng),
            agent=AGENTS.pick(rng),
            registered_at=opens_at - 1000 * int(registered_before / 1000),
            shift=SHIFTS.pick(rng),
            sessions_per_day=SESSIONS_PER_DAY.draw(rng),
        )
        course = COURSES.at((first_share + user_id * GOLDEN_RATIO) % 1)
        _set_course(listener, course, days, rng)
        yield listener


def _set_course(listener: Listener, course: str, days: int, rng: Random) -> None:
    if course == ONE_SESSION:
        listener.only_day = int(rng.random() * days)
    elif course == UPGRADES:
        listener.sessions_per_day = 0.15 + PAYING_SESSIONS_PER_DAY.draw(rng)
        listener.plays_to_change = int(PLAYS_BEFORE_UPGRADE.draw(rng))
    elif course in (PAYS, DOWNGRADES):
        listener.level = "paid"
        listener.sessions_per_day = PAYING_SESSIONS_PER_DAY.draw(rng)
    if course == DOWNGRADES:
        listener.plays_to_change = int(PLAYS_BEFORE_DOWNGRADE.draw(rng))
        listener.then_back_after = int(PLAYS_BEFORE_DOWNGRADE.draw(rng)) if happens(rng, 0.5) else 0

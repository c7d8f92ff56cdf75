"""A state's clock is that of the zone in which most of its people live."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from songplays.dashboard import us_states
from songplays.dashboard.time_zones import STATES_OF_ZONE, ZONE_OF_STATE, offsets

YEAR = date(2018, 11, 1), date(2019, 10, 31)


def test_every_state_has_one_zone() -> None:
    """All states with a known population have a clock, and none has two."""
    assert us_states.states().keys() == ZONE_OF_STATE.keys()
    assert len(ZONE_OF_STATE) == sum(len(states.split()) for states in STATES_OF_ZONE.values())


@pytest.mark.parametrize("zone", STATES_OF_ZONE)
def test_every_hour_of_a_year_is_told_as_the_zone_tells_it(zone: str) -> None:
    """From the offsets, each UTC hour gives the local hour that the zone has, daylight saving included."""
    changes = offsets(*YEAR)[zone]
    start = datetime(2018, 11, 1, tzinfo=UTC)
    for number in range(365 * 24):
        moment = start + timedelta(hours=number)
        hours = int(moment.timestamp()) // 3600
        (offset,) = [change.hours for change in changes if change.from_hour <= hours][-1:]

        assert (moment + timedelta(hours=offset)).replace(tzinfo=None) == moment.astimezone(ZoneInfo(zone)).replace(
            tzinfo=None
        )


def test_arizona_keeps_its_clock() -> None:
    """Arizona has no daylight saving; California changes twice a year."""
    found = offsets(*YEAR)

    assert [1, 3] == [len(found[ZONE_OF_STATE[state]]) for state in ("AZ", "CA")]

"""The listener's clock: each state's time zone, and how far it was from UTC.

The rule: a state has the zone in which most of its people live (all of Tennessee is Central, all of Texas too). Places
without a zone here, abroad or unknown, stay in UTC.
"""

from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

EASTERN, CENTRAL, MOUNTAIN, PACIFIC = (f"America/{city}" for city in ("New_York", "Chicago", "Denver", "Los_Angeles"))
STATES_OF_ZONE = {
    EASTERN: "CT DC DE FL GA IN KY MA MD ME MI NC NH NJ NY OH PA RI SC VA VT WV",
    CENTRAL: "AL AR IA IL KS LA MN MO MS ND NE OK SD TN TX WI",
    MOUNTAIN: "CO ID MT NM UT WY",
    "America/Phoenix": "AZ",
    PACIFIC: "CA NV OR WA",
    "America/Anchorage": "AK",
    "Pacific/Honolulu": "HI",
    "America/Puerto_Rico": "PR",
}
ZONE_OF_STATE = {state: zone for zone, states in STATES_OF_ZONE.items() for state in states.split()}

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


class Offset(NamedTuple):
    """From this hour on (counted from 1970 in UTC), a zone is so many hours from UTC."""

    from_hour: int
    hours: int


def offsets(first: date, last: date) -> dict[str, list[Offset]]:
    """Return the offsets of every zone from `first` to `last`, UTC days; the first one holds from `first` on."""
    start = datetime(first.year, first.month, first.day, tzinfo=UTC)
    days = (last - first).days + 1
    return {name: _offsets(ZoneInfo(name), start, days) for name in STATES_OF_ZONE}


def _offsets(zone: ZoneInfo, start: datetime, days: int) -> list[Offset]:
    found = [Offset(_hours_since_1970(start), _offset(zone, start))]
    for day in (start + DAY * number for number in range(days)):
        if _offset(zone, day + DAY) != found[-1].hours:
            # The clocks change within this day: look at each of its hours.
            for moment in (day + HOUR * number for number in range(25)):
                if _offset(zone, moment) != found[-1].hours:
                    found.append(Offset(_hours_since_1970(moment), _offset(zone, moment)))
    return found


def _offset(zone: ZoneInfo, moment: datetime) -> int:
    away = moment.astimezone(zone).utcoffset() or timedelta()
    return round(away / HOUR)


def _hours_since_1970(moment: datetime) -> int:
    return (moment - EPOCH) // HOUR

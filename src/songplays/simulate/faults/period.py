"""The days that are simulated, and what happens to their log files."""

from dataclasses import dataclass
from datetime import date, timedelta

from songplays.simulate.people import DAY

HOUR = 3_600_000
LEAST_DAYS = 3


@dataclass(frozen=True)
class Period:
    """What is simulated, LEAST_DAYS or more. opens_at: its first moment, milliseconds since 1970, UTC."""

    first_day: date
    days: int
    opens_at: int

    @property
    def late_day(self) -> date:
        """The day whose log file comes late."""
        return self.day(self.days // 2)

    @property
    def cut_day(self) -> date:
        """The day whose log file is cut at noon at first, and comes late as a whole."""
        return self.day(self.days - 1)

    def day(self, number: int) -> date:
        """Return a day by its number from 0."""
        return self.first_day + timedelta(days=number)

    def at(self, day: date, hour: int) -> int:
        """Return a moment in milliseconds since 1970, UTC."""
        return self.opens_at + (day - self.first_day).days * DAY + hour * HOUR

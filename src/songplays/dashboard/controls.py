"""The filters that a page offers: one control each, with what it can be set to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from songplays.dashboard import us_states
from songplays.dashboard.charts.week import IN_ORDER, WEEKDAYS
from songplays.dashboard.wording import hour

ANY = ("", "All")
ZONES = (("utc", "UTC"), ("local", "listener's"))


@dataclass(frozen=True, kw_only=True)
class Control:
    """One filter: a choice of (value, label), or a day from `first` to `last` where there are no choices.

    default: the day that filters nothing.
    """

    name: str
    label: str
    choices: Sequence[tuple[str, str]] = ()
    first: str = ""
    last: str = ""
    default: str = ""


def controls(dimensions: Sequence[str], names: dict[str, list[str]], first: date, last: date) -> Sequence[Control]:
    """Return the controls for plays counted by `dimensions`.

    names: by dimension, what occurs, most played first. first, last: the days of the data, UTC.
    """
    has_clocks = {"hour", "state"} <= set(dimensions)
    # From Puerto Rico to Hawaii, all clocks are behind UTC: the first plays may be of the day before.
    earliest = first - timedelta(days=1) if has_clocks else first
    offered = [
        Control(name=name, label=label, default=f"{day}", first=f"{earliest}", last=f"{last}")
        for name, label, day in (("from", "From", first), ("to", "To", last))
    ]
    for name in ("level", "device", "browser", "state"):
        if name in dimensions:
            labels = sorted((us_states.name(value), value) for value in names[name]) if name == "state" else None
            choices = (
                [(value, label) for label, value in labels] if labels else [(value, value) for value in names[name]]
            )
            offered.append(Control(name=name, label=name.capitalize(), choices=[ANY, *choices]))
    offered.append(
        Control(
            name="weekday",
            label="Weekday",
            choices=[ANY, *((str(WEEKDAYS.index(name)), name) for name in IN_ORDER)],
        )
    )
    if "hour" in dimensions:
        hours = [(str(number), hour(number)) for number in range(24)]
        offered.append(Control(name="hour", label="Hour", choices=[ANY, *hours]))
    if has_clocks:
        offered.append(Control(name="zone", label="Clock", choices=ZONES))
    return offered

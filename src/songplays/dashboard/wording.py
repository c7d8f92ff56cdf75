"""How the dashboard writes numbers."""

from datetime import date, datetime

NOTHING = "n/a"


def count(number: float) -> str:
    """Write a whole number with its thousands apart: 6,820."""
    return f"{number:,.0f}"


def counted(number: int, one: str, many: str | None = None) -> str:
    """Write a number with its noun: 1 user, 96 users."""
    return f"{count(number)} {one if number == 1 else many or one + 's'}"


def share(part: float, whole: float) -> str:
    """Write a part of a whole in percent: 7.3%; n/a when there is no whole."""
    return f"{100 * part / whole:.1f}%" if whole else NOTHING


def number(value: float | None) -> str:
    """Write a median or mean with one decimal, left out when it is zero: 9.5, 51; n/a when there is none."""
    if value is None:
        return NOTHING
    return f"{value:,.1f}".removesuffix(".0")


def day(moment: date) -> str:
    """Write a day: 16 Nov 2018."""
    return f"{moment.day} {moment:%b %Y}"


def minute(moment: datetime) -> str:
    """Write a moment in UTC to the minute: 2018-11-30 19:54 UTC."""
    return f"{moment:%Y-%m-%d %H:%M} UTC"


def hour(number: int) -> str:
    """Write an hour of the day: 09:00."""
    return f"{number:02d}:00"


def listed(parts: list[str]) -> str:
    """Join parts as in a sentence: a, b and c."""
    return " and ".join([", ".join(parts[:-1]), parts[-1]]) if len(parts) > 1 else "".join(parts)

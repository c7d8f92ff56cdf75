"""A finding, and what several of them count."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from songplays.dashboard.figures import Row


@dataclass(frozen=True)
class Finding:
    """A headline, and the figures that carry it with their n."""

    headline: str | None
    details: Sequence[str] = ()


def summed_by(rows: Sequence[Row], key: str, counts: str) -> Counter[Any]:
    """Add up the column `counts` of rows that agree in `key`."""
    found: Counter[Any] = Counter()
    for row in rows:
        found[row[key]] += row[counts]
    return found


def majority(counts: Counter[Any]) -> str | None:
    """Return what more than half of them are."""
    return next((str(name) for name, number_of in counts.items() if 2 * number_of > counts.total()), None)


def alone_at_the_top(counts: Counter[Any]) -> Any:  # noqa: ANN401 - a day, an hour or a name
    """Return what has most of them; None when there is nothing or when two share the top."""
    top = counts.most_common(2)
    return top[0][0] if top and (len(top) == 1 or top[0][1] > top[1][1]) else None

"""Random draws that come out alike on every platform and Python version.

Only ``Random.random()`` keeps its sequence for ever, and only + - * / round alike everywhere,
so nothing here calls ``choices``, ``log`` or ``exp``.
"""

from bisect import bisect
from collections.abc import Iterable, Sequence
from itertools import accumulate
from random import Random
from typing import Generic, TypeVar

T = TypeVar("T")


def stream(seed: int, name: str) -> Random:
    """Return the random stream called name: what one part draws never shifts what another part draws."""
    return Random(f"{seed} {name}")


def happens(rng: Random, share: float) -> bool:
    """Return True in that share of all cases."""
    return rng.random() < share


def pick(rng: Random, choices: Sequence[T]) -> T:
    """Return one of the choices, each as likely as the others."""
    return choices[int(rng.random() * len(choices))]


class Weighted(Generic[T]):
    """Choices that are not equally likely."""

    def __init__(self, weights: Iterable[tuple[T, float]]) -> None:
        """Take pairs of a choice and its weight; weights need not add up to one."""
        choices, sizes = zip(*weights, strict=True)
        self._choices: tuple[T, ...] = choices
        self._sums = list(accumulate(sizes))

    def pick(self, rng: Random) -> T:
        """Return one of the choices."""
        return self.at(rng.random())

    def at(self, share: float) -> T:
        """Return the choice at that share, from 0 to below 1, of the whole weight."""
        return self._choices[bisect(self._sums, share * self._sums[-1])]


class Ranks:
    """Ranks 0 .. count-1 with a long tail: rank r is drawn in proportion to 1 / (r + evenness)."""

    def __init__(self, count: int, *, evenness: float) -> None:
        """Give the first few ranks nearly everything when evenness is small."""
        self._sums = list(accumulate(1 / (rank + evenness) for rank in range(count)))
        self._whole = self._sums[-1] if self._sums else 0.0

    def pick(self, rng: Random) -> int:
        """Return a rank."""
        return self.at(rng.random())

    def at(self, share: float) -> int:
        """Return the rank at that share, from 0 to below 1, of the whole."""
        return bisect(self._sums, share * self._whole)


class Quantiles:
    """A distribution given by some of its quantiles, straight lines in between."""

    def __init__(self, *points: tuple[float, float]) -> None:
        """Take pairs of a share (from 0 to 1, rising) and the value below which that share lies."""
        self._shares = [share for share, _ in points]
        self._values = [value for _, value in points]

    def draw(self, rng: Random) -> float:
        """Return a value."""
        share = rng.random()
        right = bisect(self._shares, share)
        left = right - 1
        position = (share - self._shares[left]) / (self._shares[right] - self._shares[left])
        return self._values[left] + position * (self._values[right] - self._values[left])

"""What a run is told, and what it tells."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from songplays.lake.framing import Framing
from songplays.lake.source import Source, SourceFile
from songplays.warehouse.table import Table

MOST_PACKED = 1032
"""As many bytes at most come out of one byte of gzip."""


@dataclass(frozen=True)
class Budget:
    """How many rejected lines a run may have: `share` of its lines, but `at_least` in any case."""

    share: float = 0.01
    at_least: int = 100

    def allowed(self, lines: int) -> int:
        """Return how many of `lines` may be rejected."""
        return max(self.at_least, int(self.share * lines))

    def allowed_at_most(self, files: Iterable[SourceFile]) -> int:
        """Return how many lines of `files` may be rejected, however many they have: no more than bytes."""
        return self.allowed(sum(file.size * (MOST_PACKED if file.path.endswith(".gz") else 1) for file in files))


@dataclass(frozen=True)
class Feed:
    """A source of files for one staging table; `label` is how the source is called in a sentence."""

    table: Table
    framing: Framing
    source: Source
    label: str


@dataclass
class Report:
    """What a run did; every count is of this run alone. Without a load_id it had nothing to do and wrote nothing.

    gone: files no longer there, whose rows stay. withdrawn: such files whose rows went, as they could not be told from
    those of others that were read again.
    """

    load_id: int | None = None
    files_new: int = 0
    files_replaced: int = 0
    files_unchanged: int = 0
    gone: list[str] = field(default_factory=list)
    withdrawn: list[str] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)
    lines: int = 0
    loaded: int = 0
    rejected: int = 0
    duplicate: int = 0
    blank: int = 0
    shortened: int = 0
    repaired: int = 0
    unknown_keys: dict[str, dict[str, str]] = field(default_factory=dict)
    seconds: float = 0.0


@dataclass(frozen=True)
class Listener:
    """Who hears how a run gets on: its sentences, what it begins to fetch (how many bytes), and each size fetched."""

    say: Callable[[str], None] = lambda _text: None
    fetching: Callable[[str, int], None] = lambda _label, _bytes: None
    fetched: Callable[[int], None] = lambda _bytes: None

"""What the page is made of: tiles, and sections of cards of views. The template writes them down."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from songplays.dashboard.charts.theme import Spec
from songplays.dashboard.figures import Row, total
from songplays.dashboard.metrics import Metric
from songplays.dashboard.questions import Question
from songplays.dashboard.wording import counted

MOST_ROWS_IN_CSV = 1_000
"""A list without a chart travels with the page only so far."""


@dataclass(frozen=True, kw_only=True)
class Tile:
    """One key figure: its value, and of how many. One that needs the whole history does not follow the filters."""

    metric: Metric
    value: str
    detail: str
    follows: bool


@dataclass(frozen=True)
class Column:
    """A column of a table: the field of the rows that it shows, and as what (see cells.py)."""

    title: str
    field: str
    kind: str = "text"

    @property
    def amount(self) -> bool:
        """Whether it holds amounts, which stand on the right."""
        return self.kind in {"count", "share", "number"}

    @property
    def css(self) -> str:
        """How its cells are set: amounts on the right, days on one line, sentences with room."""
        return "amount" if self.amount else self.kind if self.kind in {"day", "words"} else ""


@dataclass(frozen=True, kw_only=True)
class Key:
    """One mark of a legend: a colour or a shape, and what it stands for."""

    label: str
    colour: str
    shape: str = "square"


@dataclass(frozen=True, kw_only=True)
class View:
    """The answer to one question.

    metrics: what it draws; the first one names it.
    rows, columns: the figures, and how its table shows them; the chart draws the same rows.
    spec: the chart; a view without one shows its table.
    question: how its rows follow the filters; None if they do not move.
    counts: the column of counts that its n is the sum of. of: the whole it is a part of, if the rows are not all.
    sentences: what the figures say. notes: what to know when reading it. moving_note: a note that
        follows the filters, too.
    """

    metrics: Sequence[Metric]
    rows: Sequence[Row]
    columns: Sequence[Column]
    spec: Spec | None = None
    question: Question | None = None
    counts: str | None = None
    of: int | None = None
    sentences: Sequence[str] = ()
    legend: Sequence[Key] = ()
    notes: Sequence[str] = ()
    moving_note: str = ""
    title: str = ""
    shown: int | None = None

    @property
    def name(self) -> str:
        """The name of the view on the page."""
        return self.metrics[0].name

    @property
    def heading(self) -> str:
        """What stands above it."""
        return self.title or self.metrics[0].title

    @property
    def height(self) -> int | None:
        """The chart's height in pixels; None when it follows its width."""
        height = self.spec["height"] if self.spec else None
        return height if isinstance(height, int) else None

    @property
    def has_colour_keys(self) -> bool:
        """Whether its legend tells what colours mean."""
        return any(key.shape == "square" for key in self.legend)

    @property
    def n(self) -> str:
        """Of how many it speaks."""
        if self.counts and self.of is not None:
            return f"of {counted(self.of, self.counts.removesuffix('s'))}"
        return f"n = {counted(total(self.rows, self.counts), self.counts.removesuffix('s'))}" if self.counts else ""


@dataclass(frozen=True, kw_only=True)
class Card:
    """Views in one frame; `span` of the grid's twelve columns wide."""

    views: Sequence[View]
    span: int


@dataclass(frozen=True, kw_only=True)
class Section:
    """Cards under one heading."""

    heading: str
    details: Sequence[str] = ()
    cards: Sequence[Card] = field(default=())

    @property
    def views(self) -> Sequence[View]:
        """Every view of the section, in the order of reading."""
        return [view for card in self.cards for view in card.views]

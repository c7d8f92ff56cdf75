"""What the page is made of: tiles, and sections of cards of views. The template writes them down."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from songplays.dashboard.charts.theme import Spec
from songplays.dashboard.metrics import Metric


@dataclass(frozen=True, kw_only=True)
class Tile:
    """One key figure: its value, and of how many."""

    metric: Metric
    value: str
    detail: str


@dataclass(frozen=True)
class Column:
    """A column of a table; amounts stand on the right."""

    title: str
    amount: bool = False


@dataclass(frozen=True, kw_only=True)
class Table:
    """Figures as text, row by row."""

    columns: Sequence[Column]
    rows: Sequence[Sequence[str]]


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
    sentences: what the figures say.
    spec: the chart; a view without one shows its table.
    notes: what to know when reading it.
    """

    metrics: Sequence[Metric]
    table: Table
    spec: Spec | None = None
    sentences: Sequence[str] = ()
    legend: Sequence[Key] = ()
    notes: Sequence[str] = ()
    title: str = ""

    @property
    def name(self) -> str:
        """The name of the view on the page."""
        return self.metrics[0].name

    @property
    def height(self) -> int | None:
        """The chart's height in pixels; None when it follows its width."""
        height = self.spec["height"] if self.spec else None
        return height if isinstance(height, int) else None


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

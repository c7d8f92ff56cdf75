"""What a table is made of. The tables themselves are declared in ``schema``."""

from dataclasses import KW_ONLY, dataclass
from functools import partial
from typing import Literal

Type = Literal["BIGINT", "INTEGER", "DOUBLE PRECISION", "TIMESTAMP", "BOOLEAN", "VARCHAR"]


@dataclass(frozen=True)
class Column:
    """One column: what it means and what it may hold.

    size: most UTF-8 bytes a VARCHAR may hold; Redshift counts bytes, so we do everywhere.
    key: the JSON key it is read from.
    required: never NULL.
    accepted: the only values it may hold.
    lowest, highest: the range of a number.
    references: the ``table.column`` whose values it may hold.
    full_by_design: every value fills the column, so a full one is no sign of a cut.
    identifies: a value that names a thing; a longer one is rejected, as a shortened key is another key.
    quoted: sources write this number as text, '' for none.
    personal: tells something about a person.
    """

    name: str
    meaning: str
    _: KW_ONLY
    type: Type
    size: int | None = None
    key: str | None = None
    required: bool = False
    accepted: tuple[str, ...] = ()
    lowest: float | None = None
    highest: float | None = None
    references: str | None = None
    full_by_design: bool = False
    identifies: bool = False
    quoted: bool = False
    personal: bool = False

    @property
    def sql_type(self) -> str:
        """The type as both databases write it, such as ``VARCHAR(256)``."""
        return f"VARCHAR({self.size})" if self.type == "VARCHAR" else self.type


bigint = partial(Column, type="BIGINT")
integer = partial(Column, type="INTEGER")
double = partial(Column, type="DOUBLE PRECISION")
timestamp = partial(Column, type="TIMESTAMP")
boolean = partial(Column, type="BOOLEAN")
text = partial(Column, type="VARCHAR")
free_text = partial(text, size=256)
code = partial(text, full_by_design=True)


@dataclass(frozen=True)
class Need:
    """Columns that a source line must bring to be loaded: always, or when column `of` holds `value`."""

    columns: tuple[str, ...]
    of: str | None = None
    value: str | None = None


@dataclass(frozen=True)
class Table:
    """One table: its grain, its columns and how Redshift should lay it out.

    key: the columns that tell its rows apart. Declared here, proven by checks, never an index.
    distribution: Redshift's DISTKEY column, or ALL (a copy on every node) or EVEN.
    sort: Redshift's SORTKEY columns.
    need: what a source line must bring.
    """

    name: str
    grain: str
    _: KW_ONLY
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    distribution: str
    sort: tuple[str, ...] = ()
    need: Need | None = None

    def __getitem__(self, name: str) -> Column:
        """Return the column called `name`; KeyError if there is none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(f"{self.name}.{name}")

    @property
    def column_names(self) -> tuple[str, ...]:
        """The columns' names in order."""
        return tuple(column.name for column in self.columns)

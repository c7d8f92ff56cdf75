"""A record that COPY cannot load."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Column:
    """A column to load: `kind` as Redshift abbreviates it in its system tables; `size` in bytes, of VARCHAR alone."""

    name: str
    kind: str
    size: int | None
    required: bool


class LoadFailure(Exception):
    """Why, by a code of "Load error reference", and where: in which column's value, and where in it, from 0."""

    def __init__(self, code: int, reason: str, position: int = 0, *, fatal: bool = False) -> None:
        """Take the code and the sentence. fatal: COPY fails, whatever MAXERROR says."""
        super().__init__(reason)
        self.code, self.position, self.fatal = code, position, fatal
        self.column: Column | None = None
        self.raw = ""

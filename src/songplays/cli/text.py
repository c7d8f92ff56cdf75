"""Put values from data on a terminal or into a CSV file without anything in them coming alive."""

from collections.abc import Iterable, Sequence

FORMULA = ("=", "+", "-", "@", "\t", "\r")


def shown(text: str) -> str:
    r"""Return text that is safe on one line of a terminal: control and direction characters as \x1b, \u202e."""
    return "".join(letter if letter.isprintable() else repr(letter)[1:-1] for letter in text)


def in_spreadsheet(value: object) -> object:
    """Return a value for a CSV cell; text that a spreadsheet would take for a formula gets an apostrophe first."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value


def columns(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return rows as text in aligned columns: text to the left, numbers to the right."""
    rows = list(rows)
    cells = [list(header), *([shown(_plain(value)) for value in row] for row in rows)]
    sides = []
    for place in range(len(header)):
        width = max(len(row[place]) for row in cells)
        is_number = all(isinstance(row[place], int | float | None) for row in rows)
        sides.append(f">{width}" if is_number else f"<{width}")
    lines = ("  ".join(f"{cell:{side}}" for cell, side in zip(row, sides, strict=True)) for row in cells)
    return "\n".join(line.rstrip() for line in lines)


def _plain(value: object) -> str:
    if value is None:
        return ""
    return f"{value:.1f}" if isinstance(value, float) else str(value)

"""Put rows on a terminal."""

from collections.abc import Iterable, Sequence

from songplays.text import shown


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

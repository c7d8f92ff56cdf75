"""Write docs/warehouse.md from the schema; with --check, fail if it is stale."""

import sys
from collections.abc import Iterator
from pathlib import Path

from songplays.warehouse import schema
from songplays.warehouse.table import Column, Table

PAGE = Path(__file__).parents[1] / "docs" / "warehouse.md"


def page() -> str:
    """Return the page: every table with its grain, key, layout on Redshift, and columns."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield "# The warehouse"
    yield ""
    yield "Generated from `src/songplays/warehouse/schema.py` by `make docs`. Sizes are UTF-8 bytes, timestamps are"
    yield "UTC, and a fact we do not know is NULL. The rules of each model stand at the top of its SQL file."
    for title, tables in (
        ("The star and what is made of it", schema.MODELS),
        ("Staging: one row a line, as delivered", (*schema.STAGING, *schema.DUPLICATES, schema.REPAIRED_TEXT)),
        ("The ledger: what was loaded, and what was wrong with it", schema.LEDGER),
    ):
        yield from ("", f"## {title}")
        for table in tables:
            yield from _table(table)


def _table(table: Table) -> Iterator[str]:
    yield from ("", f"### {table.name}", "", f"One row: {table.grain}. Key: `{', '.join(table.key)}`.")
    sort = f", sorted by `{', '.join(table.sort)}`" if table.sort else ""
    yield f"On Redshift: distribution `{table.distribution}`{sort}."
    yield from ("", "| column | type | meaning | rules |", "| --- | --- | --- | --- |")
    for column in table.columns:
        yield f"| {column.name} | {column.sql_type} | {column.meaning} | {'; '.join(_rules(column))} |"


def _rules(column: Column) -> Iterator[str]:
    if column.required:
        yield "required"
    if column.key and column.key != column.name:
        yield f"read from `{column.key}`"
    if column.references:
        yield f"refers to {column.references}"
    if column.accepted:
        yield " or ".join(f"`{value}`" for value in column.accepted)
    if column.lowest is not None or column.highest is not None:
        ends = ("" if end is None else f"{end:,}" for end in (column.lowest, column.highest))
        yield "..".join(ends)
    if column.identifies:
        yield "longer is rejected"
    if column.personal:
        yield "personal"


if __name__ == "__main__":
    if sys.argv[1:] == ["--check"]:
        if not PAGE.exists() or PAGE.read_text(encoding="utf-8") != page():
            sys.exit("docs/warehouse.md is stale; run `make docs`")
    else:
        PAGE.write_text(page(), encoding="utf-8")

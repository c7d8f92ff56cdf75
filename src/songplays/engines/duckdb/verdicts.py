"""What makes a line good, and what is wrong with one that is not: rendered as SQL from the schema.

Two looks. The first types every line in one pass at disk speed and only asks whether anything is odd. The second says
what, for the few odd lines; many of them turn out well (a key that is absent, a text that is too long). Both must
agree: whatever the first accepts, the second would accept with the same values, which a property test shows.
"""

from dataclasses import dataclass

from songplays.warehouse.table import Column, Table

EXACT = (1 << 53) - 1
"""Up to here a DOUBLE holds every whole number, and no other is taken for it."""

NOT_JUST_DIGITS = "-.*|0|[0-9]+[.eE][0-9.eE+-]*"
"""Text that reads as a number which would not be kept as it was written."""

ODD_LINES_SEEN = "odd_lines_seen"
"""The sequence that counts the lines which the first look leaves out."""

INTEGER_RANGE = (-(2**31), 2**31 - 1)
BIGINT_RANGE = (-(2**63), 2**63 - 1)


@dataclass(frozen=True)
class Bounds:
    """When an event may have happened: `earliest` and `latest` in milliseconds since 1970, UTC."""

    earliest: int
    latest: int


def first_look(table: Table, bounds: Bounds) -> str:
    """Return a query over the relation ``lines`` for its usual lines as rows of `table`.

    An odd line is left out, and counted by the sequence ODD_LINES_SEEN.
    """
    odd = "\n OR ".join(f"({oddity})" for oddity in _oddities(table, bounds))
    columns = ", ".join(f'{_value(column)} AS "{column.name}"' for column in keyed(table))
    shape = ", ".join(f'"{column.key}":"{_shape(column)}"' for column in keyed(table))
    # Only as the condition of a CASE is a chain of OR left as soon as it is decided, and a line counted once.
    return f"""
        SELECT file_id, line_number, {columns}
        FROM (
            SELECT file_id, line_number, problem, line, look_at_keys,
                TRY(json_transform_strict(line, '{{{shape}}}')) AS typed
            FROM lines
        )
        WHERE CASE WHEN {odd} THEN nextval('{ODD_LINES_SEEN}') < 0 ELSE TRUE END"""


def keyed(table: Table) -> list[Column]:
    """Return the columns that are read from a JSON key."""
    return [column for column in table.columns if column.key]


def _typed(column: Column) -> str:
    return f'typed."{column.key}"'


def _shape(column: Column) -> str:
    """Whole numbers are read as DOUBLE: read as BIGINT, DuckDB would round 1.5 to 2 without a word."""
    return "VARCHAR" if column.type == "VARCHAR" or column.quoted else "DOUBLE"


def _value(column: Column) -> str:
    if column.quoted:
        return f"TRY_CAST(NULLIF({_typed(column)}, '') AS {column.type})"
    if column.type in ("BIGINT", "INTEGER"):
        return f"TRY_CAST({_typed(column)} AS {column.type})"
    return _typed(column)


def _oddities(table: Table, bounds: Bounds) -> list[str]:
    """Return conditions, any of which makes a line odd. Each is cheap for the usual line: no second pass over its text.

    A BETWEEN on text asks for its first character: '[' to the character after it, and so on.
    """
    columns = keyed(table)
    free = [column for column in columns if column.type == "VARCHAR" and not column.accepted]
    numbers = [_typed(column) for column in columns if column.type != "VARCHAR" and not column.quoted]
    return [
        "problem IS NOT NULL",
        "typed IS NULL",
        # DuckDB forgives a comma before the closing brace; JSON does not.
        "line LIKE '%,}' OR line LIKE '% }' OR line LIKE '%\t}' OR line NOT LIKE '%}'",
        *(_only_if(f"{_typed(column)} >= '['", _may_be_nested(column)) for column in free),
        *(_only_if(f"{_typed(column)} BETWEEN '+' AND ':'", _may_be_a_number(column)) for column in free),
        # DuckDB takes NaN and Infinity without quotes for text. It does so for nan and INF too, but nobody writes them.
        *(f"{_typed(column)} IN ('NaN', 'Infinity')" for column in free),
        # true and false would become 1 and 0.
        _only_if(
            " OR ".join(f"{number} BETWEEN 0 AND 1" for number in numbers),
            _only_if("line LIKE '%true%' OR line LIKE '%false%'", r"regexp_matches(line, ':\s*(true|false)')"),
        ),
        *(_odd_text(column) for column in columns if column.type == "VARCHAR"),
        *(_odd_number(column, bounds) for column in columns if column.type != "VARCHAR"),
        *_missing(table),
        _only_if("look_at_keys", f"len(TRY(json_keys(line))) > {len(columns)}"),
    ]


def _only_if(cheap: str, dear: str) -> str:
    """Return `cheap` AND `dear`; CASE, unlike AND, never tries the dear one first."""
    return f"CASE WHEN {cheap} THEN {dear} END"


def _may_be_nested(column: Column) -> str:
    """Return when text may have been an object or a list, which would be kept as its JSON text."""
    text = _typed(column)
    return f"(starts_with({text}, '[') OR starts_with({text}, '{{')) AND NOT ({_in_quotes(column)})"


def _may_be_a_number(column: Column) -> str:
    """Return when text may have been a number, whose literal DuckDB does not keep: 1.50 becomes 1.5."""
    return f"regexp_full_match({_typed(column)}, '{NOT_JUST_DIGITS}') AND NOT ({_in_quotes(column)})"


def _in_quotes(column: Column) -> str:
    """Return when text is known to be none but text: it stands in quotes behind its key.

    No object within the line could be where that is.
    """
    return f"""contains(line, concat('"{column.key}":"', {_typed(column)}, '"')) AND line NOT LIKE '{{%{{%'"""


def _missing(table: Table) -> list[str]:
    if not table.need:
        return []
    needed = [table[name] for name in table.need.columns]
    absent = " OR ".join(
        f"{_typed(column)} IS NULL" + (f" OR {_typed(column)} = ''" if _shape(column) == "VARCHAR" else "")
        for column in needed
    )
    return [f"({absent}) AND {_typed(table[table.need.of])} = '{table.need.value}'" if table.need.of else absent]


def _odd_text(column: Column) -> str:
    if column.accepted:
        return f"{_typed(column)} NOT IN {accepted(column)}"
    return f"strlen({_typed(column)}) > {column.size}"


def accepted(column: Column) -> str:
    """Return the values that the column may hold as a SQL list."""
    return "(" + ", ".join(f"'{value}'" for value in column.accepted) + ")"


def _odd_number(column: Column, bounds: Bounds) -> str:
    value = _typed(column)
    if column.quoted:
        return f"{value} <> '' AND TRY_CAST({value} AS BIGINT)::VARCHAR IS DISTINCT FROM {value}"
    if column.type == "DOUBLE PRECISION":
        return f"NOT isfinite({value})"
    lowest, highest = number_range(column, bounds)
    return f"{value} <> floor({value}) OR {value} < {max(lowest, -EXACT)} OR {value} > {min(highest, EXACT)}"


def number_range(column: Column, bounds: Bounds) -> tuple[int, int]:
    """Return the lowest and highest whole number that the column may hold."""
    if column.name == "ts":
        return bounds.earliest, bounds.latest
    lowest, highest = INTEGER_RANGE if column.type == "INTEGER" else BIGINT_RANGE
    return (
        lowest if column.lowest is None else int(column.lowest),
        highest if column.highest is None else int(column.highest),
    )

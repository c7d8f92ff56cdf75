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
"""Text that may have been a number which is not kept as it was written."""

CARRIED = "\x01"
"""Between the parts of what is carried to the second look; the first two never hold it."""

INTEGER_RANGE = (-(2**31), 2**31 - 1)
BIGINT_RANGE = (-(2**63), 2**63 - 1)


@dataclass(frozen=True)
class Bounds:
    """When an event may have happened: `earliest` and `latest` in milliseconds since 1970, UTC."""

    earliest: int
    latest: int


def first_look(table: Table, bounds: Bounds) -> str:
    """Return a query over the relation ``lines`` that types each line as a row of `table`.

    An odd line gives a row whose marker column is NULL, and whose column `carrier(table)` holds what ``odd_lines``
    needs of it, so that no file is read again for it.
    """
    odd = "\n OR ".join(f"({oddity})" for oddity in _oddities(table, bounds))
    columns = {column.name: _value(column) for column in keyed(table)}
    marker, carrying = str(table.marker), carrier(table)
    kept = f"concat(problem, '{CARRIED}', size, '{CARRIED}', line)"
    # Only as the condition of a CASE is a chain of OR left as soon as it is decided.
    usual = f"CASE WHEN {odd} THEN NULL ELSE {columns[marker]} END"
    columns[marker] = "marker"
    columns[carrying] = f"CASE WHEN marker IS NULL THEN {kept} ELSE {columns[carrying]} END"
    selected = ", ".join(f'{value} AS "{name}"' for name, value in columns.items())
    shape = ", ".join(f'"{column.key}":"{_shape(column)}"' for column in keyed(table))
    return f"""
        SELECT file_id, line_number, {selected}
        FROM (
            SELECT file_id, line_number, size, problem, line, typed, {usual} AS marker
            FROM (
                SELECT file_id, line_number, size, problem, line, look_at_keys,
                    TRY(json_transform_strict(line, '{{{shape}}}')) AS typed
                FROM lines
            )
        )"""


def odd_lines(table: Table, among: str) -> str:
    """Return a query for the odd lines that the first look left: file_id, line_number, size, problem, line."""
    kept = f'"{carrier(table)}"'
    rest = f"substr({kept}, strpos({kept}, '{CARRIED}') + 1)"
    return f"""
        SELECT file_id, line_number, TRY_CAST(split_part(rest, '{CARRIED}', 1) AS BIGINT) AS size,
            NULLIF(split_part({kept}, '{CARRIED}', 1), '') AS problem,
            substr(rest, strpos(rest, '{CARRIED}') + 1) AS line
        FROM (
            SELECT file_id, line_number, {kept}, {rest} AS rest
            FROM {table.name}
            WHERE "{table.marker}" IS NULL AND {among}
        )"""


def carrier(table: Table) -> str:
    """Return the text column that carries an odd line to the second look."""
    return next(column.name for column in keyed(table) if column.type == "VARCHAR" and column.name != table.marker)


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
    texts = [_typed(column) for column in columns if column.type == "VARCHAR" and not column.accepted]
    numbers = [_typed(column) for column in columns if column.type != "VARCHAR" and not column.quoted]
    return [
        "problem IS NOT NULL",
        # DuckDB forgives a comma before the closing brace; JSON does not.
        "line LIKE '%,}' OR line LIKE '% }' OR line LIKE '%\t}' OR line NOT LIKE '%}'",
        # An object or a list in a text column would be kept as its JSON text.
        *(_only_if(f"{text} >= '['", f"starts_with({text}, '[') OR starts_with({text}, '{{')") for text in texts),
        # Text that reads as a number may have been one, whose literal DuckDB does not keep: 1.50 becomes 1.5.
        *(_only_if(f"{text} BETWEEN '+' AND ':'", f"regexp_full_match({text}, '{NOT_JUST_DIGITS}')") for text in texts),
        # DuckDB takes NaN and Infinity without quotes for text. It does so for nan and INF too, but nobody writes them.
        *(f"{text} IN ('NaN', 'Infinity')" for text in texts),
        # true and false would become 1 and 0.
        _only_if(
            " OR ".join(f"{number} BETWEEN 0 AND 1" for number in numbers), "line LIKE '%true%' OR line LIKE '%false%'"
        ),
        *(_odd_text(column) for column in columns if column.type == "VARCHAR"),
        *(_odd_number(column, bounds) for column in columns if column.type != "VARCHAR"),
        *_missing(table),
        _only_if("look_at_keys", f"len(TRY(json_keys(line))) > {len(columns)}"),
    ]


def _only_if(cheap: str, dear: str) -> str:
    """Return `cheap` AND `dear`; CASE, unlike AND, never tries the dear one first."""
    return f"CASE WHEN {cheap} THEN {dear} END"


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

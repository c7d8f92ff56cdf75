"""The second look at odd lines: accept what is well after all, and say of the rest which column is wrong and why.

Each JSON value is looked at as its own text (`raw`: "abc", 12, true, {…}; NULL where the key is absent or null), as
plain text without the quotes, and as a number. The work is staged in CTEs, so that no expression is written out twice.
"""

from collections.abc import Iterator

from songplays.engines.duckdb.verdicts import Bounds, accepted, keyed, number_range
from songplays.warehouse.table import Column, Table

# Every bare number as a string of its digits as they stand in the line: DuckDB would give 1.50 as 1.5, and would lose
# digits of a long one. Strings are matched first, so that nothing in them is touched; \\x01 stands in no JSON text.
NUMBERS_AS_TEXT = r"""replace(replace(regexp_replace(
    line, '("(?:[^"\\]|\\.)*")|(-?[0-9][0-9.eE+-]*)', '\1' || chr(1) || '\2' || chr(1), 'g'
), chr(1) || chr(1), ''), chr(1), '"')"""

# What stands in a line outside its strings: DuckDB forgives a comma before a closing bracket, and takes NaN and
# Infinity for values; JSON does neither.
FORGIVEN = r"""regexp_matches(
    regexp_replace(line, '"(?:[^"\\]|\\.)*"', '0', 'g'), ',\s*[}\]]|[nN][aA][nN]|[iI][nN][fF]'
)"""

# The longest start of a text that fits into `size` bytes, cut between characters.
SHORTENED = """CREATE OR REPLACE TEMPORARY MACRO shortened(value, size) AS
    CASE WHEN strlen(value) <= size THEN value
         ELSE left(value, list_max(list_filter(range(0, size + 1), lambda n: strlen(left(value, n)) <= size))) END"""


def second_look(table: Table, bounds: Bounds) -> str:
    """Return a query over ``odd_lines`` (file_id, line_number, size, problem, line), one row a line.

    Its columns: file_id, line_number, line, size (bytes); column_name and err_reason of the first thing wrong, NULL if
    the line is well or blank; is_blank; and for each column of `table` its value, texts in full.
    """
    columns = keyed(table)
    known = ", ".join(f"'{column.key}'" for column in columns)
    shape = ", ".join(f'"{column.key}":"JSON"' for column in columns)
    raw = ", ".join(f'CAST(typed."{column.key}" AS VARCHAR) AS {_raw(column)}' for column in columns)
    texts = ", ".join(f"{_unquoted(column)} AS {_text(column)}" for column in columns)
    numbers = ", ".join(part for column in columns for part in _numbers(column))
    findings = " ".join(
        f"WHEN {condition} THEN {{'column_name': '{column.name}', 'err_reason': {reason}}}"
        for column in columns
        for condition, reason in _reasons(table, column, bounds)
    )
    values = ", ".join(f'{_value(column)} AS "{column.name}"' for column in columns)
    return f"""
        WITH parsed AS (
            SELECT file_id, line_number, size, line, problem,
                problem IS NULL AND COALESCE(trim(line, chr(9) || ' '), '') = '' AS is_blank,
                json_valid(line) AND NOT {FORGIVEN} AS is_json,
                CASE WHEN problem IS NULL AND is_json AND json_type(line) = 'OBJECT'
                     THEN json_transform({NUMBERS_AS_TEXT}, '{{{shape}}}') END AS typed,
                CASE WHEN typed IS NOT NULL THEN list_filter(json_keys(line), lambda key: key IN ({known})) END AS keys
            FROM odd_lines
        ), raw_values AS (
            SELECT file_id, line_number, size, line, is_blank,
                CASE WHEN problem IS NOT NULL THEN problem
                     WHEN NOT is_json THEN 'malformed JSON'
                     WHEN typed IS NULL THEN 'not an object'
                     WHEN len(keys) <> len(list_distinct(keys)) THEN 'a key appears twice' END AS line_problem,
                {raw}
            FROM parsed
        ), texts AS (
            SELECT *, {texts}
            FROM raw_values
        ), numbers AS (
            SELECT *, {numbers}
            FROM texts
        ), judged AS (
            SELECT *,
                CASE WHEN is_blank THEN NULL
                     WHEN line_problem IS NOT NULL THEN {{'column_name': '(line)', 'err_reason': line_problem}}
                     {findings} END AS finding
            FROM numbers
        )
        SELECT file_id, line_number, line, COALESCE(size, strlen(line), 0) AS size, is_blank,
            finding.column_name AS column_name, finding.err_reason AS err_reason,
            {values}
        FROM judged"""


def unknown_keys(table: Table) -> str:
    """Return a query over ``second_look`` for keys of loaded lines that `table` does not know, each with an example."""
    known = ", ".join(f"'{column.key}'" for column in keyed(table))
    return f"""
        SELECT key, MIN(left(json_extract(line, pointer)::VARCHAR, 100)) AS example
        FROM (
            SELECT line, key, concat('/', replace(replace(key, '~', '~0'), '/', '~1')) AS pointer
            FROM (
                SELECT line, UNNEST(list_distinct(json_keys(line))) AS key
                FROM second_look
                WHERE err_reason IS NULL AND NOT is_blank
            )
        )
        WHERE key NOT IN ({known})
        GROUP BY key"""


def _raw(column: Column) -> str:
    return f'"raw {column.name}"'


def _text(column: Column) -> str:
    return f'"text {column.name}"'


def _number(column: Column) -> str:
    return f'"number {column.name}"'


def _whole(column: Column) -> str:
    return f'"whole {column.name}"'


def _unquoted(column: Column) -> str:
    raw = _raw(column)
    return f"CASE WHEN starts_with({raw}, '\"') THEN json_extract_string({raw}, '$') ELSE {raw} END"


def _numbers(column: Column) -> Iterator[str]:
    """Yield a value as a number, and as a whole one of any size, without .000, over which a DOUBLE loses digits."""
    if column.type == "VARCHAR":
        return
    text = _text(column)
    yield f"TRY_CAST({text} AS DOUBLE) AS {_number(column)}"
    if column.type != "DOUBLE PRECISION":
        digits = f"NULLIF(regexp_extract(trim({text}), '^([+-]?[0-9]+)(\\.0*)?$', 1), '')"
        yield f"COALESCE(TRY_CAST({digits} AS HUGEINT), TRY_CAST({_number(column)} AS HUGEINT)) AS {_whole(column)}"


def _reasons(table: Table, column: Column, bounds: Bounds) -> Iterator[tuple[str, str]]:
    """Yield the conditions under which a column's value is wrong, the first that holds being told, and the reason."""
    raw, text = _raw(column), _text(column)
    wanted = "text" if column.type == "VARCHAR" else "a number"
    yield f"starts_with({raw}, '{{')", f"'an object where {wanted} is expected'"
    yield f"starts_with({raw}, '[')", f"'a list where {wanted} is expected'"
    if column.accepted:
        reason = f"concat('none of {', '.join(column.accepted)}: ', left({text}, 100))"
        yield f"{text} NOT IN {accepted(column)}", reason
    if column.type != "VARCHAR":
        yield from _number_reasons(column, bounds)
    if column.identifies:
        reason = (
            f"concat('a key of ', strlen({text}), ' bytes, limit {column.size}; shortened it would be another key')"
        )
        yield f"strlen({text}) > {column.size}", reason
    if table.need and column.name in table.need.columns:
        when = f"{_text(table[table.need.of])} = '{table.need.value}' AND " if table.need.of else ""
        yield f"{when}COALESCE({text}, '') = ''", "'missing'"


def _number_reasons(column: Column, bounds: Bounds) -> Iterator[tuple[str, str]]:
    raw, text, number, whole = _raw(column), _text(column), _number(column), _whole(column)
    begin = f"left({text}, 100)"
    yield f"{raw} IN ('true', 'false')", f"concat({raw}, ' where a number is expected')"
    yield f"{text} <> '' AND {number} IS NULL", f"concat('text where a number is expected: ', {begin})"
    yield f"NOT isfinite({number})", f"concat('not a finite number: ', {begin})"
    if column.type == "DOUBLE PRECISION":
        return
    yield f"{number} <> floor({number})", f"concat('a fraction where a whole number is expected: ', {begin})"
    lowest, highest = number_range(column, bounds)
    outside = f"{number} IS NOT NULL AND ({whole} IS NULL OR {whole} NOT BETWEEN {lowest} AND {highest})"
    if (lowest, highest) == (bounds.earliest, bounds.latest):
        looks_like = (
            f"CASE WHEN {whole} BETWEEN {lowest} // 1000 AND {highest} // 1000 THEN '; looks like seconds' "
            f"WHEN {whole} // 1000 BETWEEN {lowest} AND {highest} THEN '; looks like microseconds' ELSE '' END"
        )
        yield outside, f"concat('not milliseconds within 2000-01-01..tomorrow: ', {begin}, {looks_like})"
    else:
        yield outside, f"concat('out of range for {column.type}: ', {begin})"


def _value(column: Column) -> str:
    if column.type == "VARCHAR":
        return _text(column)
    if column.type == "DOUBLE PRECISION":
        return _number(column)
    return f"TRY_CAST({_whole(column)} AS {column.type})"

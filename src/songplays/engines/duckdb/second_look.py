"""The second look at odd lines: accept what is well after all, and say of the rest which column is wrong and why."""

from songplays.engines.duckdb.verdicts import BIGINT_RANGE, Bounds, keyed, number_range
from songplays.warehouse.table import Column, Table

# `raw` is a JSON value's own text: "abc", 12, true, {…}, or NULL where the key is absent or null.
MACROS = (
    r"""CREATE OR REPLACE TEMPORARY MACRO plain_text(raw) AS
        CASE WHEN starts_with(raw, '"') THEN json_extract_string(raw, '$') ELSE raw END""",
    # The value as it stands in the line: DuckDB would give 1.50 as 1.5.
    r"""CREATE OR REPLACE TEMPORARY MACRO literal_text(raw, line, key) AS
        CASE WHEN starts_with(raw, '"') THEN json_extract_string(raw, '$')
             WHEN raw IN ('true', 'false') THEN raw
             ELSE regexp_extract(line, concat('"', key, '"\s*:\s*([^\s,}]+)'), 1) END""",
    r"""CREATE OR REPLACE TEMPORARY MACRO nested_problem(raw, wanted) AS
        CASE WHEN starts_with(raw, '{') THEN concat('an object where ', wanted, ' is expected')
             WHEN starts_with(raw, '[') THEN concat('a list where ', wanted, ' is expected') END""",
    r"""CREATE OR REPLACE TEMPORARY MACRO text_problem(raw) AS
        CASE WHEN raw IS NULL OR starts_with(raw, '"') OR raw IN ('true', 'false') THEN NULL
             WHEN starts_with(raw, '{') OR starts_with(raw, '[') THEN nested_problem(raw, 'text')
             WHEN NOT regexp_full_match(raw, '-?[0-9].*') THEN concat('malformed JSON: ', raw, ' is no value') END""",
    r"""CREATE OR REPLACE TEMPORARY MACRO number_problem(raw) AS
        CASE WHEN raw IS NULL OR plain_text(raw) = '' THEN NULL
             WHEN starts_with(raw, '{') OR starts_with(raw, '[') THEN nested_problem(raw, 'a number')
             WHEN raw IN ('true', 'false') THEN concat(raw, ' where a number is expected')
             WHEN TRY_CAST(plain_text(raw) AS DOUBLE) IS NULL
                 THEN concat('text where a number is expected: ', left(plain_text(raw), 100))
             WHEN NOT isfinite(TRY_CAST(plain_text(raw) AS DOUBLE)) THEN concat('not a finite number: ', left(raw, 100)) END""",
    # A whole number exactly, whatever its size: as text without the fraction .000 that a DOUBLE would lose digits on.
    r"""CREATE OR REPLACE TEMPORARY MACRO whole_number(raw) AS
        COALESCE(
            TRY_CAST(NULLIF(regexp_extract(trim(plain_text(raw)), '^([+-]?[0-9]+)(\.0*)?$', 1), '') AS HUGEINT),
            TRY_CAST(TRY_CAST(plain_text(raw) AS DOUBLE) AS HUGEINT))""",
    r"""CREATE OR REPLACE TEMPORARY MACRO integer_problem(raw, lowest, highest, type_name) AS
        CASE WHEN number_problem(raw) IS NOT NULL THEN number_problem(raw)
             WHEN TRY_CAST(plain_text(raw) AS DOUBLE) <> floor(TRY_CAST(plain_text(raw) AS DOUBLE))
                 THEN concat('a fraction where a whole number is expected: ', left(plain_text(raw), 100))
             WHEN plain_text(raw) <> '' AND (whole_number(raw) IS NULL OR whole_number(raw) NOT BETWEEN lowest AND highest)
                 THEN concat('out of range for ', type_name, ': ', left(plain_text(raw), 100)) END""",
    r"""CREATE OR REPLACE TEMPORARY MACRO time_problem(raw, earliest, latest) AS
        CASE WHEN integer_problem(raw, -9223372036854775808, 9223372036854775807, 'BIGINT') IS NOT NULL
                 THEN integer_problem(raw, -9223372036854775808, 9223372036854775807, 'BIGINT')
             WHEN whole_number(raw) NOT BETWEEN earliest AND latest
                 THEN concat('not within 2000-01-01..tomorrow: ', whole_number(raw),
                     CASE WHEN whole_number(raw) * 1000 BETWEEN earliest AND latest
                          THEN ' looks like seconds; milliseconds are expected'
                          WHEN whole_number(raw) / 1000 BETWEEN earliest AND latest
                          THEN ' looks like microseconds; milliseconds are expected' ELSE '' END) END""",
    # The longest start of a text that fits into `size` bytes, cut between characters.
    r"""CREATE OR REPLACE TEMPORARY MACRO shortened(value, size) AS
        CASE WHEN strlen(value) <= size THEN value
             ELSE left(value, list_max(list_filter(range(0, size + 1), lambda n: strlen(left(value, n)) <= size))) END""",
)


def second_look(table: Table, bounds: Bounds) -> str:
    """Return a query over ``odd_lines`` (file_id, line_number, size, problem, line), one row a line.

    Its columns: file_id, line_number, line, size; ``column_name`` and ``err_reason`` of the first thing wrong, NULL
    if the line is well or blank; is_blank; and for each column of `table` its value, texts in full.
    """
    known = ", ".join(f"'{column.key}'" for column in keyed(table))
    shape = ", ".join(f'"{column.key}":"JSON"' for column in keyed(table))
    findings = ",\n".join(_finding(table, column, bounds) for column in keyed(table))
    values = ",\n".join(f'{_value(column)} AS "{column.name}"' for column in keyed(table))
    return f"""
        WITH parsed AS (
            SELECT file_id, line_number, size, line, COALESCE(trim(line), '') = '' AND problem IS NULL AS is_blank,
                CASE WHEN problem IS NOT NULL THEN problem
                     WHEN NOT json_valid(line) OR regexp_matches(line, ',\\s*\\}}\\s*$') THEN 'malformed JSON'
                     WHEN json_type(line) <> 'OBJECT' THEN 'not an object' END AS line_problem,
                CASE WHEN problem IS NULL AND json_valid(line) AND json_type(line) = 'OBJECT'
                     THEN json_transform(line, '{{{shape}}}') END AS value,
                CASE WHEN value IS NOT NULL THEN list_filter(json_keys(line), lambda key: key IN ({known})) END AS known_keys
            FROM odd_lines
        ), judged AS (
            SELECT *,
                CASE WHEN is_blank THEN NULL
                     WHEN line_problem IS NOT NULL THEN {{'column_name': '', 'err_reason': line_problem}}
                     WHEN len(known_keys) <> len(list_distinct(known_keys))
                     THEN {{'column_name': '', 'err_reason': 'a key appears twice'}}
                     ELSE COALESCE({findings}) END AS finding
            FROM parsed
        )
        SELECT file_id, line_number, line, COALESCE(size, strlen(line), 0) AS size, is_blank,
            finding.column_name AS column_name, finding.err_reason AS err_reason,
            {values}
        FROM judged"""


def unknown_keys(table: Table) -> str:
    """Return a query over ``odd_lines`` for keys that `table` does not know: key, lines and an example value."""
    known = ", ".join(f"'{column.key}'" for column in keyed(table))
    return f"""
        SELECT key, COUNT(*) AS lines, MIN(left(json_extract(line, pointer)::VARCHAR, 100)) AS example
        FROM (
            SELECT line, key, concat('/', replace(replace(key, '~', '~0'), '/', '~1')) AS pointer
            FROM (
                SELECT line, UNNEST(list_distinct(json_keys(line))) AS key
                FROM odd_lines
                WHERE problem IS NULL AND json_valid(line) AND json_type(line) = 'OBJECT'
            )
        )
        WHERE key NOT IN ({known})
        GROUP BY key"""


def _finding(table: Table, column: Column, bounds: Bounds) -> str:
    raw = _raw(column)
    reasons = [_problem(column, bounds)]
    if column.identifies:
        size = f"strlen(plain_text({raw}))"
        too_long = f"concat('a key of ', {size}, ' bytes, limit {column.size}; a shortened key would be another one')"
        reasons.append(f"CASE WHEN {size} > {column.size} THEN {too_long} END")
    if table.need and column.name in table.need.columns:
        when = f"plain_text({_raw(table[table.need.of])}) = '{table.need.value}'" if table.need.of else "TRUE"
        reasons.append(f"CASE WHEN {when} AND COALESCE(plain_text({raw}), '') = '' THEN 'missing' END")
    reason = f"COALESCE({', '.join(reasons)})"
    return f"CASE WHEN {reason} IS NOT NULL THEN {{'column_name': '{column.name}', 'err_reason': {reason}}} END"


def _problem(column: Column, bounds: Bounds) -> str:
    if column.type == "VARCHAR":
        return f"text_problem({_raw(column)})"
    if column.type == "DOUBLE PRECISION":
        return f"number_problem({_raw(column)})"
    lowest, highest = number_range(column, bounds)
    if (lowest, highest) == (bounds.earliest, bounds.latest):
        return f"time_problem({_raw(column)}, {lowest}, {highest})"
    return f"integer_problem({_raw(column)}, {max(lowest, BIGINT_RANGE[0])}, {highest}, '{column.type}')"


def _raw(column: Column) -> str:
    return f'CAST(value."{column.key}" AS VARCHAR)'


def _value(column: Column) -> str:
    if column.type == "VARCHAR":
        return f"literal_text({_raw(column)}, line, '{column.key}')"
    if column.type == "DOUBLE PRECISION":
        return f"TRY_CAST(plain_text({_raw(column)}) AS DOUBLE)"
    return f"TRY_CAST(whole_number({_raw(column)}) AS {column.type})"

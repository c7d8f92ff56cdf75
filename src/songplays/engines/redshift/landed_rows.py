"""Give the rows that COPY has landed the verdicts that the embedded reader gives lines, and bring them into staging.

COPY lands every value as text, as long as a text may be: it judges the form of a line and nothing else. What a value
must be, which one is too long, and in which words it is told, are the same here as in ``engines.duckdb.second_look``,
in SQL that Redshift has; a test compares the two.
"""

from collections.abc import Iterator, Sequence

from songplays.engines.duckdb.verdicts import Bounds, accepted, keyed, number_range
from songplays.engines.protocol import Engine, Landing
from songplays.engines.redshift.copy_statement import LONGEST
from songplays.warehouse.ddl import drop_table
from songplays.warehouse.table import Column, Table, bigint, text

NUMBER = "^[+-]{0,1}([0-9]+[.]{0,1}[0-9]*|[.][0-9]+)([eE][+-]{0,1}[0-9]{1,2}){0,1}$"
NUMBER_BYTES = 200
"""A number of so many characters fits a DOUBLE PRECISION, whatever its exponent of two digits."""
WHOLE = "^[+-]{0,1}[0-9]{1,30}([.]0*){0,1}$"
LARGEST_WHOLE = "1e30"
NOT_FINITE = "('nan', 'inf', '+inf', '-inf', 'infinity', '+infinity', '-infinity')"
KEPT_OF_A_VALUE = 300
"""How many characters of each value are kept of a row that is rejected: 18 of them fit into one text."""

PLACES = Table("places", "one place in a text", key=("place",), distribution="ALL", columns=(bigint("place", ""),))
JUDGED = "judged_rows"


def landing_table(table: Table) -> Table:
    """Return the table that COPY fills: a text for each key, which bears the key's name in small letters."""
    columns = tuple(text(str(column.key).lower(), column.meaning, size=LONGEST) for column in keyed(table))
    return Table(f"landed_{table.name}", table.grain, key=(), distribution="EVEN", columns=columns)


def settle(engine: Engine, landing: Landing, file_id: int, filename: str) -> int:
    """Bring the rows of the landing table into staging, under `file_id`; return how many were rejected.

    What is rejected or shortened goes to load_errors, under `filename`. A row's number takes the place of its line's.
    """
    table = landing.table
    engine.execute(f"CREATE TEMPORARY TABLE {JUDGED} AS {judged(table, Bounds(landing.earliest, landing.latest))}")
    ((rejected,),) = engine.fetch(f"SELECT COUNT(*) FROM {JUDGED} WHERE finding > 0").rows
    where = (landing.load_id, table.name, filename)
    if rejected:
        engine.execute(_record_rejected(table, Bounds(landing.earliest, landing.latest), file_id), where)
    _shorten(engine, table, file_id, where)
    names = ", ".join(f'"{column.name}"' for column in keyed(table))
    values = ", ".join(map(_value, keyed(table)))
    engine.execute(
        f"INSERT INTO {table.name} (file_id, line_number, {names}) "
        f"SELECT {file_id}, line_number, {values} FROM {JUDGED} WHERE finding = 0"
    )
    engine.execute(f"DROP TABLE {JUDGED}")
    return int(rejected)


def judged(table: Table, bounds: Bounds) -> str:
    """Return a query over the landing table, one row for each of its rows.

    Its columns: line_number, a number for the row; finding, the number of the first thing wrong with it, 0 if nothing
    is; and for each column of `table` its text, and its number.
    """
    columns = keyed(table)
    texts = ", ".join(f'landed."{str(column.key).lower()}" AS {_text(column)}' for column in columns)
    numeric = [column for column in columns if column.type != "VARCHAR"]
    whole = [column for column in numeric if column.type != "DOUBLE PRECISION"]
    numbers = ", ".join(
        f"CASE WHEN TRIM({_text(column)}) ~ '{NUMBER}' AND OCTET_LENGTH({_text(column)}) <= {NUMBER_BYTES} "
        f"THEN CAST(TRIM({_text(column)}) AS DOUBLE PRECISION) END AS {_number(column)}"
        for column in numeric
    )
    wholes = ", ".join(
        f"CASE WHEN TRIM({_text(column)}) ~ '{WHOLE}' THEN CAST(TRIM({_text(column)}) AS DECIMAL(38, 0)) "
        f"WHEN ABS({_number(column)}) < {LARGEST_WHOLE} THEN CAST({_number(column)} AS DECIMAL(38, 0)) "
        f"END AS {_whole(column)}"
        for column in whole
    )
    findings = " ".join(
        f"WHEN {condition} THEN {place}" for place, (_, condition, _) in enumerate(_findings(table, bounds), start=1)
    )
    all_texts = ", ".join(map(_text, columns))
    all_numbers = ", ".join(map(_number, numeric))
    all_wholes = ", ".join(map(_whole, whole))
    return f"""
        WITH texts AS (
            SELECT ROW_NUMBER() OVER () AS line_number, {texts}
            FROM {landing_table(table).name} AS landed
        ), numbers AS (
            SELECT line_number, {all_texts}, {numbers}
            FROM texts
        ), wholes AS (
            SELECT line_number, {all_texts}, {all_numbers}, {wholes}
            FROM numbers
        )
        SELECT line_number, {all_texts}, {all_numbers}, {all_wholes}, CASE {findings} ELSE 0 END AS finding
        FROM wholes"""


def _record_rejected(table: Table, bounds: Bounds, file_id: int) -> str:
    """Return the statement that writes down what is rejected; its parameters: load_id, name of the table, filename."""
    found = list(enumerate(_findings(table, bounds), start=1))
    names = " ".join(f"WHEN {place} THEN '{column.name}'" for place, (column, _, _) in found)
    reasons = " ".join(f"WHEN {place} THEN {reason}" for place, (_, _, reason) in found)
    members = " || ',' || ".join(f"""'"{column.key}":' || {_as_json(_text(column))}""" for column in keyed(table))
    return (
        'INSERT INTO load_errors (load_id, table_name, filename, line_number, column_name, kind, err_reason, "raw", '
        "full_bytes, file_id) "
        f"SELECT ?, ?, ?, line_number, column_name, 'rejected', err_reason, line, OCTET_LENGTH(line), {file_id} FROM ("
        f"SELECT line_number, CASE finding {names} END AS column_name, CASE finding {reasons} END AS err_reason, "
        f"'{{' || {members} || '}}' AS line FROM {JUDGED} WHERE finding > 0) AS rejected"
    )


def _as_json(value: str) -> str:
    """Return a value as JSON text. A backslash is written by its number: within quotes, Redshift takes it for more."""
    escaped = f"LEFT({value}, {KEPT_OF_A_VALUE})"
    for character in ("CHR(92)", "'\"'"):
        escaped = f"REPLACE({escaped}, {character}, CHR(92) || {character})"
    return f"COALESCE('\"' || {escaped} || '\"', 'null')"


def _shorten(engine: Engine, table: Table, file_id: int, where: Sequence[object]) -> None:
    """Cut each text that is too long to the longest start that fits, between characters, and write it down in full."""
    columns = [
        column for column in keyed(table) if column.type == "VARCHAR" and not (column.accepted or column.identifies)
    ]
    counts = ", ".join(f"COUNT(CASE WHEN {_is_long(column)} THEN 1 END)" for column in columns)
    (found,) = engine.fetch(f"SELECT {counts} FROM {JUDGED} WHERE finding = 0").rows
    long = [column for column, count in zip(columns, found, strict=True) if count]
    if not long:
        return
    engine.execute(drop_table(PLACES))
    engine.create(PLACES, temporary=True)
    engine.insert(PLACES.name, PLACES.column_names, [(place,) for place in range(max(_size(c) for c in long) + 1)])
    for column in long:
        value = _text(column)
        engine.execute(
            "INSERT INTO load_errors (load_id, table_name, filename, line_number, column_name, kind, err_reason, "
            f"\"raw\", full_bytes, file_id) SELECT ?, ?, ?, line_number, '{column.name}', 'shortened', "
            f"'String length exceeds DDL length', {value}, OCTET_LENGTH({value}), {file_id} "
            f"FROM {JUDGED} WHERE finding = 0 AND {_is_long(column)}",
            where,
        )
        engine.execute(
            f"UPDATE {JUDGED} SET {value} = LEFT({value}, CAST(fitting.characters AS INTEGER)) FROM ("
            f"SELECT long.line_number, MAX(places.place) AS characters FROM {JUDGED} AS long "
            f"JOIN {PLACES.name} AS places ON places.place <= {column.size} "
            f"AND OCTET_LENGTH(LEFT(long.{value}, CAST(places.place AS INTEGER))) <= {column.size} "
            f"WHERE long.finding = 0 AND OCTET_LENGTH(long.{value}) > {column.size} GROUP BY long.line_number"
            f") AS fitting WHERE fitting.line_number = {JUDGED}.line_number"
        )


def _findings(table: Table, bounds: Bounds) -> Iterator[tuple[Column, str, str]]:
    """Yield all that may be wrong, the first that holds being told: the column, the condition, the reason as SQL."""
    for column in keyed(table):
        for condition, reason in _reasons(table, column, bounds):
            yield column, condition, reason


def _reasons(table: Table, column: Column, bounds: Bounds) -> Iterator[tuple[str, str]]:
    value = _text(column)
    wanted = "text" if column.type == "VARCHAR" else "a number"
    # COPY lands an object or a list as its text (AWS, "COPY from JSON format").
    yield f"LEFT({value}, 1) = '{{' AND IS_VALID_JSON({value})", f"'an object where {wanted} is expected'"
    yield f"LEFT({value}, 1) = '[' AND IS_VALID_JSON_ARRAY({value})", f"'a list where {wanted} is expected'"
    if column.accepted:
        reason = f"'none of {', '.join(column.accepted)}: ' || LEFT({value}, 100)"
        # Redshift takes 'free ' for 'free'; its length tells.
        yield f"{value} NOT IN {accepted(column)} OR {_is_long(column)}", reason
    if column.type != "VARCHAR":
        yield from _number_reasons(column, bounds)
    if column.identifies:
        reason = (
            f"'a key of ' || CAST(OCTET_LENGTH({value}) AS VARCHAR(5)) || ' bytes, limit {column.size}; shortened it "
            "would be another key'"
        )
        yield f"OCTET_LENGTH({value}) > {column.size}", reason
    if table.need and column.name in table.need.columns:
        when = f"{_text(table[table.need.of])} = '{table.need.value}' AND " if table.need.of else ""
        yield f"{when}COALESCE({value}, '') = ''", "'missing'"


def _number_reasons(column: Column, bounds: Bounds) -> Iterator[tuple[str, str]]:
    value, number, whole = _text(column), _number(column), _whole(column)
    begin = f"LEFT({value}, 100)"
    yield f"{value} IN ('true', 'false')", f"{value} || ' where a number is expected'"
    yield f"LOWER(TRIM({value})) IN {NOT_FINITE}", f"'not a finite number: ' || {begin}"
    yield f"{value} <> '' AND {number} IS NULL", f"'text where a number is expected: ' || {begin}"
    if column.type == "DOUBLE PRECISION":
        return
    yield f"{number} <> FLOOR({number})", f"'a fraction where a whole number is expected: ' || {begin}"
    lowest, highest = number_range(column, bounds)
    outside = f"{number} IS NOT NULL AND ({whole} IS NULL OR {whole} NOT BETWEEN {lowest} AND {highest})"
    if (lowest, highest) == (bounds.earliest, bounds.latest):
        looks_like = (
            f"CASE WHEN {whole} BETWEEN {lowest // 1000} AND {highest // 1000} THEN '; looks like seconds' "
            f"WHEN {whole} BETWEEN {lowest * 1000} AND {highest * 1000 + 999} THEN '; looks like microseconds' "
            "ELSE '' END"
        )
        yield outside, f"'not milliseconds within 2000-01-01..tomorrow: ' || {begin} || {looks_like}"
    else:
        yield outside, f"'out of range for {column.type}: ' || {begin}"


def _value(column: Column) -> str:
    if column.type == "VARCHAR":
        return _text(column)
    return _number(column) if column.type == "DOUBLE PRECISION" else f"CAST({_whole(column)} AS {column.type})"


def _is_long(column: Column) -> str:
    return f"OCTET_LENGTH({_text(column)}) > {column.size}"


def _size(column: Column) -> int:
    assert column.size  # noqa: S101 - every text has one
    return column.size


def _text(column: Column) -> str:
    return f"text_{column.name}"


def _number(column: Column) -> str:
    return f"number_{column.name}"


def _whole(column: Column) -> str:
    return f"whole_{column.name}"

"""What is right for one line, in plain Python: the judge that both looks of the warehouse are held against.

Written from the rules alone, with Python's own JSON reader; slow and simple on purpose.
"""

import json
import math
import re
from typing import Any, NamedTuple

from songplays.warehouse.table import Column, Table

EARLIEST = 946_684_800_000
"""2000-01-01 UTC in milliseconds."""

LATEST = 1_543_708_800_000
"""2018-12-02 UTC: the day after the tests' today."""

MAX_LINE = 1 << 20
LINE = "(line)"
"""Stands for the column when the whole line is at fault."""

RANGES = {"INTEGER": (-(2**31), 2**31 - 1), "BIGINT": (-(2**63), 2**63 - 1)}
NUMBER = re.compile(r"\s*[+-]?([0-9]+(_[0-9]+)*\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?\s*")
WHOLE = re.compile(r"([+-]?[0-9]+)(\.0*)?")

Value = str | int | float | None


class Verdict(NamedTuple):
    """What becomes of a line: blank, rejected (with the column at fault, or LINE) or loaded with its values.

    shortened: column → the full text, for each value that did not fit.
    """

    kind: str
    column: str = ""
    values: tuple[Value, ...] = ()
    shortened: tuple[tuple[str, str], ...] = ()


BLANK = Verdict("blank")


class Literal(str):
    """A JSON number as it stands in the line."""

    __slots__ = ()


class Members(list[tuple[str, Any]]):
    """The members of a JSON object, in order, repeated keys included."""


class Fault(Exception):
    """The value cannot be its column's."""


def judge(line: bytes, table: Table) -> Verdict:
    """Return what is right for `line`, which has no line end."""
    columns = [column for column in table.columns if column.key]
    if len(line) > MAX_LINE:
        return Verdict("rejected", LINE)
    if not line.strip(b" \t\r"):
        return BLANK
    members = _members(line)
    known = {column.key for column in columns}
    if members is None or len([key for key, _ in members if key in known]) != len({key for key, _ in members} & known):
        return Verdict("rejected", LINE)
    found = dict(members)
    values: list[Value] = []
    shortened = []
    for column in columns:
        try:
            value = _value(found.get(str(column.key)), column, needed=_is_needed(column, table, found))
        except Fault:
            return Verdict("rejected", column.name)
        if isinstance(value, str) and column.size and len(value.encode()) > column.size:
            shortened.append((column.name, value))
            value = value.encode()[: column.size].decode(errors="ignore")
        values.append(value)
    return Verdict("loaded", values=tuple(values), shortened=tuple(shortened))


def _members(line: bytes) -> Members | None:
    """Return the members of the line's object; None if the line is no JSON object."""
    try:
        document = json.loads(
            line.decode(),
            parse_int=Literal,
            parse_float=Literal,
            parse_constant=_no_constant,
            object_pairs_hook=Members,
        )
        json.dumps(document, ensure_ascii=False).encode()  # half a surrogate pair is no character
    except (ValueError, RecursionError):
        return None
    return document if isinstance(document, Members) else None


def _no_constant(name: str) -> None:
    raise ValueError(name)


def _is_needed(column: Column, table: Table, found: dict[str, Any]) -> bool:
    need = table.need
    if need is None or column.name not in need.columns:
        return False
    return need.of is None or found.get(str(table[need.of].key)) == need.value


def _value(value: object, column: Column, *, needed: bool) -> Value:
    """Return a JSON value as its column's; Fault if it cannot be."""
    if needed and value in (None, ""):
        raise Fault
    if value is None:
        return None
    if column.type == "VARCHAR" and isinstance(value, bool | str):
        return _text(value, column)
    if isinstance(value, str):
        return _number(value, column)
    raise Fault  # a list, the members of an object, or true or false where a number is expected


def _text(value: bool | str, column: Column) -> str:
    text = str(value).lower() if isinstance(value, bool) else str(value)
    if column.identifies and column.size and len(text.encode()) > column.size:
        raise Fault
    if column.accepted and text not in column.accepted:
        raise Fault
    return text


def _number(text: str, column: Column) -> int | float | None:
    if text == "":
        return None
    if not NUMBER.fullmatch(text):
        raise Fault
    number = float(text)
    if not math.isfinite(number):
        raise Fault
    if column.type == "DOUBLE PRECISION":
        return number
    if not number.is_integer():
        raise Fault
    # Digits are taken as they are, with .000 or without; with an exponent a number is what a double holds.
    whole = WHOLE.fullmatch(text.strip())
    exact = int(whole[1]) if whole else int(number)
    lowest, highest = (EARLIEST, LATEST) if column.name == "ts" else RANGES[column.type]
    lowest = lowest if column.lowest is None else int(column.lowest)
    highest = highest if column.highest is None else int(column.highest)
    if not lowest <= exact <= highest:
        raise Fault
    return exact

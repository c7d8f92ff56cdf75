"""Which value of a JSON structure goes to which column.

After "Data format parameters" (JSON, JSONPaths file, JSONPath expressions) and "COPY from JSON format": ``auto``
matches keys to column names with their case, and column names are lower-case; other keys are left out, and a key that
is missing gives NULL. A jsonpaths file has one path for each column, in their order, in bracket or in dot notation, not
in both; an element that is not found gives NULL, but an array's that is not there is an error. If the file's key is not
``jsonpaths``, ``auto`` is done instead. With arrays, a jsonpaths file must be used.

Where it is silent, we chose: a path through what is no object is an error of the record (``Member is not an object``),
and so is an array with ``auto``. With ``auto ignorecase``, the last of two keys that differ in case counts.
"""

import json
import re
from collections.abc import Callable, Sequence

from doubles.redshift.copy_statement import AUTO, IGNORE_CASE
from doubles.redshift.json_records import Value
from doubles.redshift.load_failure import LoadFailure
from doubles.redshift.refusal import Refused

BRACKETS = re.compile(r"\$(?:\['[^']+'\]|\[\d+\])+")
DOTS = re.compile(r"\$(?:\[\d+\])*(?:\.[^.'\[\]*?]+(?:\[\d+\])*)*")
STEP = re.compile(r"\['(?P<bracket>[^']+)'\]|\[(?P<index>\d+)\]|\.(?P<dot>[^.'\[\]]+)")
NO_OBJECT = "Invalid JSONPath format: Member is not an object."
NO_ELEMENT = "Invalid JSONPath format: Not an array or index out of range."
BAD_LINE = 1216

Choice = Callable[[Value], list[Value]]
"""Picks the values of one structure, in the order of the columns; LoadFailure if it cannot."""


def choice(option: str, read: Callable[[str], bytes], columns: Sequence[str]) -> Choice:
    """Return how the option of JSON picks values for `columns`; Refused if its file is wrong."""
    paths = _paths(option, read(option)) if option not in (AUTO, IGNORE_CASE) else None
    if paths is None:
        return _by_name(columns, ignore_case=option == IGNORE_CASE)
    if len(paths) != len(columns):
        raise Refused(
            "Number of jsonpaths and the number of columns should match. "
            f"JSONPath size: {len(paths)}, Number of columns in table or column list: {len(columns)}",
            "XX000",
        )
    return lambda value: [_found(value, path) for path in paths]


def _by_name(columns: Sequence[str], *, ignore_case: bool) -> Choice:
    def pick(value: Value) -> list[Value]:
        if not isinstance(value, dict):
            raise LoadFailure(BAD_LINE, NO_OBJECT)
        if ignore_case:
            value = {key.lower(): inner for key, inner in value.items()}
        return [value.get(name) for name in columns]

    return pick


def _paths(uri: str, content: bytes) -> list[list[str | int]] | None:
    try:
        told = json.loads(content)
    except ValueError:
        raise Refused(f"Invalid JSONPath format: the file is not well-formed JSON: {uri}", "XX000") from None
    if not isinstance(told, dict) or len(told) != 1:
        raise Refused(f"Invalid JSONPath format: the file must hold one object with one key: {uri}", "XX000")
    if "jsonpaths" not in told:
        return None
    paths = told["jsonpaths"]
    if not isinstance(paths, list) or not all(isinstance(path, str) and path for path in paths):
        raise Refused(f"Invalid JSONPath format: jsonpaths is to be an array of strings: {uri}", "XX000")
    if not (all(map(BRACKETS.fullmatch, paths)) or all(map(DOTS.fullmatch, paths))):
        raise Refused(f"Invalid JSONPath format: all paths in brackets, or all with dots: {uri}", "XX000")
    return [[_step(step) for step in STEP.finditer(path)] for path in paths]


def _step(step: re.Match[str]) -> str | int:
    return int(step["index"]) if step["index"] else step["bracket"] or step["dot"]


def _found(value: Value, path: list[str | int]) -> Value:
    for step in path:
        if isinstance(step, int):
            if not isinstance(value, list) or step >= len(value):
                raise LoadFailure(BAD_LINE, NO_ELEMENT)
            value = value[step]
        elif value is None:
            return None
        elif not isinstance(value, dict):
            raise LoadFailure(BAD_LINE, NO_OBJECT)
        else:
            value = value.get(step)
    return value

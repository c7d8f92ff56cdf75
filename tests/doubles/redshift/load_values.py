r"""A JSON value as a column's type, as COPY converts it.

After "Data conversion parameters", "Data format parameters", "COPY from JSON format", "DATEFORMAT and TIMEFORMAT
strings", "Multibyte character load errors" and "Load error reference": an empty string is NULL in all but VARCHAR, and
there with EMPTYASNULL; blanks likewise, with BLANKSASNULL. VARCHAR counts bytes; TRUNCATECOLUMNS cuts. An object or
array becomes its text, spaced as in the page's two examples. Wrong UTF-8 is an error (1220), or with ACCEPTINVCHARS
each byte becomes the replacement, and so do code points that are no characters. NULL in NOT NULL is an error (1213).

Where the documentation is silent, we chose: a number in VARCHAR is text as it is written, true and false are their
words; an integer is a sign and digits, anything else (1.0, 1e3, a blank beside it) is error 1207; a float beyond the
type's range is 1204; epoch time is whole, positive or negative; of what TIMEFORMAT 'auto' takes, the stand-in knows ISO
8601, and an offset is applied; wrong UTF-8 matters only in values that are loaded, and
so do ``\u0000`` and half a surrogate pair, which count as wrong UTF-8; the first fault of a record is the one told;
1213 counts towards MAXERROR.
"""

import json
import re
from collections.abc import Callable
from datetime import datetime, timedelta

from doubles.redshift.copy_statement import Copy
from doubles.redshift.json_records import Number, Value
from doubles.redshift.load_failure import Column, LoadFailure

TOO_LONG, TIMESTAMP, DIGIT, FLOAT, BOOLEAN, MISSING, UTF8, OVERFLOW = 1204, 1206, 1207, 1208, 1210, 1213, 1220, 1222
INTEGER = re.compile(r"[+-]?\d+", re.ASCII)
NOT_OF_INTEGER = re.compile(r"(?<=.)[^0-9]|^[^0-9+-]|(?<=^[+-])$", re.ASCII)
DOUBLE = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)
MOMENT = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{1,6})?", re.ASCII)
TRUE, FALSE = {"t", "true", "y", "yes", "1"}, {"f", "false", "n", "no", "0"}
WRONG = re.compile("[\0\ud800-\udfff]")
KEPT_BYTES = re.compile("[\udc80-\udcff]")
"""Bytes that were no UTF-8, kept by `json_records.decoded`."""
NO_CHARACTERS = re.compile(
    "[\ufdd0-\ufdef"
    + "".join(f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0, 0x110000, 0x10000))
    + "]"
)
"""Code points that are valid UTF-8, and loaded as they are, but which ACCEPTINVCHARS replaces."""
BLANKS = " \t\n\v\f\r"
ESCAPES = str.maketrans({"\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"})
UNITS: dict[str | None, timedelta] = {"epochsecs": timedelta(seconds=1), "epochmillisecs": timedelta(milliseconds=1)}
EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - TIMESTAMP has no time zone


def written(value: Value, column: Column, copy: Copy) -> str:
    """Return `value` as Postgres reads it in COPY's text format; LoadFailure if the column cannot hold it."""
    text = _text(value)
    try:
        return _converted(text, column, copy)
    except LoadFailure as failure:
        failure.column, failure.raw = column, text or ""
        raise


def is_replaced(value: Value) -> bool:
    """Tell whether ACCEPTINVCHARS changes `value`."""
    text = _text(value) or ""
    return bool(WRONG.search(text) or NO_CHARACTERS.search(text))


def _converted(text: str | None, column: Column, copy: Copy) -> str:
    if text is not None and not _is_null(text, column, copy):
        return CONVERSIONS[column.kind](text, column, copy)
    if column.required:
        raise LoadFailure(MISSING, "Missing data for not-null field")
    return "\\N"


def _text(value: Value) -> str | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    return _structure(value)


def _structure(value: Value) -> str:
    if isinstance(value, dict):
        return "{" + ",".join(f"{_quoted(key)}: {_structure(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(_structure, value)) + "]"
    return str(value) if isinstance(value, Number) else _quoted(value)


def _quoted(value: str | bool | None) -> str:
    return json.dumps(value, ensure_ascii=False)


def _is_null(text: str, column: Column, copy: Copy) -> bool:
    is_text = column.kind == "varchar"
    if not text:
        return not is_text or copy.empty_as_null
    return not text.strip(BLANKS) and (not is_text or copy.blanks_as_null)


def _varchar(text: str, column: Column, copy: Copy) -> str:
    if copy.replacement is not None:
        text = _replaced(text, copy.replacement)
    elif wrong := WRONG.search(text):
        told = wrong[0].encode("utf-8", "surrogateescape" if KEPT_BYTES.match(wrong[0]) else "surrogatepass").hex()
        reason = f"String contains invalid or unsupported UTF-8 codepoints. Bad UTF-8 hex sequence: {told} (error 3)"
        raise LoadFailure(UTF8, reason, wrong.start())
    size = column.size or 0
    if len(text) * 4 > size and len(data := text.encode()) > size:
        if not copy.truncate:
            raise LoadFailure(TOO_LONG, "String length exceeds DDL length")
        text = data[:size].decode("utf-8", "ignore")
    return text.translate(ESCAPES)


def _replaced(text: str, replacement: str) -> str:
    """Replace each byte of what is wrong, so that the length stays."""
    text = KEPT_BYTES.sub(replacement, text)
    for wrong in (WRONG, NO_CHARACTERS):
        text = wrong.sub(lambda found: replacement * len(found[0].encode("utf-8", "surrogatepass")), text)
    return text


def _integer(text: str, column: Column, copy: Copy) -> str:  # noqa: ARG001 - one signature for all
    name, bits = ("Integer", 31) if column.kind == "int4" else ("Long", 63)
    if not INTEGER.fullmatch(text):
        found = NOT_OF_INTEGER.search(text)
        place = found.start() if found else 0
        raise LoadFailure(DIGIT, f"Invalid digit, Value '{text[place : place + 1]}', Pos {place}, Type: {name}", place)
    if len(text) > 20 or not -(2**bits) <= int(text) < 2**bits:
        raise LoadFailure(OVERFLOW, f"Overflow, Value '{text}', Pos {len(text)}, Type: {name}")
    return text


def _float(text: str, column: Column, copy: Copy) -> str:  # noqa: ARG001 - one signature for all
    if not DOUBLE.fullmatch(text):
        raise LoadFailure(FLOAT, f"Invalid digit, Value '{text[:1]}', Pos 0, Type: Double")
    if float(text) in (float("inf"), float("-inf")):
        raise LoadFailure(TOO_LONG, "Input data exceeded the acceptable range for the data type")
    return repr(float(text))


def _boolean(text: str, column: Column, copy: Copy) -> str:  # noqa: ARG001 - one signature for all
    if text.lower() not in TRUE | FALSE:
        raise LoadFailure(BOOLEAN, "Unknown boolean format")
    return "t" if text.lower() in TRUE else "f"


def _timestamp(text: str, column: Column, copy: Copy) -> str:  # noqa: ARG001 - one signature for all
    try:
        return str(_moment(text, copy.time_format))
    except (ValueError, OverflowError):
        expected = copy.time_format or "%Y-%m-%d %H:%M:%S"
        raise LoadFailure(TIMESTAMP, f"Error in Timestamp value or format [{expected}]") from None


def _moment(text: str, time_format: str | None) -> datetime:
    if time_format in UNITS:
        if not INTEGER.fullmatch(text):
            raise ValueError(text)
        return EPOCH + int(text) * UNITS[time_format]
    if time_format is None and not MOMENT.fullmatch(text):
        raise ValueError(text)
    moment = datetime.fromisoformat(text)
    return (moment - (moment.utcoffset() or timedelta())).replace(tzinfo=None)


CONVERSIONS: dict[str, Callable[[str, Column, Copy], str]] = {
    "varchar": _varchar,
    "int4": _integer,
    "int8": _integer,
    "float8": _float,
    "bool": _boolean,
    "timestamp": _timestamp,
}

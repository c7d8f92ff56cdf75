"""COPY as Redshift writes it. An option that is not listed here is an error.

After the pages "COPY", "Data format parameters", "Data conversion parameters" and "Data load operations" of the
Amazon Redshift Database Developer Guide. The stand-in leaves out what nobody here uses (a prefix instead of a
manifest, keys instead of a role, the other formats), and what is not supported with JSON.
"""

import re
from dataclasses import dataclass

from doubles.redshift.refusal import Refused

STATEMENT = re.compile(
    r"COPY (?P<table>\w+)(?:\s*\((?P<columns>[\w\", \n]+)\))?\s+FROM '(?P<uri>s3://[^']+)'(?P<options>.*)",
    re.DOTALL | re.IGNORECASE,
)
OPTIONS = re.compile(
    r"\s+(?:IAM_ROLE '(?P<role>arn:aws:iam::\d{12}:role/[^']+)'"
    r"|(?P<parquet>FORMAT(?: AS)? PARQUET)"
    r"|(?P<json>(?:FORMAT (?:AS )?)?JSON(?: (?:AS )?'(?P<fields>[^']+)')?)"
    r"|(?P<manifest>MANIFEST)"
    r"|REGION (?:AS )?'(?P<region>[a-z]{2}(?:-[a-z]+)+-\d)'"
    r"|TIMEFORMAT (?:AS )?'(?P<time_format>[^']+)'"
    r"|MAXERROR (?:AS )?(?P<max_error>\d+)"
    r"|(?P<truncate>TRUNCATECOLUMNS)"
    r"|(?P<accept>ACCEPTINVCHARS)(?: (?:AS )?'(?P<replacement>[^']*)')?"
    r"|(?P<gzip>GZIP)"
    r"|(?P<blanks>BLANKSASNULL)"
    r"|(?P<empty>EMPTYASNULL)"
    r"|(?P<compupdate>COMPUPDATE (?:OFF|FALSE))"
    r"|(?P<statupdate>STATUPDATE (?:OFF|FALSE)))(?=\s|$)",
    re.IGNORECASE,
)
WITH_PARQUET = {"role", "parquet", "manifest"}
AUTO, IGNORE_CASE = "auto", "auto ignorecase"
TIME_FORMATS = {"auto", "epochsecs", "epochmillisecs"}
MOST_ERRORS = 100_000


@dataclass(frozen=True)
class Copy:
    """A COPY of files that a manifest lists.

    `fields`: how JSON goes to columns, ``auto``, ``auto ignorecase`` or the URI of a jsonpaths file; None for Parquet.
    `columns`: those to load, None for all. `replacement`: what wrong UTF-8 becomes, None where it is an error.
    `errors_allowed`: how many records may fail.
    """

    table: str
    uri: str
    role: str
    fields: str | None = None
    columns: tuple[str, ...] | None = None
    time_format: str | None = None
    errors_allowed: int = 0
    truncate: bool = False
    replacement: str | None = None
    gzip: bool = False
    blanks_as_null: bool = False
    empty_as_null: bool = False


def copy_statement(sql: str) -> Copy:
    """Return what a COPY asks for; Refused if any of it is not known to the stand-in."""
    found = STATEMENT.fullmatch(sql)
    if not found:
        raise Refused("syntax error in COPY")
    given = _options(found["options"].rstrip())
    if "role" not in given:
        raise Refused("no credentials given: COPY needs IAM_ROLE")
    if "manifest" not in given or ("parquet" in given) == ("json" in given):
        raise Refused("the stand-in copies Parquet or JSON files that a MANIFEST lists, and nothing else")
    table, uri, role = found["table"].lower(), found["uri"], given["role"]
    if "parquet" in given:
        if given.keys() - WITH_PARQUET or found["columns"]:
            raise Refused(f"the stand-in takes nothing but IAM_ROLE and MANIFEST with Parquet: {sorted(given)}")
        return Copy(table, uri, role)
    return Copy(
        table,
        uri,
        role,
        fields=_fields(given.get("fields", AUTO)),
        columns=_columns(found["columns"]),
        time_format=_time_format(given.get("time_format")),
        errors_allowed=_errors_allowed(int(given.get("max_error", 0))),
        truncate="truncate" in given,
        replacement=_replacement(given.get("replacement", "?")) if "accept" in given else None,
        gzip="gzip" in given,
        blanks_as_null="blanks" in given,
        empty_as_null="empty" in given,
    )


def _options(options: str) -> dict[str, str]:
    given: dict[str, str] = {}
    place = 0
    while place < len(options):
        option = OPTIONS.match(options, place)
        if not option:
            raise Refused(f"COPY option is not known to the stand-in: {options[place:].strip()}")
        for name, value in option.groupdict().items():
            if value is not None and name in given:
                raise Refused(f"conflicting or redundant options: {value}")
            if value is not None:
                given[name] = value
        place = option.end()
    return given


def _fields(option: str) -> str:
    if option not in (AUTO, IGNORE_CASE) and not option.startswith("s3://"):
        raise Refused(f"JSON option is not known to the stand-in: {option}")
    return option


def _columns(listed: str | None) -> tuple[str, ...] | None:
    return tuple(name.strip().strip('"').lower() for name in listed.split(",")) if listed else None


def _time_format(option: str | None) -> str | None:
    if option not in TIME_FORMATS | {None}:
        raise Refused(f"TIMEFORMAT is not known to the stand-in: {option}")
    return option


def _errors_allowed(max_error: int) -> int:
    """Return one less than MAXERROR: that many errors make the load fail, and 0 means the same as 1."""
    if max_error > MOST_ERRORS:
        raise Refused(f"MAXERROR {max_error} is out of range: 0 to {MOST_ERRORS}")
    return max(max_error - 1, 0)


def _replacement(character: str) -> str:
    if len(character) != 1 or not character.isascii() or character == "\0":
        raise Refused(f"ACCEPTINVCHARS takes one ASCII character: '{character}'")
    return character

"""COPY as Redshift writes it. An option that is not listed here is an error."""

import re
from dataclasses import dataclass

from doubles.redshift.refusal import Refused

STATEMENT = re.compile(r"COPY (?P<table>\w+) FROM '(?P<uri>s3://[^']+)'(?P<options>.*)", re.DOTALL)
OPTIONS = re.compile(
    r"\s+(?:IAM_ROLE '(?P<role>arn:aws:iam::\d{12}:role/[^']+)'|(?P<parquet>FORMAT AS PARQUET)|(?P<manifest>MANIFEST))"
)


@dataclass(frozen=True)
class Copy:
    """A COPY of Parquet files that a manifest lists."""

    table: str
    uri: str
    role: str


def copy_statement(sql: str) -> Copy:
    """Return what a COPY asks for; Refused if any of it is not known to the stand-in."""
    found = STATEMENT.fullmatch(sql)
    if not found:
        raise Refused("syntax error in COPY")
    given: dict[str, str] = {}
    options, place = found["options"].rstrip(), 0
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
    if "role" not in given:
        raise Refused("no credentials given: COPY needs IAM_ROLE")
    if "parquet" not in given or "manifest" not in given:
        raise Refused("the stand-in copies Parquet files that a MANIFEST lists, and nothing else")
    return Copy(found["table"], found["uri"], given["role"])

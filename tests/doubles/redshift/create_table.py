"""CREATE TABLE as Redshift writes it, as Postgres can do it, with the layout kept for pg_table_def."""

import re
from typing import NamedTuple

from doubles.redshift.refusal import Refused
from doubles.redshift.reserved_words import RESERVED

STATEMENT = re.compile(
    r"CREATE (?P<temporary>TEMP |TEMPORARY )?TABLE (?P<name>\w+) "
    r"\((?P<body>(?:[^()]|\([^()]*\))+)\)(?P<attributes>[^)]*(?:\([^)]*\)[^)]*)*)",
    re.IGNORECASE | re.DOTALL,
)
COLUMN = re.compile(
    r'(?P<quote>"?)(?P<name>\w+)"? (?P<type>BIGINT|INTEGER|DOUBLE PRECISION|TIMESTAMP|BOOLEAN|VARCHAR\((?P<size>\d+)\))'
    r"(?P<required> NOT NULL)?(?: ENCODE (?P<encoding>AZ64|BYTEDICT|DELTA|LZO|RAW|RUNLENGTH|ZSTD))?"
    r"(?P<distkey> DISTKEY)?(?P<sortkey> SORTKEY)?(?: PRIMARY KEY| UNIQUE)?",
    re.IGNORECASE,
)
NOT_ENFORCED = re.compile(r"(?:PRIMARY KEY|UNIQUE) \([\w\", ]+\)", re.IGNORECASE)
ATTRIBUTE = re.compile(
    r'\s+(?:DISTSTYLE (?P<style>AUTO|EVEN|KEY|ALL)|DISTKEY ?\("?(?P<key>\w+)"?\)'
    r'|(?:COMPOUND )?SORTKEY ?\((?P<sort>[\w", ]+)\))',
    re.IGNORECASE,
)
LONGEST = 65535


class Layout(NamedTuple):
    """How a table lies on the nodes."""

    style: str
    key: str | None
    sort: list[str]


def create_table(sql: str) -> str:
    """Return the statements for Postgres; Refused if `sql` is not what Redshift takes.

    PRIMARY KEY and UNIQUE go, since Redshift does not enforce them. A VARCHAR is measured in bytes.
    """
    found = STATEMENT.fullmatch(sql.lower())  # names of columns are lower-case on Redshift, quoted or not
    if not found:
        raise Refused("syntax error in CREATE TABLE")
    definitions = [part.strip() for part in re.split(r",(?![^(]*\))", found["body"])]
    columns = [_column(part) for part in definitions if not NOT_ENFORCED.fullmatch(part)]
    layout = _layout(found["attributes"], columns)
    names = [column["name"] for column in columns]
    for name in filter(None, [layout.key, *layout.sort]):
        if name not in names:
            raise Refused(f'column "{name}" named in DISTKEY or SORTKEY does not exist', "42703")
    rows = ", ".join(
        f"('{found['name']}'::regclass, '{name}', '{(column['encoding'] or 'none').lower()}', {name == layout.key}, "
        f"{layout.sort.index(name) + 1 if name in layout.sort else 0}, '{layout.style}')"
        for name, column in zip(names, columns, strict=True)
    )
    return (
        f"CREATE {found['temporary'] or ''}TABLE {found['name']} ({', '.join(map(_definition, columns))}); "
        f"INSERT INTO redshift.layout VALUES {rows}"
    )


def _column(definition: str) -> re.Match[str]:
    found = COLUMN.fullmatch(definition)
    if not found or int(found["size"] or 1) > LONGEST:
        raise Refused(f"column definition is not known to the stand-in: {definition}")
    if not found["quote"] and found["name"].upper() in RESERVED:
        raise Refused(f'syntax error at or near "{found["name"]}": it is a reserved word of Redshift')
    return found


def _definition(column: re.Match[str]) -> str:
    definition = f'"{column["name"]}" {column["type"]}{column["required"] or ""}'
    return (
        f'{definition} CHECK (octet_length("{column["name"]}") <= {column["size"]})' if column["size"] else definition
    )


def _layout(attributes: str, columns: list[re.Match[str]]) -> Layout:
    key = next((column["name"] for column in columns if column["distkey"]), None)
    sort = [column["name"] for column in columns if column["sortkey"]]
    style, place = None, 0
    while place < len(attributes.rstrip()):
        found = ATTRIBUTE.match(attributes, place)
        if not found:
            raise Refused(f"table attribute is not known to the stand-in: {attributes[place:].strip()}")
        style = (found["style"] or style or "").upper() or None
        key = found["key"] or key
        sort = [name.strip().strip('"') for name in found["sort"].split(",")] if found["sort"] else sort
        place = found.end()
    if key and style not in (None, "KEY"):
        raise Refused(f"DISTKEY is not supported with DISTSTYLE {style}")
    if style == "KEY" and not key:
        raise Refused("DISTSTYLE KEY needs a DISTKEY")
    return Layout("KEY" if key else style or "AUTO", key, sort)

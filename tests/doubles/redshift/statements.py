"""What the front does with a statement: hand it on, do it in another way, or refuse it.

What is not known here to be Redshift's is refused, never passed through: a test that passes must not do so because
Postgres can more than Redshift.
"""

import re
from dataclasses import dataclass
from functools import cache

import sqlglot
from sqlglot import exp

from doubles.redshift.copy_statement import Copy, copy_statement
from doubles.redshift.create_table import create_table
from doubles.redshift.refusal import Refused
from doubles.redshift.reserved_words import RESERVED


@dataclass(frozen=True)
class Script:
    """Statements for Postgres that do what one statement does on Redshift, and the tag that answers it."""

    sql: str
    tag: str


COMMIT = Script("COMMIT", "COMMIT")

# Whole statements that mean the same on both.
SAME = re.compile(
    r"BEGIN|ROLLBACK|LOCK TABLE \w+|DROP TABLE (?:IF EXISTS )?\w+|(?:CREATE|DROP) DATABASE \w+|"
    r"SET statement_timeout TO \d+",
    re.IGNORECASE,
)
PROVISIONED_ONLY = re.compile(r"\b(?:stl|stv|svl|svcs)_\w+", re.IGNORECASE)
"""System tables that are not there on Serverless ("System monitoring (provisioned only)")."""
INSERT_VALUES = re.compile(r'INSERT INTO \w+ \([\w", ]+\) VALUES (?:\((?:\$\d+,? ?)+\)(?:, )?)+')
TRUNCATE = re.compile(r"TRUNCATE(?: TABLE)? (\w+)", re.IGNORECASE)
CREATE_TABLE = re.compile(r"CREATE (?:TEMP|TEMPORARY )?TABLE \w+ \(", re.IGNORECASE)
CREATE_TABLE_AS = re.compile(r"CREATE (?:TEMP|TEMPORARY) TABLE \w+ AS\s+(.+)", re.IGNORECASE | re.DOTALL)
CREATE_FUNCTION = re.compile(
    r"CREATE FUNCTION (?P<name>\w+) ?\((?P<types>[A-Z, ]+)\) RETURNS [A-Z]+ IMMUTABLE "
    r"AS \$\$(?P<body>.+)\$\$ LANGUAGE sql",
    re.DOTALL,
)

FUNCTIONS = {
    *(exp.Abs, exp.Case, exp.Cast, exp.Coalesce, exp.Extract, exp.If, exp.Length, exp.Nullif, exp.Trim, exp.Lower),
    *(exp.Upper, exp.SplitPart, exp.StrPosition, exp.Reverse, exp.Round, exp.Floor, exp.Left, exp.Substring),
    *(exp.Count, exp.Max, exp.Min, exp.Sum, exp.Avg, exp.PercentileCont, exp.BitwiseOrAgg),
    *(exp.Lag, exp.Lead, exp.RowNumber, exp.PercentRank),
    *(exp.And, exp.Or, exp.CurrentSchema),
    *(exp.Replace, exp.Chr, exp.RegexpLike),
}
NAMED_FUNCTIONS = {*("octet_length", "pg_last_copy_id", "pg_last_copy_count", "is_valid_json", "is_valid_json_array")}
"""Those that the parser calls otherwise."""

REFUSED: dict[type[exp.Expr], str] = {
    exp.Filter: "FILTER",
    exp.Array: "an array",
    exp.NullSafeEQ: "IS NOT DISTINCT FROM",
    exp.NullSafeNEQ: "IS DISTINCT FROM",
    exp.OnConflict: "ON CONFLICT",
    exp.Returning: "RETURNING",
    exp.Lateral: "LATERAL",
    exp.Command: "this statement",
}


def understood(sql: str, taught: set[str], *, serverless: bool) -> str | Script | Copy:
    """Return what to do for `sql`; Refused if Redshift would not take it, or is not known here to do so.

    taught: names of the SQL functions that were created; a new one is added. serverless: PROVISIONED_ONLY is refused.
    """
    text = sql.strip().removesuffix(";").strip()
    if SAME.fullmatch(text) or INSERT_VALUES.fullmatch(text):
        return text
    if text.upper() == "COMMIT":
        return COMMIT
    if text[:5].upper() == "COPY ":
        return copy_statement(text)
    if found := TRUNCATE.fullmatch(text):
        return Script(f"TRUNCATE {found[1]}; COMMIT", "TRUNCATE TABLE")  # on Redshift it commits the transaction
    if CREATE_TABLE.match(text):
        return Script(create_table(text), "CREATE TABLE")
    if found := CREATE_FUNCTION.fullmatch(text):
        _require_known(re.sub(r"\$\d", "NULL", found["body"]), frozenset(taught))
        taught.add(found["name"].lower())
    else:
        found = CREATE_TABLE_AS.fullmatch(text)
        _require_no_reserved_word(text)
        _require_known(found[1] if found else text, frozenset(taught))
        if serverless and (table := PROVISIONED_ONLY.search(text)):
            raise Refused(f"permission denied for relation {table[0].lower()}", "42501")
    return text


@cache  # a run says much the same as the one before
def _require_known(sql: str, taught: frozenset[str]) -> None:
    """Raise Refused unless `sql` is one query or change that is made of what Redshift has."""
    try:
        statements = sqlglot.parse(sql, read="redshift")
    except sqlglot.errors.ParseError as error:
        raise Refused(f"syntax error: {str(error).splitlines()[0]}") from None
    if len(statements) != 1:
        raise Refused("cannot insert multiple commands into a prepared statement")
    (tree,) = statements
    if not isinstance(tree, exp.Query | exp.Insert | exp.Update | exp.Delete):
        raise Refused(f"{sql.split(maxsplit=1)[0]} is not known to the stand-in")
    for node in tree.walk():
        if type(node) in REFUSED:
            raise Refused(f"{REFUSED[type(node)]} is not supported: {node.sql()}")
        if isinstance(node, exp.Func) and type(node) not in FUNCTIONS and not _names(node) & (NAMED_FUNCTIONS | taught):
            raise Refused(f"function {node.sql()} does not exist, or is not known to the stand-in")
    if isinstance(tree, exp.Delete) and any(not isinstance(used, exp.Table) for used in tree.args.get("using") or ()):
        raise Refused("DELETE … USING names tables, no subquery")


def _names(call: exp.Func) -> set[str]:
    names = [call.name] if isinstance(call, exp.Anonymous) else call.sql_names()
    return {name.lower() for name in names}


@cache
def _require_no_reserved_word(sql: str) -> None:
    for token in sqlglot.tokenize(sql, read="redshift"):
        if token.text.upper() in RESERVED and sql[token.start] not in "\"'":
            raise Refused(f'syntax error at or near "{token.text}": it is a reserved word of Redshift')

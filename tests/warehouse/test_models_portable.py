"""The models are written in what DuckDB and Redshift share; a parser of both reads every one of them here."""

import pytest
import sqlglot
from sqlglot import exp

from songplays.warehouse import models
from songplays.warehouse.schema import MODELS
from songplays.warehouse.table import Table

every_model = pytest.mark.parametrize("model", MODELS, ids=lambda model: model.name)
every_dialect = pytest.mark.parametrize("dialect", ["redshift", "duckdb"])

# Functions, and what the parser counts among them, that give the same answer on both.
ALLOWED = {
    *(exp.Abs, exp.Case, exp.Cast, exp.Coalesce, exp.Extract, exp.If, exp.Length, exp.Nullif, exp.Trim),
    *(exp.Count, exp.Max, exp.Min, exp.Sum, exp.Lag, exp.Lead, exp.RowNumber),
    *(exp.And, exp.Or),
}
# Native on DuckDB; the warehouse brings it to Redshift as a SQL function.
TAUGHT = {"epoch_ms"}

FORBIDDEN = {
    exp.Div: "7 / 2 is 3 on one and 3.5 on the other",
    exp.Filter: "Redshift has no FILTER",
    exp.Qualify: "not in the common ground",
    exp.Array: "Redshift has no arrays",
    exp.NullSafeEQ: "Redshift has no IS NOT DISTINCT FROM",
    exp.NullSafeNEQ: "Redshift has no IS DISTINCT FROM",
    exp.Subquery: "a CTE has a name that says what it is",
    exp.Exists: "a JOIN reads as well",
    exp.Limit: "which rows it keeps is not told by their content",
}


def parsed(model: Table, dialect: str) -> exp.Expr:
    """Return the model's SELECT as `dialect` understands it."""
    return sqlglot.parse_one(models.select(model), read=dialect)


@every_dialect
@every_model
def test_reads_in_both_dialects_as_one_select(model: Table, dialect: str) -> None:
    """A model is one SELECT that both dialects can read."""
    assert isinstance(parsed(model, dialect), exp.Select)


@every_model
def test_uses_only_functions_that_agree(model: Table) -> None:
    """A model calls nothing but functions known to give the same answer on both."""
    functions = parsed(model, "redshift").find_all(exp.Func)
    others = {call.sql() for call in functions if type(call) not in ALLOWED and call.name not in TAUGHT}
    assert others == set()


@every_model
def test_uses_nothing_that_only_one_of_them_has(model: Table) -> None:
    """A model uses no construct that one of the two lacks or reads otherwise."""
    found = {FORBIDDEN[type(node)]: node.sql() for node in parsed(model, "duckdb").find_all(*FORBIDDEN)}
    assert found == {}


@every_model
def test_names_every_column(model: Table) -> None:
    """No SELECT *: a column that is added upstream changes nothing here. COUNT(*) is no such star."""
    stars = [star for star in parsed(model, "duckdb").find_all(exp.Star) if not isinstance(star.parent, exp.Count)]
    assert stars == []


@every_model
def test_joins_say_on_what(model: Table) -> None:
    """Every join has its ON; USING merges columns differently."""
    joins = list(parsed(model, "duckdb").find_all(exp.Join))
    assert [] == [join.sql() for join in joins if not join.args.get("on") or join.args.get("using")]


@every_model
def test_groups_by_columns_it_names(model: Table) -> None:
    """No GROUP BY ALL: what a row is stands written out."""
    groups = parsed(model, "duckdb").find_all(exp.Group)
    assert [] == [group.sql() for group in groups if group.args.get("all") or not group.expressions]


@every_model
def test_trims_blanks_and_nothing_else(model: Table) -> None:
    """RTRIM says what it trims: without that, DuckDB trims every Unicode space and Redshift only the blank."""
    trims = parsed(model, "duckdb").find_all(exp.Trim)
    assert [] == [trim.sql() for trim in trims if trim.expression != exp.Literal.string(" ")]


@every_model
def test_windows_that_add_up_say_over_which_rows(model: Table) -> None:
    """An ordered SUM has its frame written out; Redshift demands it."""
    windows = parsed(model, "redshift").find_all(exp.Window)
    ordered_sums = [window for window in windows if isinstance(window.this, exp.Sum) and window.args.get("order")]
    assert [] == [window.sql() for window in ordered_sums if not window.args.get("spec")]


@every_model
def test_every_alias_has_its_as(model: Table) -> None:
    """AS stands before every alias: without it, names like week do not read as names on Redshift."""
    tokens = sqlglot.tokenize(models.select(model), read="redshift")
    written = sum(token.text.upper() == "AS" for token in tokens)
    tree = parsed(model, "redshift")
    needed = len(list(tree.find_all(exp.Alias, exp.TableAlias, exp.Cast)))
    assert needed == written


@every_model
def test_header_states_grain(model: Table) -> None:
    """A model opens by saying what it holds and what one row is."""
    header = [line for line in models.select(model).split("WITH")[0].splitlines() if line.startswith("--")]
    assert header[0].startswith(f"-- {model.name}: ")
    assert header[1].startswith("-- Grain: ")

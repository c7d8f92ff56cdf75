"""Each folder ``models/<table>/<case>`` is one rule of one model.

rule.txt says the rule. The files named after tables hold the given rows; expected.csv holds the rows of the model: all
of them, in any order, in the columns that the rule is about. Columns that a file leaves out are NULL, but for file_id,
which is 1, and line_number, which counts up. In a row, nothing between two commas is NULL and "" is the empty text.
Unless a changed_… file says otherwise, everything given has changed.
"""

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import pytest

from doubles.redshift.cloud import Cloud
from oracle import in_order
from songplays.engines.duckdb import DuckDB
from songplays.engines.protocol import Engine, Rows
from songplays.engines.redshift import Redshift
from songplays.warehouse import models
from songplays.warehouse.ddl import create_table
from songplays.warehouse.schema import CHANGED, MODELS, TABLES
from songplays.warehouse.table import Table

CASES = Path(__file__).parent / "models"
GIVEN = TABLES | {table.name: table for table in CHANGED}

EVERYTHING_CHANGED = {
    "changed_files": "SELECT DISTINCT file_id FROM staging_events",
    "changed_songs": "SELECT song_id FROM staging_songs",
    "changed_artists": "SELECT DISTINCT artist_id FROM staging_songs",
    "changed_times": "SELECT DISTINCT start_time FROM songplay",
    "changed_sessions": "SELECT DISTINCT user_id, session_id FROM songplay",
    "changed_users": """
        SELECT user_id FROM staging_events WHERE user_id IS NOT NULL
        UNION SELECT user_id FROM songplay WHERE user_id IS NOT NULL
        UNION SELECT user_id FROM user_sessions
    """,
}


def cases() -> list[Path]:
    """Return every case's folder, in order."""
    return sorted(folder.parent for folder in CASES.glob("*/*/rule.txt"))


def read(file: Path, table: Table) -> Rows:
    """Return the rows of a case's file, as `table` types them."""
    columns = file.read_text(encoding="utf-8").splitlines()[0].split(",")
    types = {column: table[column].type.replace(" PRECISION", "") for column in columns}
    options = "header = true, auto_detect = false, allow_quoted_nulls = false"
    with duckdb.connect() as reader:
        rows = reader.execute(f"FROM read_csv(?, columns = ?, {options})", [str(file), types]).fetchall()
    return Rows(columns, rows)


def with_places(given: Rows) -> Rows:
    """Return lines of a staging table, each with its file and its number in it."""
    rows: list[tuple[Any, ...]] = given.rows
    for name, values in (("file_id", itertools.repeat(1)), ("line_number", itertools.count(1))):
        if name not in given.columns:
            given.columns.append(name)
            rows = [(*row, value) for row, value in zip(rows, values, strict=False)]
    return Rows(given.columns, rows)


def quoted(columns: list[str] | tuple[str, ...]) -> str:
    """Return the columns as SQL writes them."""
    return ", ".join(f'"{column}"' for column in columns)


@pytest.fixture(scope="module")
def on_duckdb(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """Return an embedded warehouse with every table that a model reads."""
    engine = DuckDB(tmp_path_factory.mktemp("models") / "warehouse.duckdb")
    with with_tables(engine):
        yield engine


@pytest.fixture(scope="module")
def on_redshift(cloud_of_the_session: Cloud) -> Iterator[Engine]:
    """Return the stand-in for Redshift with every table that a model reads."""
    cloud_of_the_session.cluster.make_empty()
    with pytest.MonkeyPatch.context() as patch:
        for variable, value in cloud_of_the_session.environment.items():
            patch.setenv(variable, value)
        engine = Redshift(cloud_of_the_session.settings)
    with with_tables(engine):
        yield engine


@contextmanager
def with_tables(engine: Engine) -> Iterator[None]:
    """Create the tables, and close the engine at last."""
    for table in TABLES.values():
        engine.create(table)
    for table in CHANGED:
        engine.create(table, temporary=True)
    yield
    engine.close()


@pytest.mark.parametrize("where", ["on_duckdb", "on_redshift"])
@pytest.mark.parametrize("case", cases(), ids=lambda case: f"{case.parent.name}-{case.name}")
def test_model_keeps_the_rule_of_the_case(case: Path, where: str, request: pytest.FixtureRequest) -> None:
    """Given the rows of the case, the model returns the expected rows, on both databases."""
    engine: Engine = request.getfixturevalue(where)
    model = TABLES[case.parent.name]
    expected = read(case / "expected.csv", model)
    engine.execute("BEGIN")
    try:
        for file in sorted(case.glob("*.csv")):
            if file.stem != "expected":
                given = read(file, GIVEN[file.stem])
                given = with_places(given) if file.stem.startswith("staging_") else given
                engine.insert(file.stem, given.columns, given.rows)
        for name, keys in EVERYTHING_CHANGED.items():
            if not (case / f"{name}.csv").exists():
                engine.execute(f"INSERT INTO {name} {keys}")

        engine.execute(f"INSERT INTO {model.name} ({quoted(model.column_names)}) {models.select(model)}")

        actual = engine.fetch(f"SELECT {quoted(expected.columns)} FROM {model.name}").rows
    finally:
        engine.execute("ROLLBACK")
    assert in_order(expected.rows) == in_order(actual), (case / "rule.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.name)
def test_model_returns_the_columns_of_its_table(model: Table) -> None:
    """A model returns its table's columns, in the schema's order and of the schema's types."""
    with duckdb.connect() as warehouse:
        for table in (*TABLES.values(), *CHANGED):
            warehouse.execute(create_table(table))
        described = warehouse.execute(f"DESCRIBE {models.select(model)}").fetchall()
        declared = warehouse.execute(f"DESCRIBE {model.name}").fetchall()
    assert [row[:2] for row in declared] == [row[:2] for row in described]


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.name)
def test_every_model_has_cases(model: Table) -> None:
    """No model goes without a rule that is tested."""
    assert (CASES / model.name).is_dir()

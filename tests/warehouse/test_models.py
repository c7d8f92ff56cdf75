"""Each folder ``models/<table>/<case>`` is one rule of one model.

rule.txt says the rule. The files named after tables hold the given rows; expected.csv holds the rows of the model: all
of them, in any order, in the columns that the rule is about. Columns that a file leaves out are NULL, but for file_id,
which is 1, and line_number, which counts up. In a row, nothing between two commas is NULL and "" is the empty text.
Unless a changed_… file says otherwise, everything given has changed.
"""

from pathlib import Path

import duckdb
import pytest

from songplays.warehouse import models
from songplays.warehouse.ddl import create_table
from songplays.warehouse.schema import CHANGED, MODELS, TABLES
from songplays.warehouse.table import Table

CASES = Path(__file__).parent / "models"

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


def load(warehouse: duckdb.DuckDBPyConnection, file: Path, table: Table, into: str) -> list[str]:
    """Append the rows of `file` to the table called `into`, which has columns of `table`; return the file's columns."""
    columns = file.read_text(encoding="utf-8").splitlines()[0].split(",")
    types = {column: table[column].type.replace(" PRECISION", "") for column in columns}
    warehouse.execute(
        f"INSERT INTO {into} ({quoted(columns)}) "
        "FROM read_csv(?, columns = ?, header = true, auto_detect = false, allow_quoted_nulls = false)",
        [str(file), types],
    )
    return columns


def quoted(columns: list[str] | tuple[str, ...]) -> str:
    """Return the columns as SQL writes them."""
    return ", ".join(f'"{column}"' for column in columns)


@pytest.mark.parametrize("case", cases(), ids=lambda case: f"{case.parent.name}-{case.name}")
def test_model_keeps_the_rule_of_the_case(case: Path) -> None:
    """Given the rows of the case, the model returns the expected rows."""
    model = TABLES[case.parent.name]
    changed = {table.name: table for table in CHANGED}
    with duckdb.connect() as warehouse:
        for table in (*TABLES.values(), *CHANGED):
            warehouse.execute(create_table(table, temporary=table.name in changed))
        for file in sorted(case.glob("*.csv")):
            if file.stem != "expected":
                load(warehouse, file, (TABLES | changed)[file.stem], into=file.stem)
        for staging in ("staging_events", "staging_songs"):
            warehouse.execute(f"UPDATE {staging} SET file_id = 1, line_number = rowid + 1 WHERE file_id IS NULL")
        for name, keys in EVERYTHING_CHANGED.items():
            if not (case / f"{name}.csv").exists():
                warehouse.execute(f"INSERT INTO {name} {keys}")

        warehouse.execute(f"INSERT INTO {model.name} ({quoted(model.column_names)}) {models.select(model)}")

        warehouse.execute(f"CREATE TABLE expected AS FROM {model.name} LIMIT 0")
        columns = load(warehouse, case / "expected.csv", model, into="expected")
        expected = warehouse.execute(f"SELECT {quoted(columns)} FROM expected ORDER BY ALL").fetchall()
        actual = warehouse.execute(f"SELECT {quoted(columns)} FROM {model.name} ORDER BY ALL").fetchall()
    assert expected == actual, (case / "rule.txt").read_text(encoding="utf-8")


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

"""How the tables lie on the nodes, as the stand-in tells it: on AWS, pg_table_def has no column diststyle."""

from pathlib import Path

from commands import songplays_command
from doubles.redshift.cloud import Cloud
from loading import rows
from songplays.engines.redshift import Redshift
from songplays.pipeline import create_missing_tables
from songplays.warehouse import schema

Layout = list[tuple[str, str, bool, int, str]]

LAID_OUT: Layout = sorted(
    [
        (
            table.name,
            column.name,
            column.name == table.distribution,
            table.sort.index(column.name) + 1 if column.name in table.sort else 0,
            table.distribution if table.distribution in {"ALL", "EVEN"} else "KEY",
        )
        for table in schema.CREATE_ORDER
        for column in table.columns
    ]
    + [("load_lock", "held", False, 0, "ALL")]
)
"""Each table as the schema has it, and the engine's lock."""


def found(engine: Redshift) -> Layout:
    """Return table, column, whether it distributes, its place among the sort keys, and the style."""
    return sorted(rows(engine, 'SELECT tablename, "column", distkey, sortkey, diststyle FROM pg_table_def'))


def test_a_load_lays_tables_out_as_the_schema_says(redshift: Redshift) -> None:
    """Tables that a load creates have the distribution and the sort keys of the schema."""
    create_missing_tables(redshift)
    assert LAID_OUT == found(redshift)


def test_create_tables_lays_them_out_too(redshift: Redshift, aws: Cloud, tmp_path: Path) -> None:
    """So have those that create-tables creates."""
    (tmp_path / "dwh.cfg").write_text(aws.dwh_cfg)
    assert 0 == songplays_command("create-tables", cwd=tmp_path, **aws.environment).returncode
    assert LAID_OUT == found(redshift)

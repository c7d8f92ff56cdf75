"""How the tables lie on the nodes, as the stand-in tells it: on AWS, pg_table_def has no column diststyle."""

from loading import rows
from songplays.engines.redshift import Redshift
from songplays.pipeline import create_missing_tables
from songplays.warehouse import schema


def test_tables_are_laid_out_as_the_schema_says(redshift: Redshift) -> None:
    """Each table has the distribution and the sort keys of the schema; the engine's lock is the only other one."""
    create_missing_tables(redshift)
    laid_out = [
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
    found = rows(redshift, 'SELECT tablename, "column", distkey, sortkey, diststyle FROM pg_table_def')
    assert sorted([*laid_out, ("load_lock", "held", False, 0, "ALL")]) == sorted(found)

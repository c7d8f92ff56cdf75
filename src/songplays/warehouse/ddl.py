"""CREATE and DROP statements, rendered from the schema.

No primary key, no index, no NOT NULL: they slow every load down, and Redshift enforces only the last.
The rules stand in the schema and are proven by checks before every commit.
"""

from songplays.warehouse.table import Table


def create_table(table: Table, *, temporary: bool = False) -> str:
    """Return the CREATE TABLE statement of `table` for the embedded warehouse."""
    columns = ", ".join(f'"{column.name}" {column.sql_type}' for column in table.columns)
    return f"CREATE {'TEMPORARY ' if temporary else ''}TABLE {table.name} ({columns})"


def drop_table(table: Table) -> str:
    """Return the DROP TABLE statement of `table`."""
    return f"DROP TABLE IF EXISTS {table.name}"

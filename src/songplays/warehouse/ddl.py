"""CREATE and DROP statements, rendered from the schema.

No primary key, no index, no NOT NULL: they slow every load down, and Redshift enforces only the last.
The rules stand in the schema and are proven by checks before every commit.
"""

from songplays.warehouse.table import Table


def create_table(table: Table, *, temporary: bool = False, layout: bool = False) -> str:
    """Return the CREATE TABLE statement of `table`; with `layout`, Redshift is told how to lay it out on its nodes."""
    columns = ", ".join(f'"{column.name}" {column.sql_type}' for column in table.columns)
    statement = f"CREATE {'TEMPORARY ' if temporary else ''}TABLE {table.name} ({columns})"
    return f"{statement} {_layout(table)}" if layout else statement


def _layout(table: Table) -> str:
    whole = table.distribution in {"ALL", "EVEN"}
    style = f"DISTSTYLE {table.distribution}" if whole else f'DISTSTYLE KEY DISTKEY ("{table.distribution}")'
    order = ", ".join(f'"{name}"' for name in table.sort)
    return f"{style} SORTKEY ({order})" if order else style


def drop_table(table: Table) -> str:
    """Return the DROP TABLE statement of `table`."""
    return f"DROP TABLE IF EXISTS {table.name}"

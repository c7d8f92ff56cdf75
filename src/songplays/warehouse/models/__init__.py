"""The models: one SELECT per table, the same text on both databases.

A model reads staging, repaired_text, other models and the changed_… tables, and returns its table's columns in the
schema's order, for the changed keys alone. What one row is and how ties are decided stands at the top of each file.
"""

from importlib import resources

from songplays.warehouse.table import Table


def select(table: Table) -> str:
    """Return the SELECT that fills `table`, one of ``schema.MODELS``."""
    return resources.files(__name__).joinpath(f"{table.name}.sql").read_text(encoding="utf-8")

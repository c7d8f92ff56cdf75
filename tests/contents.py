"""What a warehouse holds, in an order that two warehouses share."""

from oracle import Row, Tables, in_order
from songplays.engines.protocol import Reader
from songplays.warehouse import schema

TIMES_OF_THE_RUN = ("started_at", "finished_at", "loaded_at")


def models(engine: Reader) -> Tables:
    """Return the rows of every model, sorted."""
    return {table.name: in_order(engine.fetch(f"SELECT * FROM {table.name}").rows) for table in schema.MODELS}


def everything(engine: Reader) -> Tables:
    """Return the rows of every table, sorted, without the times at which runs happened to run."""
    return {table.name: _lasting(engine, table.name, table.column_names) for table in schema.CREATE_ORDER}


def _lasting(engine: Reader, name: str, columns: tuple[str, ...]) -> list[Row]:
    lasting = ", ".join(f'"{column}"' for column in columns if column not in TIMES_OF_THE_RUN)
    return in_order(engine.fetch(f"SELECT {lasting} FROM {name}").rows)

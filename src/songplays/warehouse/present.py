"""Which tables are there."""

from songplays.engines.protocol import Reader


def present_tables(engine: Reader) -> set[str]:
    """Return the names of the tables in the schema that the connection works in."""
    tables = "SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema()"
    return {name for (name,) in engine.fetch(tables).rows}

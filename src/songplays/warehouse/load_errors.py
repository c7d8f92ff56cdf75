"""Write down lines that a database itself has refused."""

from collections.abc import Mapping, Sequence

from songplays.engines.protocol import Engine


def insert_errors(engine: Engine, load_id: int, errors: Sequence[Mapping[str, object]]) -> None:
    """Append `errors`, each all columns of load_errors but the load's number, which is `load_id`; none is fine."""
    if errors:
        rows = [(load_id, *error.values()) for error in errors]
        engine.insert("load_errors", ["load_id", *errors[0]], rows)

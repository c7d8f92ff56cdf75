"""What a warehouse tells, in the shape of the simulator's answers, and whether the two agree."""

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

from songplays.dashboard.figures import read_figures
from songplays.engines.duckdb import DuckDB
from songplays.warehouse import schema

COUNTS = ("lines", "loaded", "rejected", "duplicate", "blank", "shortened")
STAGED = {"staging_events": "log_data", "staging_songs": "song_data"}

Told = dict[str, Any]


def answers_of(bucket: Path) -> Told:
    """Return the answers of a simulated bucket."""
    answers: Told = json.loads((bucket / "answers.json").read_text("utf-8"))
    return answers


def agree(answers: Told, engine: DuckDB) -> None:
    """Assert that a warehouse tells what the answers say; of the figures, those that both know."""
    found = told(engine)
    for name in found:
        if name != "figures":
            assert (name, answers[name]) == (name, found[name])
    for name in sorted(answers["figures"].keys() & found["figures"].keys()):
        assert (name, answers["figures"][name]) == (name, found["figures"][name])


def told(engine: DuckDB) -> Told:
    """Return what the warehouse holds: tables, account, files, matches, figures."""
    files = _files(engine)
    account: Told = {
        table: {"files": sum(path.startswith(folder) for path in files)}
        | {name: sum(counts[name] for path, counts in files.items() if path.startswith(folder)) for name in COUNTS}
        for table, folder in STAGED.items()
    }
    tables = {
        table.name: _one(engine, f"SELECT COUNT(*) FROM {table.name}")
        for table in (*schema.STAGING, *schema.MODELS, schema.REPAIRED_TEXT)
    }
    return {
        "tables": tables,
        "account": account | {"repaired": tables["repaired_text"]},
        "files": {path: counts for path, counts in files.items() if not _is_plain(path, counts)},
        "matches": {
            match: _one(engine, f"SELECT COUNT(*) FROM songplay WHERE song_match = '{match}'")
            for match in ("exact", "title")
        },
        "figures": figures(engine),
    }


def figures(engine: DuckDB) -> Told:
    """Return the dashboard's figures by name, as JSON holds them."""
    return {
        name: [{column: _written(value) for column, value in row.items()} for row in rows]
        for name, rows in read_figures(engine).items()
    }


def faults_found(engine: DuckDB, load_id: int) -> set[tuple[Any, ...]]:
    """Return file, line, table, column, reason and fate of everything that a load rejected or shortened."""
    rows = engine.fetch(
        "SELECT error.filename, error.line_number, error.table_name, error.column_name, error.err_reason, error.kind "
        "FROM load_errors AS error WHERE error.load_id = ?",
        [load_id],
    ).rows
    return {(_below_the_bucket(filename), *rest) for filename, *rest in rows}


def _files(engine: DuckDB) -> dict[str, dict[str, int]]:
    rows = engine.fetch(
        "SELECT file.table_name, file.path, file.lines, file.loaded, file.rejected, file.duplicate, file.blank, "
        "(SELECT COUNT(*) FROM load_errors AS error WHERE error.file_id = file.file_id AND error.kind = 'shortened') "
        "FROM load_files AS file WHERE file.status <> 'replaced'"
    ).rows
    return {f"{STAGED[table]}/{path}": dict(zip(COUNTS, counts, strict=True)) for table, path, *counts in rows}


def _is_plain(path: str, counts: dict[str, int]) -> bool:
    return path.startswith("song_data/") and list(counts.values()) == [1, 1, 0, 0, 0, 0]


def _below_the_bucket(filename: str) -> str:
    parts = Path(filename).parts
    return "/".join(parts[max(parts.index(folder) for folder in STAGED.values() if folder in parts) :])


def _one(engine: DuckDB, sql: str) -> int:
    return int(engine.fetch(sql).rows[0][0])


def _written(value: Any) -> Any:  # noqa: ANN401 - whatever a column holds
    if isinstance(value, datetime):
        return value.isoformat(" ", "milliseconds")
    return value.isoformat() if isinstance(value, date) else value

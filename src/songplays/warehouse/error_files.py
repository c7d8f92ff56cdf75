"""The brief's stl_load_errors_<table>.json: what was wrong in a load, by column."""

import json
from collections import defaultdict
from pathlib import Path

from songplays.engines.protocol import Reader
from songplays.warehouse.table import Table


def write_error_file(engine: Reader, load_id: int, table: Table, folder: Path) -> tuple[int, Path]:
    """Write the errors of a load of `table` as column → [{err_reason, filename}]; return how many and where.

    Without errors no file is written, and one left by an earlier load is removed, lest it be taken for this one's.
    """
    path = folder / f"stl_load_errors_{table.name}.json"
    rows = engine.fetch(
        "SELECT column_name, err_reason, filename FROM load_errors WHERE load_id = ? AND table_name = ? "
        "ORDER BY column_name, filename, line_number",
        [load_id, table.name],
    ).rows
    if not rows:
        path.unlink(missing_ok=True)
        return 0, path
    errors: dict[str, list[dict[str, str]]] = defaultdict(list)
    for column_name, err_reason, filename in rows:
        errors[column_name].append({"err_reason": err_reason, "filename": filename})
    path.write_text(json.dumps(errors, indent=4, ensure_ascii=False) + "\n", encoding="utf-8")
    return len(rows), path

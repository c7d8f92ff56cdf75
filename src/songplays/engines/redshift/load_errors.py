"""Lines that COPY refused as rows of load_errors."""

from collections.abc import Sequence

from songplays.engines.protocol import Landing
from songplays.engines.redshift.copy_account import RefusedLine, kept_name


def error_rows(landing: Landing, refused: Sequence[RefusedLine], otherwise: int) -> list[dict[str, object]]:
    """Return lines that COPY refused as rows of load_errors; `otherwise`: the file_id where the file is not known."""
    file_ids = {kept_name(landing.source.uri, file): file_id for file_id, file in landing.files}
    names = {str(column.key).lower(): column.name for column in landing.table.columns if column.key}
    return [
        {
            "table_name": landing.table.name,
            "filename": line.filename,
            "line_number": line.line_number,
            "column_name": names.get(line.column, "(line)"),
            "kind": "rejected",
            "err_reason": line.reason,
            "raw": line.raw,
            "full_bytes": len((line.raw or "").encode()),
            "file_id": file_ids.get(line.filename, otherwise),
        }
        for line in refused
    ]

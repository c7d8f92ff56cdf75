"""Run a COPY, and take nothing for done that it gives no account of."""

from collections.abc import Sequence

from songplays.engines.protocol import Engine, Landing, TooManyRejected
from songplays.engines.redshift.copy_account import RefusedLine, kept_name, lines_scanned, refused_lines
from songplays.engines.redshift.copy_statement import CopyJson
from songplays.engines.redshift.load_errors import error_rows
from songplays.engines.redshift.read_again import read_again
from songplays.errors import ChecksFailed, Unreachable
from songplays.lake.source import SourceFile

GAVE_UP = "Load into table"
"""How COPY begins to say that as many lines were refused as it may refuse."""


def checked_copy(
    engine: Engine, landing: Landing, statement: CopyJson, files: Sequence[SourceFile]
) -> tuple[int, list[RefusedLine]]:
    """Run a COPY and return how many lines it accounts for, loaded, refused and blank, and those it refused.

    TooManyRejected if it gave up; ChecksFailed if it missed a file or a line.
    """
    ((before,),) = engine.fetch(f"SELECT COUNT(*) FROM {statement.table}").rows
    try:
        engine.execute(str(statement))
    except Unreachable as failure:
        if GAVE_UP not in str(failure):
            raise
        engine.execute("ROLLBACK")
        errors = error_rows(landing, refused_lines(engine), landing.first_file_id)
        raise TooManyRejected(landing.table, errors) from failure
    ((after,),) = engine.fetch(f"SELECT COUNT(*) FROM {statement.table}").rows
    loaded = after - before
    names = {kept_name(landing.source.uri, file) for file in files if file.size}
    scanned = lines_scanned(engine, names)
    missing = names - scanned.keys()
    if missing:
        raise ChecksFailed(
            f"COPY says nothing of {len(missing):,} of {len(files):,} files, such as {min(missing)}, so nothing was "
            "published; run again, or set [S3] STAGING to load by way of bundles"
        )
    refused = refused_lines(engine)
    if sum(scanned.values()) == loaded + len(refused):
        return loaded + len(refused), refused
    # Blank lines, objects over several lines or several on one, or lines that are no JSON and refused as one: or worse.
    found = read_again(landing, files, {(line.filename, line.line_number) for line in refused if line.column})
    if found.others and not refused:
        raise ChecksFailed(
            f"COPY says nothing of {found.others:,} lines below {landing.source.uri} that are no JSON objects, so "
            "nothing was published; run again, or set [S3] STAGING to load by way of bundles"
        )
    if loaded < found.objects:
        raise ChecksFailed(
            f"COPY loaded {loaded:,} of {found.objects:,} objects below {landing.source.uri}, so nothing was "
            "published: behind a line that is cut it can miss others; set [S3] STAGING to load by way of bundles"
        )
    return loaded + len(refused) + found.blank, refused

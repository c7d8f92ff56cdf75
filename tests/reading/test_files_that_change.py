"""A file that is read where it lies may change while it is read; then nothing of the run counts."""

import gzip
from pathlib import Path

import pytest

from loading import load_bucket, rows
from reading import corpus
from songplays.engines.duckdb import DuckDB
from songplays.lake.source import SourceChanged
from songplays.pipeline import Listener

PLAYS = b"\n".join(corpus.event(song=f"song {number}") for number in range(1000))


@pytest.mark.parametrize("now", [b"\xff" * len(PLAYS), PLAYS.replace(b"song", b"gong"), b"\r\n" * 1000])
def test_a_file_rewritten_after_it_was_looked_at_ends_the_run_in_one_line(
    warehouse: DuckDB, tmp_path: Path, now: bytes
) -> None:
    """Whatever a plain file turns into before the warehouse reads it, the error says that it changed."""
    logs = tmp_path / "bucket" / "log_data"
    logs.mkdir(parents=True)
    plain = logs / "a.json"
    plain.write_bytes(PLAYS)
    # The next one is fetched, which the listener hears: by then, the first was found fit to be read where it lies.
    (logs / "b.json.gz").write_bytes(gzip.compress(corpus.event(song="x" * 10) * 10, 0).ljust(300_000, b"\0"))

    with pytest.raises(SourceChanged, match=r"/a\.json changed while it was read; run again$"):
        load_bucket(warehouse, tmp_path / "bucket", listener=Listener(fetched=lambda _size: rewrite(plain, now)))
    assert rows(warehouse, "SELECT table_name FROM information_schema.tables") == []


def rewrite(file: Path, content: bytes) -> None:
    """Give the file other bytes."""
    file.write_bytes(content)

"""What one line or one packed file can cost."""

import gzip
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from reading import corpus

READ = """
import json, resource, sys
from pathlib import Path
from loading import load_bucket, rows
from songplays.engines.duckdb import DuckDB
engine = DuckDB(Path(sys.argv[1]) / "warehouse.duckdb")
report = load_bucket(engine, Path(sys.argv[1]) / "bucket")
files = rows(engine, "SELECT path, lines, loaded, rejected FROM load_files ORDER BY path")
errors = rows(engine, "SELECT line_number, column_name, err_reason, full_bytes, LENGTH(raw) FROM load_errors")
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
print(json.dumps({"files": files, "errors": errors, "peak": peak, "refused": list(report.refused.values())}))
"""
GIGABYTE = 10**9


def read_apart(folder: Path) -> dict[str, Any]:
    """Load folder/bucket in a process of its own; return files, errors, and the peak of its memory in bytes."""
    tests = Path(__file__).parents[1]
    done = subprocess.run(
        [sys.executable, "-c", READ, str(folder)], cwd=tests, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_line_of_100_megabytes(tmp_path: Path, bucket: Path) -> None:
    """A line of 100 MB is rejected with its size, the rest of its file loads, and memory stays under 1 GB."""
    size = 100_000_000
    with (bucket / "log_data" / "events.json").open("wb") as file:
        file.write(corpus.event() + b"\n")
        file.writelines([b'{"page":"', b"x" * (size - 11), b'"}\n'])
        file.write(corpus.event(ts=1541106106797))

    found = read_apart(tmp_path)

    assert found["files"] == [["events.json", 3, 2, 1]]
    assert found["errors"] == [[2, "(line)", "line of 100,000,000 bytes, limit 1,048,576", size, 4096]]
    assert found["peak"] < GIGABYTE


def test_packed_line_of_500_megabytes(tmp_path: Path, bucket: Path) -> None:
    """A packed file that unpacks to a thousand times its size is streamed: memory stays under 1 GB."""
    with gzip.open(bucket / "log_data" / "bomb.json", "wb", compresslevel=1) as file:
        file.write(corpus.event() + b"\n")
        for _ in range(500):
            file.write(bytes(1_000_000))
        file.write(b"\n" + corpus.event(ts=1541106106797))

    found = read_apart(tmp_path)

    assert found["files"] == [["bomb.json", 3, 2, 1]]
    assert found["errors"][0][:4] == [2, "(line)", "line of 500,000,000 bytes, limit 1,048,576", 500_000_000]
    assert found["peak"] < GIGABYTE


def test_deep_nesting(tmp_path: Path, bucket: Path) -> None:
    """A line nested as deep as a line may be long takes nothing down."""
    deep = b'{"zz":' + b"[" * 500_000 + b"]" * 500_000 + b"}"
    (bucket / "log_data" / "events.json").write_bytes(corpus.event() + b"\n" + deep)

    found = read_apart(tmp_path)

    assert found["files"][0][:2] == ["events.json", 2]

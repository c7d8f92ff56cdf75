"""The page is quick to make and small, at the size of the real data."""

import subprocess
import sys
import time
from pathlib import Path

from commands import songplays_command
from songplays.dashboard.javascript import vega_bundle
from songplays.engines.duckdb import DuckDB

SECONDS = 1.5
TRIES = 5
"""Other work on the machine makes a try slow; a page that is slow to make is slow every time."""


def test_second_page_takes_a_second_and_a_half(real_warehouse: DuckDB, tmp_path: Path) -> None:
    """Once its JavaScript is kept, a page takes at most 1.5 s as a whole process."""
    vega_bundle()
    took: list[float] = []
    while len(took) < TRIES and min(took, default=SECONDS + 1) > SECONDS:
        started = time.perf_counter()
        done = songplays_command("--warehouse", real_warehouse.path, "dashboard", "--no-open", cwd=tmp_path)
        took.append(time.perf_counter() - started)
        assert done.returncode == 0

    assert min(took) <= SECONDS


def test_other_commands_load_no_charts(tmp_path: Path) -> None:
    """Commands that draw nothing load neither Altair nor the server."""
    (tmp_path / "bucket" / "log_data").mkdir(parents=True)
    (tmp_path / "bucket" / "song_data").mkdir()
    script = (
        "import sys\n"
        "from songplays.cli import main\n"
        "sys.argv = ['songplays', 'etl', '--source', 'bucket']\n"
        "try:\n    main()\n"
        "except SystemExit:\n    pass\n"
        "heavy = {'altair', 'vl_convert', 'jinja2', 'starlette', 'uvicorn'} & set(sys.modules)\n"
        "sys.exit(str(heavy) if heavy else 0)\n"
    )
    done = run_python(script, tmp_path)

    assert done == ""


def run_python(script: str, folder: Path) -> str:
    """Run a script in `folder`; return what it says on stderr when it fails."""
    done = subprocess.run([sys.executable, "-c", script], cwd=folder, capture_output=True, text=True, check=False)
    return done.stderr if done.returncode else ""

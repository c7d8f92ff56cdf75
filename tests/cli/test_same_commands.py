"""With a cluster in the configuration, the same commands do the same on Redshift."""

import json
import re
from pathlib import Path

import pytest

from clusters import Site
from commands import songplays_command


@pytest.fixture
def aws(site: Site) -> Site:
    """Return what these tests run on: the stand-in and, under ``pytest -m aws``, a real cluster."""
    return site


@pytest.fixture
def configured(folder: Path, aws: Site) -> Path:
    """Return a folder with a bucket of two plays and one song, and a dwh.cfg that names the cluster."""
    (folder / "dwh.cfg").write_text(aws.dwh_cfg)
    return folder


def test_the_same_commands(configured: Path, aws: Site, tmp_path_factory: pytest.TempPathFactory) -> None:
    """run, etl, check, explain, errors and dashboard say on Redshift what they say on DuckDB."""
    bucket, elsewhere = configured / "bucket", tmp_path_factory.mktemp("on_duckdb")
    for arguments in (
        ("run", "--source", bucket, "--no-open"),
        ("etl", "--source", bucket),
        ("check",),
        ("check", "--json"),
        ("explain", "bounce_rate", "--user", "1", "--json"),
        ("explain", "plays_by_state"),
        ("errors",),
        ("errors", "--kind", "rejected", "--json"),
        ("dashboard", "--out", "again.html"),
    ):
        here = songplays_command(*arguments, cwd=configured, **aws.environment)
        there = songplays_command(*arguments, cwd=elsewhere)
        assert (arguments, 0, "") == (arguments, here.returncode, here.stderr)
        assert lasting(there.stdout) == lasting(here.stdout)
    assert [] == aws.staged


def lasting(output: str) -> list[str]:
    """Return the lines of `output` without the seconds it took, and without the folder of the page."""
    return [re.sub(r"in [0-9.]+ seconds|Dashboard: .*/", "", line) for line in output.splitlines()]


def test_tables_are_created_anew(configured: Path, aws: Site) -> None:
    """create-tables asks before rows are lost, and names the database that holds them."""
    songplays_command("etl", "--source", "bucket", cwd=configured, **aws.environment)
    asked = songplays_command("create-tables", cwd=configured, **aws.environment)
    done = songplays_command("create-tables", "--yes", cwd=configured, **aws.environment)
    check = songplays_command("check", "--json", cwd=configured, **aws.environment)
    where = aws.settings.cluster
    assert (2, 0) == (asked.returncode, done.returncode)
    assert asked.stderr.startswith(f"songplays: error: {where.host}/{where.db_name} holds ")
    assert 0 == json.loads(check.stdout)["counts"]["songplay"]

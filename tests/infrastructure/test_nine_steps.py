"""The brief's nine steps, one after the other, as somebody would type them."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from commands import songplays_command
from doubles.redshift.cloud import BUCKET, Cloud
from doubles.redshift.server import DATABASE, HOST, PASSWORD, ROLE, USER
from infrastructure.conftest import DWH_CFG, Command
from infrastructure.conftest import ROLE as ROLE_OF_THE_BRIEF
from infrastructure.test_delete import left
from lines_of_json import SONG, play
from songplays.infrastructure.config_file import write_settings

OBJECTS = {
    "log_data/2018/11/day.json": f"{play()}\n{play(itemInSession=2, level='paid')}",
    "song_data/A/song.json": json.dumps(SONG),
}


@pytest.fixture
def cloud(cloud_of_the_session: Cloud) -> Iterator[Cloud]:
    """Return the stand-in with an empty database, and two plays and a song in its bucket."""
    cloud_of_the_session.cluster.make_empty()
    bucket = cloud_of_the_session.s3.root / BUCKET
    for name, text in OBJECTS.items():
        (bucket / name).parent.mkdir(parents=True, exist_ok=True)
        (bucket / name).write_text(text)
    yield cloud_of_the_session
    for name in OBJECTS:
        shutil.rmtree(bucket / name.partition("/")[0])


def test_the_nine_steps(command: Command, cloud: Cloud, dwh_cfg: Path) -> None:
    """From settings to a warehouse at AWS, tables, a load from S3, checks, the dashboard, and back to nothing."""
    # 1 to 3: what is installed, and what dwh.cfg says.
    dwh_cfg.write_text(DWH_CFG.replace(ROLE_OF_THE_BRIEF, ROLE.rpartition("/")[2]))
    write_settings(
        dwh_cfg,
        {
            ("CLUSTER", "DB_NAME"): DATABASE,
            ("CLUSTER", "DB_USER"): USER,
            ("S3", "LOG_DATA"): f"s3://{BUCKET}/log_data",
            ("S3", "LOG_JSONPATH"): "",
            ("S3", "SONG_DATA"): f"s3://{BUCKET}/song_data",
            ("S3", "STAGING"): f"s3://{BUCKET}/staging",
        },
    )
    nothing = left()

    # 4: moto makes a cluster, in which nothing runs; the stand-in for Redshift takes its place, under the same role.
    created = command("create")
    assert 0 == created.code, created.err
    assert f"ARN = '{ROLE}'" in dwh_cfg.read_text()
    write_settings(dwh_cfg, {("CLUSTER", "HOST"): HOST, ("CLUSTER", "DB_PORT"): str(cloud.cluster.port)})

    # 5 to 8.
    def step(*arguments: str) -> list[str]:
        done = songplays_command(
            *arguments, cwd=dwh_cfg.parent, SONGPLAYS_CLUSTER_DB_PASSWORD=PASSWORD, **cloud.environment
        )
        assert (arguments, 0, "") == (arguments, done.returncode, done.stderr)
        return done.stdout.splitlines()

    assert "Creating tables:" in step("create-tables")
    assert "No errors occured loading into table staging_events." in step("etl")
    assert (
        "Record count for each non-staging table: {'artists': 1, 'songplay': 2, 'songs': 1, 'time': 1, 'users': 1}"
    ) in step("check")
    assert [f"Dashboard: {dwh_cfg.parent / 'songplays.html'}"] == step("dashboard", "--no-open")
    assert sorted(f"{BUCKET}/{name}" for name in OBJECTS) == cloud.staged

    # 9
    deleted = command("delete")
    assert 0 == deleted.code, deleted.err
    assert nothing == left()
    assert "ARN = ''" in dwh_cfg.read_text()

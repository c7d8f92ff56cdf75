"""The same commands with a cluster that reads the source itself."""

import json
import re
import shutil
from pathlib import Path

import pytest

from commands import only_line, songplays_command
from doubles.redshift.cloud import Cloud
from doubles.redshift.server import ROLE


@pytest.fixture
def configured(folder: Path, aws: Cloud, lake: Path) -> Path:
    """Return a folder with a dwh.cfg that names the stand-in and a bucket of two plays and one song, but no STAGING."""
    shutil.copytree(folder / "bucket", lake, dirs_exist_ok=True)
    sources = f"LOG_DATA = 's3://{lake.name}/log_data'\nSONG_DATA = 's3://{lake.name}/song_data'\n"
    settings = [line for line in aws.dwh_cfg.splitlines() if not line.startswith("STAGING")]
    (folder / "dwh.cfg").write_text("\n".join([*settings, sources]))
    return folder


def test_the_same_commands(configured: Path, aws: Cloud, lake: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    """run, etl, check and errors say what they say on DuckDB of the same bucket."""
    elsewhere = tmp_path_factory.mktemp("on_duckdb")
    for arguments in (("run", "--no-open"), ("etl",), ("check", "--json"), ("errors",)):
        here = songplays_command(*arguments, cwd=configured, **aws.environment)
        source = ("--source", f"s3://{lake.name}") if arguments[0] in {"run", "etl"} else ()
        there = songplays_command(*arguments, *source, cwd=elsewhere, **aws.environment)
        assert (arguments, 0, "") == (arguments, here.returncode, here.stderr)
        assert lasting(there.stdout) == lasting(here.stdout)


def lasting(output: str) -> list[str]:
    """Return the lines of `output` without seconds, the page's folder, and the ledger's rows, of which two are new."""
    return [re.sub(r'in [0-9.]+ seconds|Dashboard: .*/|"load_files": \d+', "", line) for line in output.splitlines()]


def answer(configured: Path, aws: Cloud, **changed: str) -> tuple[int, str]:
    """Return exit code and message of a load with some settings changed."""
    return only_line(songplays_command("etl", cwd=configured, **(aws.environment | changed)))


@pytest.mark.parametrize(
    ("changed", "code", "message"),
    [
        ({"SONGPLAYS_S3_MANIFESTS": ""}, 2, "[S3] MANIFESTS is not set; name an s3://bucket/prefix"),
        ({"SONGPLAYS_S3_MANIFESTS": "manifests"}, 2, "[S3] MANIFESTS 'manifests' is not in a bucket"),
        ({"SONGPLAYS_S3_MANIFESTS": "s3://lake/it's"}, 2, "may hold letters"),
        ({"SONGPLAYS_S3_MANIFESTS": "s3://no-such-bucket/manifests"}, 4, "s3://no-such-bucket/manifests"),
        ({"SONGPLAYS_IAM_ROLE_ARN": ""}, 2, "[IAM_ROLE] ARN is not set"),
        ({"SONGPLAYS_IAM_ROLE_ARN": ROLE + "-other"}, 4, "is not authorized to assume IAM Role"),
        ({"AWS_SECRET_ACCESS_KEY": "wrong"}, 4, "access denied"),
        ({"SONGPLAYS_S3_LOG_JSONPATH": "paths.json"}, 2, "[S3] LOG_JSONPATH 'paths.json' is no file in a bucket"),
        ({"SONGPLAYS_S3_LOG_JSONPATH": "s3://lake/none.json"}, 2, "s3://lake/none.json: there is no such JSON paths"),
        ({"SONGPLAYS_S3_LOG_JSONPATH": "s3://lake/it's.json"}, 2, "may hold letters"),
    ],
)
def test_what_is_missing_is_named(
    configured: Path, aws: Cloud, changed: dict[str, str], code: int, message: str
) -> None:
    """A setting, a permission or a file that is missing is one line that names it."""
    found = answer(configured, aws, **changed)
    assert code == found[0]
    assert message in found[1]
    assert [] == [name for name in aws.staged if name.startswith("lake/")]


def test_replaced_file(configured: Path, aws: Cloud, lake: Path) -> None:
    """A replaced file is one line with the next step, which works."""
    songplays_command("etl", cwd=configured, **aws.environment)
    log = lake / "log_data" / "day.json"
    log.write_text(log.read_text().splitlines()[0])
    code, message = answer(configured, aws)
    assert (2, f"1 file was replaced, such as s3://{lake.name}/log_data/day.json") == (code, message.partition(";")[0])
    done = songplays_command("etl", "--full-refresh", "--json", cwd=configured, **aws.environment)
    assert 2 == json.loads(done.stdout)["loaded"]

"""Which URIs name a source, and what is said of the others."""

import subprocess
import sys
from pathlib import Path

import pytest

from songplays.errors import UsageError
from songplays.lake import open_source
from songplays.lake.source import SourceFile


def test_a_folder_is_known_by_its_absolute_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """However a folder is written, its URI is one and the same, so that the ledger knows it again."""
    (tmp_path / "data").mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))

    assert {str(tmp_path / "data")} == {
        open_source(uri).uri for uri in ("data", "data/", "./data", f"{tmp_path}//data/", "~/data", "data/../data")
    }


@pytest.mark.usefixtures("bucket")
def test_a_bucket_is_known_without_its_last_slash() -> None:
    """A slash at the end makes no other source."""
    assert "s3://udacity-dend/log_data" == open_source("s3://udacity-dend/log_data/").uri
    assert "s3://udacity-dend" == open_source("s3://udacity-dend/").uri


def test_a_missing_folder_is_named() -> None:
    """A folder that does not exist is a wrong path, told with the path."""
    with pytest.raises(UsageError, match=r"^/no/such/folder: no such folder; check the path$"):
        open_source("/no/such/folder")


def test_a_file_is_no_source(tmp_path: Path) -> None:
    """A file in place of a folder is a wrong path."""
    (tmp_path / "events.json").touch()

    with pytest.raises(UsageError, match=r"events\.json: not a folder; give the folder"):
        open_source(str(tmp_path / "events.json"))


@pytest.mark.parametrize(
    "uri", ["gs://bucket/x", "https://example.com/x", "s3a://bucket/x", "S3://bucket", "file:///x"]
)
def test_an_unknown_kind_of_source_is_refused(uri: str) -> None:
    """Only folders and s3:// are read; anything else with a scheme is told so, not looked for on disk."""
    with pytest.raises(UsageError, match=r"are not read; give a folder or s3://bucket/prefix$"):
        open_source(uri)


@pytest.mark.parametrize("uri", ["", "data\0"])
def test_what_cannot_be_a_path_is_refused(uri: str) -> None:
    """An empty path, or one with a NUL byte, names no folder."""
    with pytest.raises(UsageError, match="is no source"):
        open_source(uri)


@pytest.mark.parametrize(
    "name",
    [
        "",
        "ab",
        "a" * 64,
        "Bucket",
        "buc_ket",
        "bucket.",
        "-bucket",
        "buc..ket",
        "127.0.0.1",
        "bücket",
        "b ucket",
        "bu%41",
    ],
)
def test_a_name_no_bucket_can_have_is_refused(name: str) -> None:
    """Amazon's rules for names are checked before anything is asked, so that a name never becomes another address."""
    with pytest.raises(UsageError, match="is not a bucket's name"):
        open_source(f"s3://{name}/log_data")


@pytest.mark.usefixtures("bucket")
@pytest.mark.parametrize("prefix", ["/log_data", "a//b", "a/../b", "./a", "a\nb"])
def test_a_prefix_with_empty_or_dotted_names_is_refused(prefix: str) -> None:
    """A prefix is names with single slashes between; nothing in it climbs out of the bucket."""
    with pytest.raises(UsageError, match="a prefix is names with single slashes"):
        open_source(f"s3://bucket/{prefix}")


def test_a_folder_needs_no_bucket_library(tmp_path: Path) -> None:
    """Reading a folder loads neither obstore nor boto3: they would cost more time than the reading."""
    (tmp_path / "events.json").touch()
    program = (
        "import sys; from songplays.lake import open_source; open_source(sys.argv[1]).list(); "
        "sys.exit(bool({'obstore', 'boto3'} & set(sys.modules)))"
    )

    assert 0 == subprocess.run([sys.executable, "-c", program, tmp_path], check=False).returncode


def test_only_a_folders_file_lies_on_this_machine(bucket: Path, tmp_path: Path) -> None:
    """Where a file can be read in place, its place is told; an object of a bucket has none."""
    file = SourceFile("2018/11/events.json", 0, "")

    assert tmp_path / "2018/11/events.json" == open_source(str(tmp_path)).local_path(file)
    assert open_source(f"s3://{bucket.name}").local_path(file) is None

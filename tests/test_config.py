"""What dwh.cfg and the environment may say, and what is said of the rest."""

import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from songplays import config
from songplays.config import Config, Secret, load
from songplays.errors import UsageError

BRIEF = """\
[CLUSTER]
HOST = cluster.abc.us-west-2.redshift.amazonaws.com
DB_NAME = XXX
DB_USER = XXX
DB_PASSWORD = 50% of "it's" #1; all
DB_PORT = 5439

[IAM_ROLE]
ARN = XXX

[S3]
LOG_DATA = 's3://udacity-dend/log_data'
LOG_JSONPATH = 's3://udacity-dend/log_json_path.json'
SONG_DATA = "s3://udacity-dend/song_data"

[INFRASTRUCTURE]
REGION = XXX
KEY = XXX
SECRET = XXX
STATUS_CHECK_ATTEMPTS = 5
STATUS_CHECK_DELAY_SEC = 30
ROLE_NAME = songplays_S3toRedshiftStaging
CLUSTER_IDENTIFIER = sparkify
CLUSTER_TYPE = multi-node
NODE_TYPE = dc2.large
NUM_NODES = 2
"""
VARIABLES = [f"SONGPLAYS_{section}_{key}" for section, keys in config.KEYS.items() for key in keys]


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return dwh.cfg in a new working directory, where it is not yet."""
    monkeypatch.chdir(tmp_path)
    return Path("dwh.cfg")


def test_nothing_needs_to_be_configured(file: Path) -> None:
    """Without a file and without variables everything is unset, or its default."""
    assert not file.exists()
    assert Config() == load(None, {})
    assert (None, None, 5439) == (Config().cluster.host, Config().s3.log_data, Config().cluster.db_port)


def test_the_file_here_is_read_unasked(file: Path) -> None:
    """dwh.cfg in the working directory counts without being named."""
    file.write_text("[S3]\nLOG_DATA = logs\n")

    assert "logs" == load(None, {}).s3.log_data


def test_a_file_that_was_named_must_exist(file: Path) -> None:
    """A configuration that the user named and that is not there is told, not passed over."""
    with pytest.raises(UsageError, match=r"^dwh\.cfg: no such file; check --config$"):
        load(file, {})


def test_the_briefs_file_is_read(file: Path) -> None:
    """Every section and key of the brief is known; quotes around a value are no part of it; XXX is not set."""
    file.write_text(BRIEF)

    loaded = load(file, {})

    assert "s3://udacity-dend/log_data" == loaded.s3.log_data
    assert "s3://udacity-dend/log_json_path.json" == loaded.s3.log_jsonpath
    assert "s3://udacity-dend/song_data" == loaded.s3.song_data
    assert "cluster.abc.us-west-2.redshift.amazonaws.com" == loaded.cluster.host
    assert Secret('50% of "it\'s" #1; all') == loaded.cluster.db_password
    assert loaded.cluster.db_name is None
    assert loaded.iam_role.arn is None
    assert ("sparkify", 5, 2) == (
        loaded.infrastructure.cluster_identifier,
        loaded.infrastructure.status_check_attempts,
        loaded.infrastructure.num_nodes,
    )


def test_the_example_file_sets_nothing() -> None:
    """The example can be copied as it is: it names every key and leaves each unset or at its default."""
    example = Path(__file__).parents[1] / "dwh.example.cfg"

    assert Config() == load(example, {})
    assert VARIABLES == [variable for variable in VARIABLES if f"\n{_key(variable)} = " in example.read_text()]


def _key(variable: str) -> str:
    prefixes = [f"SONGPLAYS_{section}_" for section in config.SECTIONS]
    return next(variable.removeprefix(prefix) for prefix in prefixes if variable.startswith(prefix))


def test_the_environment_goes_before_the_file(file: Path) -> None:
    """SONGPLAYS_<SECTION>_<KEY> replaces what the file says; an empty one takes it back."""
    file.write_text(BRIEF)

    loaded = load(
        file,
        {
            "SONGPLAYS_CLUSTER_HOST": "",
            "SONGPLAYS_CLUSTER_DB_PASSWORD": "other",
            "SONGPLAYS_S3_LOG_DATA": "/data/log_data",
            "SONGPLAYS_WAREHOUSE": "elsewhere.duckdb",
            "PATH": "/bin",
        },
    )

    assert loaded.cluster.host is None
    assert Secret("other") == loaded.cluster.db_password
    assert "/data/log_data" == loaded.s3.log_data
    assert "s3://udacity-dend/song_data" == loaded.s3.song_data


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[CLUSTER]\nHOTS = x", "dwh.cfg: [CLUSTER] HOTS is not a setting; did you mean HOST?"),
        ("[CLUSTER]\npassword = x", "dwh.cfg: [CLUSTER] PASSWORD is not a setting; did you mean DB_PASSWORD?"),
        ("[S3]\nARN = x", "dwh.cfg: [S3] ARN is not a setting; did you mean [IAM_ROLE] ARN?"),
        ("[IAM_ROLE]\nzzz = x", "dwh.cfg: [IAM_ROLE] ZZZ is not a setting; its keys are ARN"),
        ("[cluster]\nHOST = x", "dwh.cfg: [cluster] is not a section; did you mean [CLUSTER]?"),
        ("[IAM]\nARN = x", "dwh.cfg: [IAM] is not a section; did you mean [IAM_ROLE]?"),
        (
            "[DEFAULT]\nHOST = x",
            "dwh.cfg: [DEFAULT] is not a section; the sections are CLUSTER, IAM_ROLE, S3, INFRASTRUCTURE",
        ),
        (
            "[CLUSTER]\nDB_PORT = 54x9",
            "dwh.cfg: [CLUSTER] DB_PORT: '54x9' is not a whole number from 1 to 65535",
        ),
        ("[CLUSTER]\nDB_PORT = 0", "dwh.cfg: [CLUSTER] DB_PORT: '0' is not a whole number from 1 to 65535"),
        ("[CLUSTER]\nDB_PORT = \u0665", "dwh.cfg: [CLUSTER] DB_PORT: '\u0665' is not a whole number from 1 to 65535"),
        (
            "[INFRASTRUCTURE]\nNUM_NODES = -1",
            "dwh.cfg: [INFRASTRUCTURE] NUM_NODES: '-1' is not a whole number from 1 to 128",
        ),
        ("HOST = x", "dwh.cfg:1: a setting before any section; begin with a line like [S3]"),
        ("[S3]\n[S3]", "dwh.cfg:2: [S3] stands here a second time; merge the two"),
        (
            "[CLUSTER]\nHOST = x\nhost = y",
            "dwh.cfg:3: [CLUSTER] HOST is set a second time; remove one",
        ),
        ("[CLUSTER]\nhunter2", "dwh.cfg:2: not a setting; write KEY = value"),
        (
            "[CLUSTER]\nDB_NAME = x\n  HOST = y",
            "dwh.cfg: [CLUSTER] DB_NAME goes on in the next line; begin every setting at the start of its line",
        ),
        ("[CLUSTER]\nDB_USER = \udce9", "dwh.cfg: cannot be read (not UTF-8)"),
    ],
)
def test_what_is_wrong_is_named_with_its_place_and_remedy(file: Path, text: str, message: str) -> None:
    """A mistake is one line with file, section, key and the nearest right one; it never passes unseen."""
    file.write_bytes(text.encode("utf-8", "surrogateescape"))

    with pytest.raises(UsageError) as mistake:
        load(file, {})

    assert message == str(mistake.value)


def test_a_folder_is_no_configuration(tmp_path: Path) -> None:
    """A configuration that cannot be read is told with the reason."""
    with pytest.raises(UsageError, match=r"cannot be read \(Is a directory\)"):
        load(tmp_path, {})


def test_a_mistyped_variable_is_named(file: Path) -> None:
    """A variable that begins like a setting and is none is told, with the nearest right one."""
    with pytest.raises(UsageError, match=r"^SONGPLAYS_CLUSTER_HOTS: \[CLUSTER\] HOTS is not .*; did you mean HOST\?$"):
        load(None, {"SONGPLAYS_CLUSTER_HOTS": "x"})

    with pytest.raises(UsageError, match=r"^SONGPLAYS_CLUSTER_DB_PORT: 'x' is not a whole number"):
        load(None, {"SONGPLAYS_CLUSTER_DB_PORT": "x"})

    assert not file.exists()


def test_a_file_from_a_windows_editor_is_read(file: Path) -> None:
    """A byte order mark and CRLF line ends are no part of the settings."""
    file.write_bytes(b"\xef\xbb\xbf[S3]\r\nLOG_DATA = logs\r\n")

    assert "logs" == load(file, {}).s3.log_data


SECRETS = st.text(st.characters(codec="ascii", categories=("L", "N", "P", "S")), min_size=8)


@given(
    st.fixed_dictionaries(
        dict.fromkeys(("CLUSTER_DB_PASSWORD", "INFRASTRUCTURE_KEY", "INFRASTRUCTURE_SECRET"), SECRETS)
    )
)
def test_no_secret_is_printed(secrets: dict[str, str]) -> None:
    """However the settings are printed, nothing of passwords and keys shows; the one who needs them asks for them."""

    def settings_with(secrets: dict[str, str]) -> Config:
        return load(None, {f"SONGPLAYS_{name}": secret for name, secret in secrets.items()})

    def printed(loaded: Config) -> str:
        return f"{loaded} {loaded!r} {loaded.cluster} {loaded.cluster.db_password} {vars(loaded.infrastructure)}"

    loaded = settings_with(secrets)

    assert printed(settings_with(dict.fromkeys(secrets, "another secret"))) == printed(loaded)
    assert secrets["CLUSTER_DB_PASSWORD"] == (loaded.cluster.db_password or Secret("")).reveal()


@settings(deadline=None)  # writes a file
@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), min_size=4))
def test_a_quoted_value_is_taken_as_it_is(value: str) -> None:
    """Between quotes any text on one line is the value: signs, blanks and per cents mean nothing more."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "dwh.cfg")
        file.write_text(f"[S3]\nLOG_DATA = '{value}'\n", encoding="utf-8")

        assert value == load(file, {}).s3.log_data


def test_the_configuration_loads_quickly() -> None:
    """Reading settings imports nothing of what they configure."""
    program = "import sys, songplays.config; sys.exit(len({'duckdb', 'obstore', 'boto3', 'rich'} & set(sys.modules)))"

    assert 0 == subprocess.run([sys.executable, "-c", program], check=False).returncode

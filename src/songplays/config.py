"""What dwh.cfg and the environment say: where the files are, where the warehouse is, and who may reach it."""

import configparser
import difflib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from songplays.errors import UsageError

DEFAULT_PATH = Path("dwh.cfg")
NOT_FILLED_IN = "XXX"
"""How the example file says that a value is still to come."""


class Secret:
    """A value that shows itself only to who asks for it by name."""

    def __init__(self, value: str) -> None:
        """Keep `value`."""
        self._value = value

    def reveal(self) -> str:
        """Return the value; for the one place that hands it on."""
        return self._value

    def __repr__(self) -> str:
        """Return what may be printed."""
        return "***"

    def __eq__(self, other: object) -> bool:
        """Tell whether both hide the same value."""
        return isinstance(other, Secret) and self._value == other._value

    def __hash__(self) -> int:
        """Agree with equality."""
        return hash(self._value)


def _number(lowest: int, highest: int) -> dict[str, Any]:
    """Return how to read a whole number."""

    def read(text: str) -> int:
        if not (text.isascii() and text.isdigit() and lowest <= int(text) <= highest):
            raise ValueError(f"{text!r} is not a whole number from {lowest} to {highest}")
        return int(text)

    return {"read": read}


SECRET = {"read": Secret}


@dataclass(frozen=True, kw_only=True)
class Cluster:
    """[CLUSTER]: the Redshift database. Without a host the warehouse is a DuckDB file."""

    host: str | None = None
    db_name: str | None = None
    db_user: str | None = None
    db_password: Secret | None = field(default=None, metadata=SECRET)
    db_port: int = field(default=5439, metadata=_number(1, 65535))


@dataclass(frozen=True, kw_only=True)
class IamRole:
    """[IAM_ROLE]: the role by which Redshift reads the bucket."""

    arn: str | None = None


@dataclass(frozen=True, kw_only=True)
class S3:
    """[S3]: where the source files lie, each a folder or ``s3://bucket/prefix``.

    log_jsonpath: by which Redshift's COPY reads the keys of the logs; without it, by one that is made from the schema.
    region: the buckets' region, where it should not be looked up.
    staging: where Redshift's COPY finds what the embedded reader has prepared; without it, COPY reads the source files.
    manifests: where Redshift's COPY finds the lists of those source files.
    """

    log_data: str | None = None
    log_jsonpath: str | None = None
    song_data: str | None = None
    region: str | None = None
    staging: str | None = None
    manifests: str | None = None


@dataclass(frozen=True, kw_only=True)
class Infrastructure:
    """[INFRASTRUCTURE]: what it takes to create the Redshift cluster or workgroup, and to delete it.

    node_type, num_nodes: of a cluster alone.
    base_capacity: the RPUs of a workgroup, and daily_rpu_hours: what it may compute in a day.
    """

    region: str | None = None
    key: Secret | None = field(default=None, metadata=SECRET)
    secret: Secret | None = field(default=None, metadata=SECRET)
    status_check_attempts: int = field(default=5, metadata=_number(1, 1000))
    status_check_delay_sec: int = field(default=30, metadata=_number(0, 3600))
    role_name: str | None = None
    cluster_identifier: str | None = None
    cluster_type: str | None = None
    node_type: str | None = None
    num_nodes: int = field(default=2, metadata=_number(1, 128))
    base_capacity: int = field(default=4, metadata=_number(4, 1024))
    daily_rpu_hours: int = field(default=16, metadata=_number(1, 100_000))


@dataclass(frozen=True, kw_only=True)
class Config:
    """Every setting. What is not set is None, or the default that is written beside it."""

    cluster: Cluster = Cluster()
    iam_role: IamRole = IamRole()
    s3: S3 = S3()
    infrastructure: Infrastructure = Infrastructure()


SECTIONS: dict[str, type[Cluster | IamRole | S3 | Infrastructure]] = {
    "CLUSTER": Cluster,
    "IAM_ROLE": IamRole,
    "S3": S3,
    "INFRASTRUCTURE": Infrastructure,
}
KEYS = {section: [setting.name.upper() for setting in fields(kind)] for section, kind in SECTIONS.items()}


def load(path: Path | None, environ: Mapping[str, str]) -> Config:
    """Return the settings of the file at `path`, overridden by those in `environ`.

    path: None for dwh.cfg in the working directory, which need not exist.
    environ: a setting is called SONGPLAYS_<SECTION>_<KEY> there, as SONGPLAYS_CLUSTER_DB_PASSWORD; an empty value
        takes back what the file says.

    UsageError if the file cannot be read, or a section, a key or a value is wrong; it names the place and the remedy.
    """
    values: dict[str, Any] = {}
    given = _from_file(path) | _from_environment(environ)
    for section, kind in SECTIONS.items():
        read = {}
        for setting in fields(kind):
            where, text = given.get((section, setting.name.upper()), ("", ""))
            if text in {"", NOT_FILLED_IN}:
                continue
            try:
                read[setting.name] = setting.metadata.get("read", str)(text)
            except ValueError as error:
                raise UsageError(f"{where}: {error}") from None
        values[section.lower()] = kind(**read)
    return Config(**values)


# What was found for a (section, key): where, in words for a message, and the text.
Found = dict[tuple[str, str], tuple[str, str]]


def _from_file(path: Path | None) -> Found:
    """Return what the file says; UsageError if it says anything that is no setting."""
    file = path or DEFAULT_PATH
    parser = configparser.ConfigParser(interpolation=None, default_section="", empty_lines_in_values=False)
    try:
        parser.read_string(file.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        if path is None:
            return {}
        raise UsageError(f"{file}: no such file; check --config") from None
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "not UTF-8"
        raise UsageError(f"{file}: cannot be read ({reason})") from None
    except configparser.Error as error:
        raise UsageError(f"{file}{_what_is_no_setting(error)}") from None
    found = {}
    for section in parser.sections():
        _require_section(section, str(file))
        for key, text in parser.items(section):
            _require_key(section, key.upper(), str(file))
            where = f"{file}: [{section}] {key.upper()}"
            found[section, key.upper()] = (where, _unquoted(text, where))
    return found


def _from_environment(environ: Mapping[str, str]) -> Found:
    """Return what the environment says; UsageError if it names a setting that does not exist."""
    found = {}
    for section, keys in KEYS.items():
        prefix = f"SONGPLAYS_{section}_"
        for variable in environ:
            key = variable.removeprefix(prefix)
            if key in keys and key != variable:
                found[section, key] = (variable, environ[variable])
            elif key != variable and section != "INFRASTRUCTURE":  # the command of that name has variables of its own
                _require_key(section, key, variable)
    return found


def _require_section(section: str, where: str) -> None:
    if section not in SECTIONS:
        nearest = difflib.get_close_matches(section.upper(), SECTIONS, n=1, cutoff=0.5)
        hint = f"did you mean [{nearest[0]}]?" if nearest else f"the sections are {', '.join(SECTIONS)}"
        raise UsageError(f"{where}: [{section}] is not a section; {hint}")


def _require_key(section: str, key: str, where: str) -> None:
    if key not in KEYS[section]:
        elsewhere = [f"[{other}] {key}" for other, keys in KEYS.items() if key in keys]
        nearest = elsewhere or difflib.get_close_matches(key, KEYS[section], n=1)
        hint = f"did you mean {nearest[0]}?" if nearest else f"its keys are {', '.join(KEYS[section])}"
        raise UsageError(f"{where}: [{section}] {key} is not a setting; {hint}")


def _unquoted(text: str, where: str) -> str:
    """Return the value without the quotes around it; UsageError if lines that follow were taken for a part of it."""
    if "\n" in text:
        raise UsageError(f"{where} goes on in the next line; begin every setting at the start of its line")
    if len(text) > 1 and text[0] == text[-1] and text[0] in "'\"":
        return text[1:-1]
    return text


def _what_is_no_setting(error: configparser.Error) -> str:
    """Say where the file is no list of settings, and why; never what stands there, which may be a password."""
    match error:
        case configparser.MissingSectionHeaderError():
            return f":{error.lineno}: a setting before any section; begin with a line like [S3]"
        case configparser.DuplicateSectionError():
            return f":{error.lineno}: [{error.section}] stands here a second time; merge the two"
        case configparser.DuplicateOptionError():
            return f":{error.lineno}: [{error.section}] {error.option.upper()} is set a second time; remove one"
        case configparser.ParsingError():
            return f":{error.errors[0][0]}: not a setting; write KEY = value"
        case _:
            return ": not a configuration file"

"""Write values into dwh.cfg, and leave everything else in it as it is."""

import os
import re
import stat
import tempfile
from collections.abc import Mapping
from pathlib import Path

from songplays.errors import UsageError

SECTION = re.compile(r"\[(?P<name>.+)\]")
"""A section's line, as configparser reads it: from its first column to the last bracket."""
SETTING = re.compile(r"(?P<before>(?P<key>[^#;=:\s\[][^=:]*?)\s*[=:][^\S\r\n]*)(?P<value>.*?)(?P<after>\s*)")
"""A setting that stands in one line; `before` is all up to its value."""


def write_settings(path: Path, settings: Mapping[tuple[str, str], str]) -> None:
    """Set each (section, key) of `settings` in the file at `path`; all other bytes stay, and so does the file's mode.

    A value keeps the quotes that stood around the one before. A key that is missing comes after the last one of its
    section, a section that is missing at the end of the file, a file that is missing is created for its owner alone.
    The file is replaced in one step: who reads it, or whoever interrupts us, finds the old or the new one.

    UsageError if the file cannot be read or written, or a value cannot stand in it: it goes over lines, or begins or
    ends with a space.
    """
    for (section, key), value in settings.items():
        if value != value.strip() or len(value.splitlines()) > 1:
            raise UsageError(f"[{section}] {key}: a value in {path} is one line, without spaces around it")
    target = path.resolve()  # a link stays a link
    try:
        text = target.read_bytes().decode("utf-8") if target.exists() else ""
        for (section, key), value in settings.items():
            text = _with_setting(text, section, key, value)
        _replace(target, text.encode("utf-8"))
    except UnicodeDecodeError:
        raise UsageError(f"{path}: cannot be read (not UTF-8)") from None
    except OSError as error:
        raise UsageError(f"{path}: cannot be written ({error.strerror}); set {_listed(settings)} yourself") from None


def _with_setting(text: str, section: str, key: str, value: str) -> str:
    """Return `text` with the value in its place."""
    lines = text.splitlines(keepends=True)
    line_end = "\r\n" if "\r\n" in text else "\n"
    inside = False
    end_of_section = None  # after its last setting; a comment that follows may belong to what comes next
    for number, line in enumerate(lines):
        header = SECTION.match(line.removeprefix("\ufeff"))
        if header:
            inside = header["name"] == section
        setting = SETTING.fullmatch(line)
        if inside and setting and setting["key"].upper() == key:
            lines[number] = setting["before"] + _quoted_as(setting["value"], value) + setting["after"]
            return "".join(lines)
        if inside and (header or setting):
            end_of_section = number + 1
    added = f"{key} = {_quoted_as('', value)}{line_end}"
    if end_of_section is None:
        end_of_section = len(lines)
        added = f"{line_end if lines else ''}[{section}]{line_end}{added}"
    if end_of_section and not lines[end_of_section - 1].endswith(("\n", "\r")):
        lines[end_of_section - 1] += line_end
    return "".join([*lines[:end_of_section], added, *lines[end_of_section:]])


def _quoted_as(before: str, value: str) -> str:
    """Return the value in the quotes of the one before it, or in some where it would lose its own."""
    if len(before) > 1 and before[0] == before[-1] and before[0] in "'\"":
        return f"{before[0]}{value}{before[0]}"
    if len(value) > 1 and value[0] == value[-1] and value[0] in "'\"":
        return f'"{value}"'
    return value


def _replace(target: Path, content: bytes) -> None:
    """Put `content` in the place of the file `target`, in one step."""
    mode = stat.S_IMODE(target.stat().st_mode) if target.exists() else 0o600
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(mode)
        Path(name).replace(target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _listed(settings: Mapping[tuple[str, str], str]) -> str:
    return ", ".join(f"[{section}] {key}={value}" for (section, key), value in settings.items())

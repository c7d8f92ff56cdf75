"""What is written into dwh.cfg is read back, and nothing else in it changes."""

import stat
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from songplays.config import KEYS, load
from songplays.errors import UsageError
from songplays.infrastructure.config_file import write_settings

HOST, ARN = ("CLUSTER", "HOST"), ("IAM_ROLE", "ARN")
WRITTEN = {HOST: "sparkify.abc.us-west-2.redshift.amazonaws.com", ARN: "arn:aws:iam::123456789012:role/songplays"}


def test_the_briefs_file_keeps_its_looks(tmp_path: Path) -> None:
    """Only the two values change: comments, order, quotes, blank lines and other settings stay."""
    file = tmp_path / "dwh.cfg"
    file.write_text("# ours\n[CLUSTER]\nHOST = XXX\nDB_PORT=5439\n\n[IAM_ROLE]\n; the role\narn : 'XXX'\n\n[S3]\n")

    write_settings(file, WRITTEN)

    assert (
        f"# ours\n[CLUSTER]\nHOST = {WRITTEN[HOST]}\nDB_PORT=5439\n\n[IAM_ROLE]\n; the role\narn : '{WRITTEN[ARN]}'\n\n"
        "[S3]\n"
    ) == file.read_text()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", "[CLUSTER]\nHOST = h\n"),
        ("[S3]\nREGION = r", "[S3]\nREGION = r\n\n[CLUSTER]\nHOST = h\n"),
        ("[CLUSTER]\nDB_NAME = d\n\n# next\n\n[S3]\n", "[CLUSTER]\nDB_NAME = d\nHOST = h\n\n# next\n\n[S3]\n"),
        ("[CLUSTER]\n[S3]\nREGION = r\n", "[CLUSTER]\nHOST = h\n[S3]\nREGION = r\n"),
        ("[CLUSTER]\nDB_NAME = d", "[CLUSTER]\nDB_NAME = d\nHOST = h\n"),
        ("[CLUSTER]\nHOST =\nDB_NAME = d\n", "[CLUSTER]\nHOST =h\nDB_NAME = d\n"),
        ("[CLUSTER]\r\nHOST = XXX  \r\n", "[CLUSTER]\r\nHOST = h  \r\n"),
        ("[S3]\r\n", "[S3]\r\n\r\n[CLUSTER]\r\nHOST = h\r\n"),
        ("\ufeff[CLUSTER]\nHOST = XXX\n", "\ufeff[CLUSTER]\nHOST = h\n"),
        ("[CLUSTER]\n#HOST = XXX\n", "[CLUSTER]\nHOST = h\n#HOST = XXX\n"),
    ],
)
def test_where_a_value_goes(tmp_path: Path, before: str, after: str) -> None:
    """A value goes to its key, or after the last setting of its section, or with its section to the end."""
    file = tmp_path / "dwh.cfg"
    file.write_bytes(before.encode())

    write_settings(file, {HOST: "h"})

    assert after == file.read_bytes().decode()
    assert "h" == load(file, {}).cluster.host


values = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"]), min_size=1, max_size=30
).filter(lambda text: text == text.strip() and text != "XXX" and text not in {"''", '""'})
settings_of = {section: keys for section, keys in KEYS.items() if section in {"CLUSTER", "S3", "IAM_ROLE"}}
texts = [(section, key) for section, keys in settings_of.items() for key in keys if key != "DB_PORT"]
lines = st.sampled_from(["", "# a comment = 'x'", "; another", "   "])
shapes = st.sampled_from(
    ["{key} = {value}", "{key}={value}", "{lower} : {value}  ", "{key} = '{value}'", '{key}="{value}"']
)


@st.composite
def files(draw: st.DrawFn) -> str:
    """Return a dwh.cfg: any sections in any order, any of their keys, comments, blank lines, and either line end."""
    written = []
    for section in draw(st.permutations(sorted(settings_of)))[: draw(st.integers(0, 3))]:
        written += [*draw(st.lists(lines, max_size=2)), f"[{section}]"]
        keys = [key for key in settings_of[section] if key != "DB_PORT"]
        for key in draw(st.lists(st.sampled_from(keys), unique=True)):
            shape = draw(shapes)
            written += draw(st.lists(lines, max_size=1))
            written.append(
                shape.format(key=key, lower=key.lower(), value=draw(values.filter(lambda v: v[0] not in "'\"")))
            )
    end = draw(st.sampled_from(["\n", "\r\n"]))
    return end.join(written) + draw(st.sampled_from(["", end]))


@given(files(), st.dictionaries(st.sampled_from(texts), values, min_size=1, max_size=3))
def test_what_is_written_is_read_back(text: str, written: dict[tuple[str, str], str]) -> None:
    """Every value comes back as it was given, every other setting as it was, and all other lines stand as before."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "dwh.cfg"
        file.write_bytes(text.encode())
        before = load(file, {})

        write_settings(file, written)

        after = load(file, {})
        for section, key in texts:
            was = getattr(getattr(before, section.lower()), key.lower())
            assert written.get((section, key), _shown(was)) == _shown(
                getattr(getattr(after, section.lower()), key.lower())
            )
        kept, now = _others(text, written), _others(file.read_bytes().decode(), written)
        assert kept == now[: len(kept)]
        assert set(now[len(kept) :]) <= {"", *(f"[{section}]" for section, _ in written)}


def _others(text: str, written: dict[tuple[str, str], str]) -> list[str]:
    """Return the lines, without their ends, that set none of the keys that were written."""
    keys = {key for _, key in written}
    split = [line.removesuffix("\n").removesuffix("\r") for line in text.splitlines(keepends=True)]
    return [line for line in split if line.replace(":", "=").partition("=")[0].strip().upper() not in keys]


def _shown(value: object) -> object:
    return value.reveal() if hasattr(value, "reveal") else value


def test_writing_twice_changes_nothing(tmp_path: Path) -> None:
    """The second time the same values are written, the file stays as it is."""
    file = tmp_path / "dwh.cfg"
    write_settings(file, WRITTEN)
    once = file.read_bytes()

    write_settings(file, WRITTEN)

    assert once == file.read_bytes()
    assert [file] == list(tmp_path.iterdir())


def test_the_files_mode_stays(tmp_path: Path) -> None:
    """Who may read the file stays as it is; a new one is its owner's alone."""
    file, new = tmp_path / "dwh.cfg", tmp_path / "new.cfg"
    file.touch()
    file.chmod(0o640)

    write_settings(file, WRITTEN)
    write_settings(new, WRITTEN)

    assert [0o640, 0o600] == [stat.S_IMODE(path.stat().st_mode) for path in (file, new)]


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    """Where dwh.cfg is a link, the file that it points to is written."""
    file, link = tmp_path / "shared.cfg", tmp_path / "dwh.cfg"
    file.touch()
    link.symlink_to(file)

    write_settings(link, {HOST: "h"})

    assert link.is_symlink()
    assert "h" == load(file, {}).cluster.host


def test_a_failure_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the new file cannot take the old one's place, the old one stays whole, nothing else does, and it is told."""
    file = tmp_path / "dwh.cfg"
    file.write_text("[CLUSTER]\nHOST = old\n")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(
        UsageError, match=r"dwh\.cfg: cannot be written \(No space left on device\); set \[CLUSTER\] HOST=h yourself"
    ):
        write_settings(file, {HOST: "h"})

    assert "[CLUSTER]\nHOST = old\n" == file.read_text()
    assert [file] == list(tmp_path.iterdir())


@pytest.mark.parametrize("value", ["two\nlines", " space", "space ", "a\u2028b"])
def test_a_value_that_cannot_stand_there(tmp_path: Path, value: str) -> None:
    """A value that would be read back as another is refused, and nothing is written."""
    with pytest.raises(UsageError, match="is one line, without spaces around it"):
        write_settings(tmp_path / "dwh.cfg", {HOST: value})

    assert [] == list(tmp_path.iterdir())

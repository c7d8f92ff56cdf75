"""What is written into <script> cannot end it, and the bundle is made once."""

import json
from importlib.metadata import version
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from songplays.dashboard.javascript import inline_json, vega_bundle

anything_in_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(anything_in_json)
def test_json_is_read_back_as_it_was(value: object) -> None:
    """Escaping changes the text, never the value."""
    assert value == json.loads(inline_json(value))


@given(st.text(alphabet="</script>!-& \u2028\u2029x"))
def test_nothing_breaks_out_of_a_script(text: str) -> None:
    """No character that HTML or a script reads as its own is left in the JSON."""
    assert not set(inline_json([text])) & set("<>&\u2028\u2029")


def test_nan_is_refused() -> None:
    """NaN is no JSON, so it stops the page instead of breaking it."""
    with pytest.raises(ValueError, match="JSON"):
        inline_json(float("nan"))


def test_bundle_is_kept_for_the_next_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first page makes the bundle, later ones read it."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))

    made = vega_bundle()

    (kept,) = (tmp_path / "songplays").iterdir()
    kept.write_text("/* vegaEmbed, kept */", encoding="utf-8")
    assert "vegaEmbed" in made
    assert vega_bundle() == "/* vegaEmbed, kept */"


@pytest.mark.parametrize("spoiled", [b"\xff\xfe", b"half of it"])
def test_spoiled_bundle_is_made_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, spoiled: bytes) -> None:
    """A cache file that is no bundle is replaced."""
    made = vega_bundle()
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    name = f"vega-{version('vl-convert-python')}.js"
    (tmp_path / "songplays").mkdir()
    (tmp_path / "songplays" / name).write_bytes(spoiled)

    assert made == vega_bundle()
    assert spoiled != (tmp_path / "songplays" / name).read_bytes()


def test_page_is_made_without_a_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nothing can be kept, the bundle is made all the same."""
    in_the_way = tmp_path / "file"
    in_the_way.touch()
    monkeypatch.setenv("XDG_CACHE_HOME", str(in_the_way))

    assert "vegaEmbed" in vega_bundle()


def test_relative_cache_folder_is_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A relative XDG_CACHE_HOME counts as none, as its specification asks; the home's .cache is used."""
    monkeypatch.setenv("XDG_CACHE_HOME", "here")
    monkeypatch.setenv("HOME", str(tmp_path))

    vega_bundle()

    assert (tmp_path / ".cache" / "songplays").is_dir()


def test_script_of_the_bundle_cannot_end_its_element(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Text in the bundle that HTML would read is escaped."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    (tmp_path / "songplays").mkdir()
    kept = tmp_path / "songplays" / f"vega-{version('vl-convert-python')}.js"
    kept.write_text("vegaEmbed('</SCRIPT><!-- <script>')", encoding="utf-8")

    assert vega_bundle() == r"vegaEmbed('\x3c/SCRIPT>\x3c!-- \x3cscript>')"

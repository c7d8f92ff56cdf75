"""The JavaScript and JSON that the page carries in itself."""

import json
import os
import re
from importlib.metadata import version
from pathlib import Path

import vl_convert

from songplays.dashboard.atomic import write_atomically

SNIPPET = "window.vegaEmbed = vegaEmbed;"
# Inside <script>, HTML reads on until </script>, and <!-- or <script would change where that is.
READ_BY_HTML = re.compile(r"<(?=/?script|!--)", flags=re.IGNORECASE)
READ_BY_HTML_OR_SCRIPT = str.maketrans({character: f"\\u{ord(character):04x}" for character in "<>&\u2028\u2029"})


def vega_bundle() -> str:
    """Return Vega, Vega-Lite and Vega-Embed as one script that defines `vegaEmbed`, safe inside <script>.

    Making it takes more than a second, so it is kept in the user's cache folder, where that can be written.
    """
    folder = _user_cache()
    kept = folder / f"vega-{version('vl-convert-python')}.js" if folder else None
    bundle = _read(kept) if kept else None
    if bundle is None:
        bundle = vl_convert.javascript_bundle(SNIPPET)
        if kept:
            _keep(kept, bundle)
    return READ_BY_HTML.sub(r"\\x3c", bundle)


def inline_json(value: object) -> str:
    """Return `value` as JSON that no text in it can break out of; ValueError for NaN, which JSON cannot hold."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return text.translate(READ_BY_HTML_OR_SCRIPT)


def _user_cache() -> Path | None:
    """Return the folder for what this user's songplays can always make again; None where there is no home."""
    named = Path(os.environ.get("XDG_CACHE_HOME") or os.environ.get("LOCALAPPDATA") or "")
    try:
        return (named if named.is_absolute() else Path.home() / ".cache") / "songplays"
    except RuntimeError:
        return None


def _read(path: Path) -> str | None:
    try:
        bundle = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return None
    return bundle if "vegaEmbed" in bundle else None


def _keep(path: Path, bundle: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(path, bundle)
    except OSError:
        pass  # a cache that cannot be written costs a second, not the page

"""Write a file whole or not at all."""

import secrets
from pathlib import Path


def write_atomically(path: Path, text: str) -> None:
    """Put `text` in the file `path`, replacing it in one step; OSError leaves what was there before."""
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        with beside.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise

"""Start the dashboard's server as a user does, and ask it."""

import json
import subprocess
import sys
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode

import songplays
from commands import own_environment

PATIENCE = 30


@contextmanager
def served(warehouse: Path, *options: str, **environment: str) -> Iterator[str]:
    """Serve the dashboard of `warehouse` on a free port; yield its address, and end it."""
    command = [sys.executable, "-m", songplays.__name__, "--warehouse", str(warehouse)]
    with subprocess.Popen(
        [*command, "dashboard", "--serve", "--port", "0", *options],
        stdout=subprocess.PIPE,
        text=True,
        env=own_environment() | {"PYTHONUNBUFFERED": "1"} | environment,
    ) as server:
        assert server.stdout
        try:
            yield server.stdout.readline().split()[1]
        finally:
            server.terminate()
            server.wait(PATIENCE)


def ask(address: str, filters: Mapping[str, str]) -> dict[str, Any]:
    """Return the server's answer to filters."""
    with urllib.request.urlopen(f"{address}answers?{urlencode(filters)}", timeout=PATIENCE) as response:  # noqa: S310 - loopback
        found: dict[str, Any] = json.load(response)
    return found


def status(address: str, *, method: str = "GET", **headers: str) -> int:
    """Return the status that a request gets."""
    request = urllib.request.Request(address, method=method, headers=headers)  # noqa: S310 - loopback
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE) as response:  # noqa: S310 - loopback
            return int(response.status)
    except HTTPError as error:
        return error.code

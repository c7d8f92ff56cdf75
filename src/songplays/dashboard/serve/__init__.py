"""Serve the dashboard to this machine's browser, every answer from a copy of the warehouse."""

import signal
import socket
from collections.abc import Callable
from pathlib import Path
from types import FrameType

from songplays.errors import UsageError

HOST = "127.0.0.1"


def serve(warehouse: Path, *, port: int, anonymise: bool, ready: Callable[[str], None]) -> None:
    """Answer on `port` of 127.0.0.1 until interrupted; `ready` hears of the address once answers are there.

    UsageError without the extra `serve`, or when the port is taken.
    """
    try:
        import uvicorn  # noqa: PLC0415 - an extra

        from songplays.dashboard.serve.app import app_of  # noqa: PLC0415
    except ImportError:
        raise UsageError(
            "--serve needs Starlette and uvicorn; install them with: pip install 'songplays[serve]'"
        ) from None
    from songplays.dashboard.serve.snapshot import Snapshots  # noqa: PLC0415

    # Uvicorn passes a signal on when it has ended; by default that would leave the copies behind.
    signal.signal(signal.SIGTERM, _leave)
    with _listening(port) as listening, Snapshots(warehouse, anonymise=anonymise) as snapshots:
        taken = listening.getsockname()[1]
        ready(f"http://{HOST}:{taken}/")
        config = uvicorn.Config(app_of(snapshots), log_level="warning", server_header=False, lifespan="off")
        uvicorn.Server(config).run(sockets=[listening])


def _leave(number: int, _: FrameType | None) -> None:
    raise SystemExit(128 + number)


def _listening(port: int) -> socket.socket:
    listening = socket.socket()
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((HOST, port))
        listening.listen()
    except OSError as error:
        listening.close()
        raise UsageError(f"--port {port}: cannot be used ({error.strerror}); name another, or 0 for any") from None
    return listening

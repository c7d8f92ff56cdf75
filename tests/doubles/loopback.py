"""A small web server on this machine."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Answers(BaseHTTPRequestHandler):
    """A request handler that keeps quiet and sends whole answers."""

    protocol_version = "HTTP/1.1"

    def respond(self) -> None:
        """Answer one request, whatever its method."""
        raise NotImplementedError

    def do_GET(self) -> None:
        """Answer one request."""
        self.respond()

    do_HEAD = do_PUT = do_GET  # noqa: N815 - the names are http.server's

    def answer(self, status: int, headers: dict[str, str], body: bytes, announced: int | None = None) -> None:
        """Send an answer whose body claims to have `announced` bytes, by default as many as it has."""
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body) if announced is None else announced))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is http.server's
        """Write nothing."""


@contextmanager
def serving(handler: type[BaseHTTPRequestHandler]) -> Iterator[str]:
    """Answer requests by `handler` while the block runs, at the address (``http://host:port``) it is given."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    server.block_on_close = False
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()

"""What goes wrong between us and a bucket, on demand."""

import http.client
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum, auto

from doubles.loopback import Answers, serving


class Mishap(Enum):
    """One way in which a request fails."""

    SLOW_DOWN = auto()
    """503: the bucket asks for patience."""
    CUT = auto()
    """The connection breaks after half of the body."""
    SHORT = auto()
    """Half of the body comes and passes for all of it."""
    HANG = auto()
    """No answer ever comes."""
    REPLACED = auto()
    """412: If-Match names a version that is no more."""
    ELSEWHERE = auto()
    """301: the bucket is in another region."""


ERRORS = {
    Mishap.SLOW_DOWN: (503, "SlowDown"),
    Mishap.REPLACED: (412, "PreconditionFailed"),
    Mishap.ELSEWHERE: (301, "PermanentRedirect"),
}
OWN_HEADERS = {"content-length", "transfer-encoding", "connection", "date", "server"}


@contextmanager
def unreliable(server: str, *mishaps: Mishap) -> Iterator[str]:
    """Hand requests on to an S3 server (``http://host:port``); the first ones meet the mishaps, one each.

    The block is given the address to ask instead of the server's.
    """
    pending = list(mishaps)
    over = threading.Event()

    class Proxy(Answers):
        def respond(self) -> None:
            mishap = pending.pop(0) if pending else None
            if mishap is Mishap.HANG:
                over.wait(60)
                self.close_connection = True
            elif mishap in ERRORS:
                status, code = ERRORS[mishap]
                self.answer(status, {}, f"<Error><Code>{code}</Code></Error>".encode())
            else:
                self._hand_on(mishap)

        def _hand_on(self, mishap: Mishap | None) -> None:
            response, body = self._ask_server()
            headers = {name: value for name, value in response.getheaders() if name.lower() not in OWN_HEADERS}
            if mishap is Mishap.CUT:
                self.answer(response.status, headers, body[: len(body) // 2], announced=len(body))
                self.close_connection = True
            elif mishap is Mishap.SHORT:
                self.answer(response.status, headers, body[: len(body) // 2])
            else:
                self.answer(response.status, headers, body)

        def _ask_server(self) -> tuple[http.client.HTTPResponse, bytes]:
            upstream = http.client.HTTPConnection(server.removeprefix("http://"), timeout=10)
            try:
                # The signature covers the Host header, so it is handed on as it came.
                upstream.putrequest("GET", self.path, skip_host=True, skip_accept_encoding=True)
                for name, value in self.headers.items():
                    upstream.putheader(name, value)
                upstream.endheaders()
                response = upstream.getresponse()
                return response, response.read()
            finally:
                upstream.close()

    with serving(Proxy) as endpoint:
        try:
            yield endpoint
        finally:
            over.set()

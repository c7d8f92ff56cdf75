"""A connection to the Postgres behind the front."""

import socket
import struct
from collections.abc import Iterable, Iterator
from pathlib import Path

from doubles.redshift import messages
from doubles.redshift.messages import Message, ServerError
from doubles.redshift.postgres import SUPERUSER

PROTOCOL = 196608


class Backend:
    """One session in Postgres. `status` is I outside of a transaction, T in one, E in one that has failed."""

    def __init__(self, place: Path, database: str = "postgres") -> None:
        """Connect to the socket at `place`."""
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.connect(str(place))
        self._stream = self._socket.makefile("rwb")
        startup = struct.pack("!i", PROTOCOL) + messages.text("user", SUPERUSER, "database", database) + b"\0"
        self._stream.write(struct.pack("!i", len(startup) + 4) + startup)
        self._stream.flush()
        self.greeting = list(self.answers())

    def close(self) -> None:
        """End the session; what it has not committed is rolled back."""
        self._stream.close()
        self._socket.close()

    def send(self, *sent: Message) -> None:
        """Send messages on."""
        messages.write(self._stream, *sent)

    def answers(self) -> Iterator[Message]:
        """Yield messages up to and with the one that the server is ready again."""
        while True:
            kind, body = messages.read(self._stream)
            if kind == messages.READY:
                self.status = body
            yield kind, body
            if kind == messages.READY:
                return

    def query(self, sql: str) -> list[list[str | None]]:
        """Run statements and return the rows of all; ServerError if one fails."""
        self.send((messages.QUERY, messages.text(sql)))
        return [_values(body) for kind, body in self._checked() if kind == messages.ROW]

    def copy_in(self, sql: str, lines: Iterable[str]) -> None:
        """Run ``COPY … FROM STDIN`` with `lines` in COPY's text format; ServerError if it fails."""
        self.send((messages.QUERY, messages.text(sql)))
        kind, body = messages.read(self._stream)
        if kind == messages.COPY_IN:
            self.send(*((messages.COPY_DATA, line.encode()) for line in lines), (messages.COPY_DONE, b""))
            list(self._checked())
            return
        list(self.answers())
        raise ServerError(body)

    def _checked(self) -> Iterator[Message]:
        found = list(self.answers())
        for kind, body in found:
            if kind == messages.ERROR:
                raise ServerError(body)
        return iter(found)


def _values(body: bytes) -> list[str | None]:
    (count,) = struct.unpack_from("!h", body)
    values: list[str | None] = []
    place = 2
    for _ in range(count):
        (size,) = struct.unpack_from("!i", body, place)
        place += 4
        values.append(None if size < 0 else body[place : place + size].decode())
        place += max(size, 0)
    return values

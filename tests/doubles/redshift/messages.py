"""Messages of the Postgres protocol, version 3, which Redshift speaks."""

import struct
from io import BufferedRWPair

TERMINATE, SYNC, FLUSH, PARSE, BIND, EXECUTE, QUERY, PASSWORD = b"X", b"S", b"H", b"P", b"B", b"E", b"Q", b"p"
READY, ERROR, COMPLETE, BOUND, ROW, COPY_IN, STATUS, AUTHENTICATION = b"Z", b"E", b"C", b"2", b"D", b"G", b"S", b"R"
COPY_DATA, COPY_DONE, NOTICE = b"d", b"c", b"N"

Message = tuple[bytes, bytes]
"""Its kind, one byte, and its body."""


class ServerError(Exception):
    """What the database answers to a statement that fails: the body of its ErrorResponse."""

    def __init__(self, body: bytes) -> None:
        """Keep the answer."""
        super().__init__(fields(body).get("M"))
        self.body = body


def read(stream: BufferedRWPair) -> Message:
    """Return the next message; EOFError if the other side has gone."""
    kind = exactly(stream, 1)
    (size,) = struct.unpack("!i", exactly(stream, 4))
    return kind, exactly(stream, size - 4)


def exactly(stream: BufferedRWPair, size: int) -> bytes:
    """Return the next `size` bytes."""
    data = stream.read(size)
    if len(data) < size:
        raise EOFError
    return data


def write(stream: BufferedRWPair, *messages: Message) -> None:
    """Write messages and send them off."""
    stream.writelines(kind + struct.pack("!i", len(body) + 4) + body for kind, body in messages)
    stream.flush()


def text(*parts: str) -> bytes:
    """Return strings as the protocol writes them, each ended by a zero."""
    return b"".join(part.encode() + b"\0" for part in parts)


def strings(body: bytes, count: int) -> tuple[list[str], bytes]:
    """Return the first `count` strings of a body and what follows them."""
    *found, rest = body.split(b"\0", count)
    return [part.decode() for part in found], rest


def error(code: str, message: str) -> bytes:
    """Return the body of an ErrorResponse with an SQLSTATE and a sentence."""
    return text("SERROR", f"C{code}", f"M{message}") + b"\0"


def notice(message: str) -> Message:
    """Return what the client is told beside an answer."""
    return NOTICE, text("SINFO", "C00000", f"M{message}") + b"\0"


def fields(body: bytes) -> dict[str, str]:
    """Return the fields of an ErrorResponse by their letter: C is the code, M the message."""
    return {part[:1].decode(): part[1:].decode() for part in body.split(b"\0") if part}

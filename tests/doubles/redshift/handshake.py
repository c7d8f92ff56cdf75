"""How a client gets in: TLS first, then a user's password as Redshift asks for it."""

import hashlib
import os
import socket
import ssl
import struct
from collections.abc import Collection, Mapping
from io import BufferedRWPair

from doubles.redshift import messages
from doubles.redshift.messages import Message

TLS_REQUEST = 80877103
MD5 = 5
SERVER_VERSION = "8.0.2"


class Rejected(Exception):
    """The client does not get in; `body` is the ErrorResponse that tells it."""

    def __init__(self, code: str, message: str) -> None:
        """Take the SQLSTATE and the sentence."""
        super().__init__(message)
        self.body = messages.error(code, message)


def encrypted(client: socket.socket, tls: ssl.SSLContext) -> ssl.SSLSocket:
    """Turn to TLS, which the client must ask for first."""
    request = client.recv(8, socket.MSG_WAITALL)
    if request != struct.pack("!ii", 8, TLS_REQUEST):
        raise ConnectionError("the client does not ask for TLS")
    client.sendall(b"S")
    return tls.wrap_socket(client, server_side=True)


def admitted(stream: BufferedRWPair, databases: Collection[str | None], passwords: Mapping[str, str]) -> str:
    """Read who wants to go where, check the password and return the database; Rejected if it or the password is wrong.

    Other parameters are dropped.
    """
    (size,) = struct.unpack("!i", messages.exactly(stream, 4))
    words = messages.exactly(stream, size - 4)[4:].split(b"\0")
    parameters = {name.decode(): value.decode() for name, value in zip(words[::2], words[1::2], strict=False)}
    user, salt = parameters.get("user", ""), os.urandom(4)
    messages.write(stream, (messages.AUTHENTICATION, struct.pack("!i", MD5) + salt))
    _, answer = _skipping_flush(stream)
    if user not in passwords or answer.rstrip(b"\0").decode() != _md5(passwords[user], user, salt):
        raise Rejected("28000", f'password authentication failed for user "{user}"')
    database = parameters.get("database", user)
    if database not in databases:
        raise Rejected("3D000", f'database "{database}" does not exist')
    return database


def greeting(of_postgres: list[Message]) -> list[Message]:
    """Return what a client that got in is told: what Postgres tells, but for the version."""
    version = messages.text("server_version")
    return [
        (kind, version + messages.text(SERVER_VERSION))
        if kind == messages.STATUS and body.startswith(version)
        else (kind, body)
        for kind, body in of_postgres
    ]


def _skipping_flush(stream: BufferedRWPair) -> Message:
    kind, body = messages.read(stream)
    return _skipping_flush(stream) if kind == messages.FLUSH else (kind, body)


def _md5(password: str, user: str, salt: bytes) -> str:
    def digest(data: bytes) -> bytes:
        return hashlib.md5(data, usedforsecurity=False).hexdigest().encode()

    return (b"md5" + digest(digest(password.encode() + user.encode()) + salt)).decode()

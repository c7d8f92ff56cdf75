"""The stand-in for a Redshift cluster: a front over Postgres, on this machine alone.

It proves driver, protocol, TLS, transactions, the text of our SQL, the grammar of COPY. It says nothing about
Redshift's planner, its distribution, the parser of its COPY, or its speed.
"""

import socket
import ssl
import threading
from collections import defaultdict
from contextlib import closing, suppress
from datetime import datetime
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Self

import trustme

from doubles.redshift import messages
from doubles.redshift.backend import Backend
from doubles.redshift.copy_command import run_copy
from doubles.redshift.handshake import Rejected, admitted, encrypted, greeting
from doubles.redshift.load_history import LoadHistory
from doubles.redshift.objects import Objects
from doubles.redshift.postgres import Postgres
from doubles.redshift.session import Mishap, Session
from doubles.redshift.statements import understood

HOST = "localhost"
DATABASE = "dev"
USER = "awsuser"
PASSWORD = "Not-A-Secret-1"  # noqa: S105 - of this server alone
ROLE = "arn:aws:iam::123456789012:role/songplays"


class RedshiftDouble:
    """A cluster at ``HOST:port``, as long as the ``with`` block runs.

    `passwords`: of each user who may get in; one with temporary credentials is called ``IAM:name``. `mishaps`: what
    happens to the next commits, one each. `turned_away`: how many of the next calls are hung up on at once.
    `serverless`: who connects from now on finds a Serverless workgroup.
    """

    def __init__(self, objects: Objects, *, certificate_ends: datetime | None = None, host: str = HOST) -> None:
        """Prepare a cluster whose COPY reads `objects`; its certificate is for `host` until `certificate_ends`."""
        self.passwords = {USER: PASSWORD}
        self._authority = trustme.CA()
        self._tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._authority.issue_cert(host, not_after=certificate_ends).configure_cert(self._tls)
        self.objects = objects
        self._postgres = Postgres()
        self.mishaps: list[Mishap] = []
        self.turned_away = 0
        self.serverless = False
        self._taught: dict[str, set[str]] = defaultdict(set)
        self._clients: set[socket.socket] = set()

    def __enter__(self) -> Self:
        """Start Postgres and listen."""
        self._postgres.__enter__()
        with closing(Backend(self._postgres.socket, "template1")) as backend:  # as every new database begins
            backend.query((Path(__file__).parent / "catalog.sql").read_text("utf-8"))
        self.make_empty()
        self._trusted = self._postgres.folder / "authority.pem"
        self._authority.cert_pem.write_to_path(self._trusted)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._accepting = threading.Thread(target=self._accept)
        self._accepting.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop listening, hang up on who is still there, and stop Postgres."""
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._accepting.join()
        self.hang_up()
        self._postgres.__exit__(kind, error, trace)

    @property
    def environment(self) -> dict[str, str]:
        """The variable by which a client trusts the certificate."""
        return {"SSL_CERT_FILE": str(self._trusted)}

    def make_empty(self) -> None:
        """Give a database without a table; who was in the one before is out."""
        with closing(Backend(self._postgres.socket)) as backend:
            backend.query(f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)")
            backend.query(f"CREATE DATABASE {DATABASE}")
        self._taught.clear()

    def run_behind_the_front(self, sql: str) -> None:
        """Run statements in the database that no client may, to make the cluster another than it is."""
        with closing(Backend(self._postgres.socket, DATABASE)) as backend:
            backend.query(sql)

    def hang_up(self) -> None:
        """End every connection, as a network does that fails."""
        for client in list(self._clients):
            with suppress(OSError):
                client.shutdown(socket.SHUT_RDWR)

    def _databases(self) -> list[str | None]:
        """Return the names of the databases that a client may go to."""
        with closing(Backend(self._postgres.socket)) as backend:
            return [name for (name,) in backend.query("SELECT datname FROM pg_database WHERE NOT datistemplate")]

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            if self.turned_away:
                self.turned_away -= 1
                client.close()
                continue
            threading.Thread(target=self._serve, args=[client], daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        self._clients.add(client)
        try:
            with suppress(OSError, EOFError), closing(encrypted(client, self._tls)) as secure:
                self._clients.add(secure)
                with secure.makefile("rwb") as stream:
                    try:
                        database = admitted(stream, self._databases(), self.passwords)
                    except Rejected as rejected:
                        messages.write(stream, (messages.ERROR, rejected.body))
                        return
                    with closing(Backend(self._postgres.socket, database)) as backend:
                        messages.write(stream, *greeting(backend.greeting))
                        history = LoadHistory(self._postgres.socket, database)
                        Session(
                            stream,
                            backend,
                            partial(understood, taught=self._taught[database], serverless=self.serverless),
                            partial(run_copy, objects=self.objects, history=history, serverless=self.serverless),
                            self.mishaps,
                        ).serve()
                self._clients.discard(secure)
        finally:
            self._clients.discard(client)
            client.close()

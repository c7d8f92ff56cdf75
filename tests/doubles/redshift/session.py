"""What one client says, looked at statement by statement on its way to Postgres and back."""

from collections.abc import Callable
from enum import Enum, auto
from io import BufferedRWPair

from doubles.redshift import messages
from doubles.redshift.backend import Backend
from doubles.redshift.copy_command import Loaded
from doubles.redshift.copy_statement import Copy
from doubles.redshift.messages import Message, ServerError
from doubles.redshift.refusal import Refused
from doubles.redshift.statements import COMMIT, Script

NOTHING = "SET redshift_double.nothing = ''"
"""What Postgres prepares in the place of a statement that we run ourselves: no parameters, no rows."""


class Mishap(Enum):
    """What happens to a commit."""

    CONFLICT = auto()
    """Another session changed the same: error 1023, and the transaction is undone."""
    NO_ANSWER = auto()
    """It is done, but the connection ends before anyone is told."""


class Session:
    """A client that got in. What it sends up to each Sync is one batch, answered as a whole."""

    def __init__(
        self,
        client: BufferedRWPair,
        backend: Backend,
        understood: Callable[[str], str | Script | Copy],
        copy: Callable[[Backend, Copy], Loaded],
        mishaps: list[Mishap],
    ) -> None:
        """Take both sides, who tells what to do for a statement, and who runs a COPY.

        mishaps: what happens to the next commits, one each.
        """
        self._client, self._backend, self._understood, self._copy = client, backend, understood, copy
        self._mishaps = mishaps
        self._ours: dict[str, Script | Copy] = {}

    def serve(self) -> None:
        """Answer batches until the client goes."""
        while batch := self._batch():
            try:
                bound = self._prepared(batch)
            except Refused as refused:
                self._fail(refused.code, str(refused))
                continue
            if bound:
                self._run(bound)
            else:
                self._backend.send(*batch)
                messages.write(self._client, *self._backend.answers())

    def _batch(self) -> list[Message]:
        """Return the messages up to the next Sync; none when the client goes."""
        batch: list[Message] = []
        while not batch or batch[-1][0] != messages.SYNC:
            try:
                kind, body = messages.read(self._client)
            except (EOFError, OSError):
                return []
            if kind == messages.TERMINATE:
                return []
            if kind == messages.QUERY:
                raise ConnectionError("the simple protocol is not known to the stand-in")
            if kind != messages.FLUSH:
                batch.append((kind, body))
        return batch

    def _prepared(self, batch: list[Message]) -> Script | Copy | None:
        """Put what Postgres is to be told into `batch`; return the statement it binds if that is ours to run."""
        bound = None
        for place, (kind, body) in enumerate(batch):
            if kind == messages.PARSE:
                (name, sql), rest = messages.strings(body, 2)
                statement = self._understood(sql)
                self._ours.pop(name, None)  # names are used again
                if not isinstance(statement, str):
                    self._ours[name] = statement
                    statement = NOTHING
                batch[place] = (kind, messages.text(name, statement) + rest)
            elif kind == messages.BIND:
                (_portal, name), _ = messages.strings(body, 2)
                bound = self._ours.get(name)
        return bound

    def _run(self, statement: Script | Copy) -> None:
        try:
            notices: tuple[str, ...] = ()
            if statement is COMMIT and self._mishaps:
                self._meet(self._mishaps.pop(0))
            if isinstance(statement, Script):
                self._backend.query(statement.sql)
                tag = statement.tag
            else:
                loaded = self._copy(self._backend, statement)
                tag, notices = f"COPY {loaded.rows}", loaded.notices
        except Refused as refused:
            self._fail(refused.code, str(refused))
        except ServerError as error:
            messages.write(self._client, (messages.ERROR, error.body), (messages.READY, self._backend.status))
        else:
            answer = [(messages.BOUND, b""), *map(messages.notice, notices), (messages.COMPLETE, messages.text(tag))]
            messages.write(self._client, *answer, (messages.READY, self._backend.status))

    def _meet(self, mishap: Mishap) -> None:
        if mishap is Mishap.CONFLICT:
            raise Refused("1023 Serializable isolation violation on table", "40001")
        self._backend.query("COMMIT")
        raise ConnectionError("the answer to a commit is lost")

    def _fail(self, code: str, message: str) -> None:
        """Fail as a statement does: the transaction, if there is one, is lost."""
        quoted = message.replace("'", "''")
        raise_it = f"DO $fail$BEGIN RAISE EXCEPTION USING ERRCODE = '{code}', MESSAGE = '{quoted}'; END$fail$"
        try:
            self._backend.query(raise_it)
        except ServerError as error:
            messages.write(self._client, (messages.ERROR, error.body), (messages.READY, self._backend.status))

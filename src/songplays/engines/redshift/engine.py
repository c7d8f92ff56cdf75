"""Open a Redshift database and talk to it."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from songplays.config import Config
from songplays.engines.protocol import Landed, Landing, Rows
from songplays.engines.redshift.connection import connect
from songplays.engines.redshift.functions import FUNCTIONS
from songplays.engines.redshift.loader import loader_of
from songplays.errors import CommitUnknown, TransactionUndone, Unreachable, UsageError, WarehouseBusy
from songplays.warehouse.ddl import create_table
from songplays.warehouse.present import present_tables
from songplays.warehouse.table import Table

if TYPE_CHECKING:
    from redshift_connector.cursor import Cursor

MOST_PARAMETERS = 32767
"""How many values one statement may be given."""
LOCK_MILLISECONDS = 10_000
"""How long to wait for another run to end."""
CANCELLED = "57014"
SERIALIZATION_FAILURE = "40001"
LOCK = "load_lock"
"""A table of no rows that a run locks: LOCK keeps readers out too, and nobody reads this one."""


class _Lost(Unreachable):
    """The connection is gone."""


class Redshift:
    """A warehouse in one database of a cluster or workgroup.

    Files are landed by COPY, straight from the source, or from bundles that the embedded engine makes of it below
    [S3] STAGING.
    """

    def __init__(self, settings: Config, *, read_only: bool = False) -> None:
        """Connect to [CLUSTER]; Unreachable if the cluster does not let us in, UsageError if a setting is missing.

        read_only: nothing will be landed, so neither role nor prefixes are needed, but tables are.
        """
        self.place = f"{settings.cluster.host}/{settings.cluster.db_name}"
        self._settings = settings
        self._loader = None if read_only else loader_of(settings)
        self._connection = connect(settings)
        self._lost = False
        self._written = False
        if not read_only:
            self._prepare()
        elif "loads" not in present_tables(self):
            self.close()
            raise UsageError(
                f"{self.place}: there is no warehouse here yet; run `songplays etl` or `songplays run` first"
            )

    def fetch(self, sql: str, parameters: Sequence[object] = ()) -> Rows:
        """Run one query and return every row; a sum of whole numbers is a whole number."""
        cursor = self._run(sql, parameters)
        rows = [tuple(map(_plain, row)) for row in cursor.fetchall()]
        return Rows([column[0] for column in cursor.description or ()], rows)

    def create(self, table: Table, *, temporary: bool = False) -> None:
        """Create a table that is not there yet, laid out as the schema says."""
        self.execute(create_table(table, temporary=temporary, layout=True))

    def execute(self, sql: str, parameters: Sequence[object] = ()) -> None:
        """Run one statement."""
        self._written = True
        self._run(sql, parameters)

    def insert(self, table: str, columns: Sequence[str], rows: Sequence[tuple[object, ...]]) -> None:
        """Append `rows`, as many with one statement as it may hold."""
        names = ", ".join(f'"{column}"' for column in columns)
        at_once = MOST_PARAMETERS // len(columns)
        for start in range(0, len(rows), at_once):
            part = rows[start : start + at_once]
            marks = ", ".join([f"({', '.join('?' * len(columns))})"] * len(part))
            self.execute(f"INSERT INTO {table} ({names}) VALUES {marks}", [value for row in part for value in row])

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Commit what the block did when it ends, or roll all of it back when it raises.

        The lock comes first: who comes second waits for its turn instead of failing at its end. A connection that was
        lost before is made anew.

        WarehouseBusy while another run goes on. TransactionUndone if another session was in the way, or the connection
        was lost before anything was written: run it again. CommitUnknown if it was lost at the commit.
        """
        if self._lost:
            self.close()
            self._connection, self._lost = connect(self._settings), False
        self._written = False
        try:
            self._run("BEGIN", ())
            self._lock()
            yield
            self._commit()
        except BaseException as error:
            with suppress(Exception):  # whatever became of the connection, what was not committed is not there
                self._run("ROLLBACK", ())
            if isinstance(error, _Lost) and not self._written:
                raise TransactionUndone(
                    f"{self.place}: the connection was lost before anything was written, so it may be run again"
                ) from error
            raise
        finally:
            if self._loader:
                self._loader.remove()

    def land(self, landing: Landing, on_bytes: Callable[[int], None]) -> Landed:
        """Land files in a staging table; see ``Engine.land``."""
        assert self._loader  # noqa: S101 - a reader lands nothing
        return self._loader.land(self, landing, on_bytes)

    def close(self) -> None:
        """End the session."""
        with suppress(Exception):  # a connection that is lost is as good as closed
            self._connection.close()

    def _prepare(self) -> None:
        """Bring the functions and the lock to a database that is new."""
        known = {name for (name,) in self.fetch("SELECT proname FROM pg_proc").rows}
        for name, definition in FUNCTIONS.items():
            if name not in known:
                self.execute(definition)
        if LOCK not in present_tables(self):
            self.execute(f"CREATE TABLE {LOCK} (held BIGINT) DISTSTYLE ALL")

    def _lock(self) -> None:
        """Wait for another run to end; before any query, so that this one sees what that one did."""
        self._run(f"SET statement_timeout TO {LOCK_MILLISECONDS}", ())
        try:
            self._run(f"LOCK TABLE {LOCK}", ())
        except WarehouseBusy:
            raise WarehouseBusy(f"{self.place}: another run is loading; wait for it to end and run again") from None
        self._run("SET statement_timeout TO 0", ())

    def _commit(self) -> None:
        try:
            self._run("COMMIT", ())
        except _Lost as lost:
            raise CommitUnknown(
                f"{self.place}: the connection was lost at the commit, which may have been done; run again"
            ) from lost

    def _run(self, sql: str, parameters: Sequence[object]) -> "Cursor":
        from redshift_connector.error import Error, InterfaceError, ProgrammingError  # noqa: PLC0415 - an extra

        cursor = self._connection.cursor()
        cursor.paramstyle = "qmark"
        try:
            cursor.execute(sql, tuple(parameters) or None)
        except ProgrammingError as error:
            raise self._explained(error) from error
        except (InterfaceError, OSError) as error:
            self._lost = True
            raise _Lost(
                f"{self.place}: the connection was lost ({error}); run again, which loads only what is not in yet"
            ) from error
        except Error as error:
            raise Unreachable(f"{self.place}: {error}; run again") from error
        return cursor

    def _explained(self, error: Exception) -> Exception:
        told: dict[str, str] = error.args[0] if error.args and isinstance(error.args[0], dict) else {}
        code, message = told.get("C", ""), told.get("M", str(error))
        if code == SERIALIZATION_FAILURE or message.startswith("1023"):
            return TransactionUndone(
                f"{self.place}: another session changed the same tables, so this was undone and may be run again"
            )
        if code == CANCELLED:
            return WarehouseBusy(f"{self.place}: a statement was cancelled ({message}); run again")
        return Unreachable(f"{self.place}: Redshift refused a statement: {message} ({code})")


def _plain(value: Any) -> Any:  # noqa: ANN401 - whatever a column holds
    if isinstance(value, Decimal):
        return int(value) if value == int(value) else float(value)
    return value

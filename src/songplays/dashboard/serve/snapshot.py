"""Copies of the warehouse to answer from, so that neither a run nor the server ever waits for the other.

DuckDB lets one process write or many read. So the server never opens the warehouse: whenever the file has changed and
come to rest, it copies the file and opens the copy. A file that changes while it is copied is copied again later.
"""

import shutil
import tempfile
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from songplays.dashboard.facts import EPOCH, STEPS, Facts
from songplays.dashboard.figures import read_figures
from songplays.dashboard.page import page_of
from songplays.dashboard.pseudonyms import anonymised
from songplays.dashboard.serve.counts import answer, names, prepare
from songplays.dashboard.serve.filters import Filters
from songplays.engines.duckdb import DuckDB
from songplays.errors import SongplaysError, Unreachable

LOOK_EVERY = 1.0
"""Seconds between looks at the warehouse's file."""
AT_REST = 0.5
"""Seconds without a change after which a file is copied: longer than the clock of any file system is coarse."""
PATIENCE = 60.0
"""Seconds to wait for the first copy, while a run writes."""

Signature = Sequence[tuple[str, int, int]]


class Snapshots:
    """The newest copy of a warehouse, and the page and answers made from it."""

    def __init__(self, warehouse: Path, *, anonymise: bool) -> None:
        """Watch `warehouse`, a DuckDB file."""
        self._warehouse = warehouse
        self._anonymise = anonymise
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._watcher = threading.Thread(target=self._watch, daemon=True)
        self._signature: Signature = ()
        self._engine: DuckDB | None = None
        self._page = ""
        self._number = 0

    def __enter__(self) -> Self:
        """Make the first copy and go on watching; Unreachable if the warehouse does not come to rest."""
        self._folder = tempfile.TemporaryDirectory(prefix="songplays-")
        deadline = time.monotonic() + PATIENCE
        while not self._refreshed():
            if time.monotonic() > deadline:
                self._folder.cleanup()
                raise Unreachable(f"{self._warehouse}: a run is writing it; serve the dashboard when it has ended")
            time.sleep(AT_REST / 2)
        self._watcher.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop watching and remove the copies."""
        self._stop.set()
        self._watcher.join()
        if self._engine:
            self._engine.close()
        self._folder.cleanup()

    def page(self) -> str:
        """Return the page of the newest copy."""
        with self._lock:
            return self._page

    def answer(self, filters: Filters) -> dict[str, Any]:
        """Return the answer to a page's question, and of which copy it is."""
        with self._lock:
            assert self._engine  # noqa: S101 - there is one since __enter__
            return {**answer(self._engine, filters), "snapshot": str(self._number)}

    def _watch(self) -> None:
        while not self._stop.wait(LOOK_EVERY):
            # A warehouse that cannot be read now keeps its last answers; the next look may find it well.
            with suppress(OSError, SongplaysError):
                self._refreshed()

    def _refreshed(self) -> bool:
        """Copy the warehouse if it has changed; False if it is changing right now."""
        signature = _signature(self._warehouse)
        if signature == self._signature:
            return True
        if not signature or not _is_at_rest(signature):
            return False
        number = self._number + 1
        copy = Path(self._folder.name) / f"{number}.duckdb"
        for path in _files(self._warehouse):
            with suppress(FileNotFoundError):  # there is a .wal only until a run has ended
                shutil.copyfile(path, copy.with_name(path.name.replace(self._warehouse.name, copy.name)))
        if _signature(self._warehouse) != signature:
            return False
        engine = DuckDB(copy)
        prepare(engine)
        page = self._written(engine, str(number))
        with self._lock:
            former, self._engine = self._engine, engine
            self._page, self._number, self._signature = page, number, signature
        if former:
            former.close()
            former.path.unlink(missing_ok=True)
        return True

    def _written(self, engine: DuckDB, number: str) -> str:
        figures = read_figures(engine)
        ((first, last),) = engine.fetch("SELECT MIN(day), MAX(day) FROM counted_plays").rows
        days = [(day - EPOCH).days for day in (first, last) if day]
        facts = Facts(dimensions=STEPS[0], columns={"day": days, "plays": []}, names=names(engine))
        figures = anonymised(figures) if self._anonymise else figures
        return page_of(figures, facts, generated_at=datetime.now(UTC), snapshot=number)


def _files(warehouse: Path) -> Sequence[Path]:
    return warehouse, warehouse.with_name(f"{warehouse.name}.wal")


def _signature(warehouse: Path) -> Signature:
    """Return what changes whenever the warehouse's files do."""
    found = []
    for path in _files(warehouse):
        with suppress(FileNotFoundError):
            status = path.stat()
            found.append((path.name, status.st_size, status.st_mtime_ns))
    return found


def _is_at_rest(signature: Signature) -> bool:
    return time.time_ns() - max(modified for _, _, modified in signature) > AT_REST * 1e9

"""What comes with the bucket and what comes late, each file with its account."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from songplays.simulate.answers import STAGING_EVENTS, STAGING_SONGS, Account, Delivery
from songplays.simulate.bucket import Bucket
from songplays.simulate.faults.plant import FIRST, LATE, Fault, Plant, account_of, content_of, faults_of
from songplays.simulate.recordings import Recording
from songplays.simulate.session import Event

Lines = Sequence[bytes | Plant]


@dataclass
class Deliveries:
    """Writes files with faults and keeps the answers: at first, and complete with the late files.

    A file that comes late lies in late/, to be copied over the bucket; it may take the place of an earlier one.
    """

    bucket: Bucket
    first: Delivery = field(default_factory=Delivery)
    complete: Delivery = field(default_factory=Delivery)
    faults: list[Fault] = field(default_factory=list)

    def answers(self) -> dict[str, Any]:
        """Return the answers at first, the faults, and the answers with the late files."""
        faults = sorted(self.faults, key=lambda fault: (fault.delivery, fault.file, fault.line))
        return {
            "faults": [asdict(fault) for fault in faults],
            **self.first.answers(),
            "after_late_files": self.complete.answers(),
        }

    def write(
        self,
        path: str,
        lines: Lines,
        *,
        form: Callable[[bytes], bytes] = bytes,
        late: bool = False,
        passing: bool = False,
    ) -> None:
        """Write a file; late: it comes late; passing: another comes late in its place."""
        self._write(path, form(b"\n".join(map(content_of, lines))), late=late)
        table = STAGING_EVENTS if path.startswith("log_data/") else STAGING_SONGS
        self.faults += faults_of(lines, LATE if late else FIRST, path, table)
        for delivery in self._of(late=late, passing=passing):
            delivery.files[path] = account_of(lines)

    def write_plain_song(self, path: str, content: bytes, kind: str | None = None, *, late: bool = False) -> None:
        """Write a file with one song, which is loaded; kind: what is odd about its form or its time."""
        self._write(path, content, late=late)
        if kind:
            self.faults.append(Fault(kind, LATE if late else FIRST, path, 1, STAGING_SONGS, None, None, "loaded"))
        for delivery in self._of(late=late):
            delivery.plain_songs += 1

    def write_refused(self, kind: str, path: str, content: bytes, reason: str) -> None:
        """Write a log file of which nothing can be read."""
        self._write(path, content)
        self.faults.append(Fault(kind, FIRST, path, 0, STAGING_EVENTS, "(file)", reason, "refused"))
        for delivery in self._of():
            delivery.files[path] = Account()

    def add_song(self, recording: Recording, number: int | None = None, *, late: bool = False) -> None:
        """Count a song that is loaded; see Delivery.add_song."""
        for delivery in self._of(late=late):
            delivery.add_song(recording, number)

    def add_agent(self) -> None:
        """Count a user agent that no listener has."""
        for delivery in self._of():
            delivery.agents += 1

    def tally(self, events: Iterable[Event], *, late: bool = False, passing: bool = False) -> None:
        """Count a day's events, in any order."""
        in_order = sorted(events, key=lambda event: event.ts)
        for delivery in self._of(late=late, passing=passing):
            delivery.tally.add(in_order)

    def _write(self, path: str, content: bytes, *, late: bool = False) -> None:
        self.bucket.write(f"late/{path}" if late else path, content)

    def _of(self, *, late: bool = False, passing: bool = False) -> list[Delivery]:
        """Return the deliveries that a file is part of."""
        return [*([] if late else [self.first]), *([] if passing else [self.complete])]

"""A month of made-up listening, written as the bucket would hold it."""

import gc
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from songplays.errors import UsageError
from songplays.simulate.answers import STAGING_EVENTS, STAGING_SONGS, answer_key
from songplays.simulate.bucket import Bucket
from songplays.simulate.catalogue import Catalogue
from songplays.simulate.draws import stream
from songplays.simulate.faults import LEAST_DAYS, LEAST_SONGS, FaultyWriter, Period
from songplays.simulate.listening import MILLISECONDS, listen, midnight
from songplays.simulate.people import population
from songplays.simulate.recordings import Recording, recordings
from songplays.simulate.session import Event
from songplays.simulate.writing import Writer

FIRST_DAY = date(2018, 11, 1)
SONGS_PER_REPORT = 500

Progress = Callable[[str, int, int], None]
AnyWriter = Writer | FaultyWriter


@dataclass(frozen=True)
class Summary:
    """What was written; events, plays and files without those that come late."""

    events: int
    plays: int
    log_files: int
    song_files: int
    size: int
    """Bytes of all files, those that come late included."""
    faults: int = 0


def simulate(  # noqa: PLR0913 - each is an option of the command
    out: Path,
    *,
    users: int = 100,
    days: int = 30,
    songs: int = 15_000,
    seed: int = 1,
    faults: bool = False,
    progress: Progress | None = None,
) -> Summary:
    """Write log_data/ (one file per UTC day from 2018-11-01), song_data/ (one file per song) and answers.json into out.

    faults: plant every kind of fault, and write late/ with files that come later, to be copied over the others.
    The same arguments give the same bytes, on any machine. progress is called with what is being written
    ("songs", "days"), how many are done and how many there are. Raises UsageError for numbers that are too small
    and for a folder that is not empty or cannot be written.
    """
    for name, value, least in (("users", users, 1), ("days", days, 1), ("songs", songs, 0)):
        if value < least:
            raise UsageError(f"{name} is {value}: give {least} or more")
    for name, value, least in (("days", days, LEAST_DAYS), ("songs", songs, LEAST_SONGS)):
        if faults and value < least:
            raise UsageError(f"{name} is {value}: faults need {least} or more")
    report = progress or _silent
    opens_at = midnight(FIRST_DAY) + MILLISECONDS
    arguments = {"users": users, "days": days, "songs": songs, "seed": seed, "faults": faults}
    try:
        with Bucket(out) as bucket:
            writer: AnyWriter = Writer(bucket)
            if faults:
                period = Period(FIRST_DAY, days, opens_at)
                writer = FaultyWriter(bucket, period, songs, users, stream(seed, "faults"))
            on_file = _write_songs(writer, recordings(songs, stream(seed, "recordings")), songs, report)
            catalogue = Catalogue(on_file, stream(seed, "catalogue"))
            listeners = list(population(users, days, opens_at, stream(seed, "people")))
            listening = listen(listeners, FIRST_DAY, days, catalogue, stream(seed, "listening"))
            with _without_cycle_search():
                _write_days(writer, listening, days, report)
            answers = writer.answers()
            bucket.write("answers.json", answer_key({"arguments": arguments} | answers).encode())
    except OSError as error:
        path = error.filename or out
        raise UsageError(f"{path} cannot be written ({error.strerror}): name another folder") from error
    events, song_files = (answers["account"][table] for table in (STAGING_EVENTS, STAGING_SONGS))
    return Summary(
        events=events["loaded"],
        plays=answers["tables"]["songplay"],
        log_files=events["files"],
        song_files=song_files["files"],
        size=bucket.size,
        faults=len(answers.get("faults", ())),
    )


def _write_songs(writer: AnyWriter, made_up: Iterable[Recording], songs: int, report: Progress) -> list[Recording]:
    on_file = []
    for number, recording in enumerate(made_up):
        writer.write_song(number, recording)
        on_file.append(recording)
        done = number + 1
        if done % SONGS_PER_REPORT == 0 or done == songs:
            report("songs", done, songs)
    return on_file


def _write_days(writer: AnyWriter, listening: Iterable[tuple[date, list[Event]]], days: int, report: Progress) -> None:
    for done, (day, events) in enumerate(listening, start=1):
        writer.write_day(day, events)
        report("days", done, days)


@contextmanager
def _without_cycle_search() -> Iterator[None]:
    """Leave out the search for objects that hold each other: events hold none, and it takes a twelfth of the time."""
    searches = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if searches:
            gc.enable()


def _silent(_what: str, _done: int, _total: int) -> None:
    pass

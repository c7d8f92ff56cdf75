"""Log files with faults."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from random import Random

from songplays.simulate.catalogue import Song
from songplays.simulate.faults import log_lines
from songplays.simulate.faults.deliveries import Deliveries
from songplays.simulate.faults.forms import BOM, packed
from songplays.simulate.faults.period import Period
from songplays.simulate.faults.plant import DUPLICATE, Plant, rejected
from songplays.simulate.faults.visitor import Visit, unheard_songs
from songplays.simulate.log_lines import LogLines
from songplays.simulate.people import Listener
from songplays.simulate.session import Event
from songplays.simulate.writing import log_path

FORMS: dict[str, Callable[[bytes], bytes]] = {
    "bom.json": lambda content: BOM + content,
    "crlf.json": lambda content: content.replace(b"\n", b"\r\n") + b"\r\n",
    "packed.json.gz": packed,
}
CUT_SHORT = "gzip data ends too early: the file is cut short"


class FaultyLogFiles:
    """Writes each day's log file, with faults or late, and files in odd forms beside it."""

    def __init__(self, deliveries: Deliveries, period: Period, visitor: Listener, rng: Random) -> None:
        """Prepare to write; rng decides where in a file the faults stand."""
        self._deliveries = deliveries
        self._period = period
        self._visitor = visitor
        self._rng = rng
        self._log_lines = LogLines()
        self._unheard = unheard_songs()

    def write(self, day: date, events: Sequence[Event], songs: Iterable[Song]) -> None:
        """Write a day's log file, events in order of time; the visitor plays the songs on the first day."""
        if day == self._period.first_day:
            self._write_first_day(day, events, songs)
        elif day == self._period.late_day:
            self._write_late_day(day, events)
        elif day == self._period.cut_day:
            self._write_cut_day(day, events)
        else:
            self._deliveries.write(log_path(day), self._lines(events))
            self._deliveries.tally(events)

    def _write_first_day(self, day: date, events: Sequence[Event], songs: Iterable[Song]) -> None:
        """Write every bad line there is, long values and odd lines, between what is true."""
        visit = self._visit(1, day, 1)
        visited = [visit.open(), *map(visit.play, songs)]
        plants = list(self._plants(day))
        lines = self._between(self._lines(_in_order([*events, *visited])), plants)
        twice, *_ = self._lines(visited)
        lines.insert(lines.index(twice) + 1, Plant("a line twice", twice, (DUPLICATE,)))
        self._deliveries.write(log_path(day), lines)
        self._tell_again(twice, [*visited, *events[:3]])
        told = [*events, *visited, *_told(plants), *self._write_odd_files(day)]
        self._deliveries.tally(told)

    def _plants(self, day: date) -> Iterator[Plant]:
        true, false, unheard = self._visit(2, day, 4), self._visit(3, day, 4), next(self._unheard)
        yield from log_lines.odd_lines(true, self._unheard, self._line)
        yield from log_lines.lines_with_long_values(true, self._unheard, self._line)
        yield log_lines.line_with_a_long_user_agent(true.open(), self._line)
        self._deliveries.add_agent()
        yield from log_lines.malformed_lines(self._line(false.play(unheard)))
        yield from log_lines.lines_with_a_wrong_value(false, unheard, self._line)
        yield from log_lines.blank_lines()

    def _tell_again(self, twice: bytes, events: Sequence[Event]) -> None:
        """Write a file that tells events again, and a late one that tells one otherwise: the smaller status stays."""
        again = [Plant("an event again", line, (DUPLICATE,)) for line in self._lines(events)]
        self._deliveries.write(log_path(self._period.day(1), "again.json"), again)
        retold = log_lines.rewritten(twice.decode(), status="500").encode()
        otherwise = Plant("an event told otherwise", retold, (DUPLICATE,))
        self._deliveries.write(log_path(self._period.day(1), "retold.json"), [otherwise], late=True)

    def _write_odd_files(self, day: date) -> list[Event]:
        """Write small files in odd forms, each with a bad line, and return what they tell."""
        told: list[Event] = []
        for session_id, (name, form) in enumerate([*FORMS.items(), ("not-text.json", bytes)], start=4):
            visit = self._visit(session_id, day, 3 + session_id)
            true = [visit.open(), visit.play(next(self._unheard))]
            false = self._line(visit.play(next(self._unheard)))
            cut = rejected(f"a line cut in {name}", false[:-9], log_lines.LINE, log_lines.MALFORMED)
            bad = [cut] if name in FORMS else log_lines.lines_that_are_no_text(false)
            first, last = self._lines(true)
            self._deliveries.write(log_path(day, name), [first, *bad, last], form=form)
            told += true
        lost = self._line(self._visit(9, day, 12).open())
        self._deliveries.write_refused(
            "gzip cut short", log_path(day, "cut.json.gz"), packed(lost.encode())[:-4], CUT_SHORT
        )
        return told

    def _write_late_day(self, day: date, events: Sequence[Event]) -> None:
        """Write a day on which the visitor has paid, so that her history is another once it is known."""
        visit = self._visit(10, day, 8, level="paid")
        true = [*events, visit.open(), visit.play(next(self._unheard))]
        plants = [
            *log_lines.lines_with_long_values(visit, self._unheard, self._line),
            *log_lines.malformed_lines(self._line(visit.play(next(self._unheard)))),
        ]
        self._deliveries.write(log_path(day), self._between(self._lines(_in_order(true)), plants), late=True)
        self._deliveries.tally([*true, *_told(plants)], late=True)

    def _write_cut_day(self, day: date, events: Sequence[Event]) -> None:
        """Write a day twice: cut at noon at first, and late as a whole. The visitor comes before and after noon."""
        visited = [
            event
            for visit in (self._visit(20, day, 6), self._visit(21, day, 18))
            for event in (visit.open(), visit.play(next(self._unheard)))
        ]
        true = _in_order([*events, *visited])
        kept = [event for event in true if event.ts < self._period.at(day, 12)]
        lines = self._lines(true)
        cut = lines[len(kept)]
        torn = rejected("a file cut at noon", cut[: len(cut) // 2], log_lines.LINE, log_lines.MALFORMED)
        self._deliveries.write(log_path(day), [*lines[: len(kept)], torn], passing=True)
        self._deliveries.write(log_path(day), lines, late=True)
        self._deliveries.tally(kept, passing=True)
        self._deliveries.tally(true, late=True)

    def _visit(self, session_id: int, day: date, hour: int, level: str = "free") -> Visit:
        return Visit(self._visitor, session_id, self._period.at(day, hour), level)

    def _line(self, event: Event) -> str:
        return self._log_lines.lines([event])[0]

    def _lines(self, events: Sequence[Event]) -> list[bytes]:
        return [line.encode("ascii") for line in self._log_lines.lines(events)]

    def _between(self, lines: Sequence[bytes], plants: Sequence[Plant]) -> list[bytes | Plant]:
        """Return lines with the plants between them, none behind the last: a blank there would be no line."""
        mixed: list[bytes | Plant] = list(lines)
        for plant in plants:
            mixed.insert(int(self._rng.random() * len(mixed)), plant)
        return mixed


def _in_order(events: Iterable[Event]) -> list[Event]:
    return sorted(events, key=lambda event: event.ts)


def _told(plants: Iterable[Plant]) -> list[Event]:
    return [plant.event for plant in plants if plant.event]

"""answers.json: what a warehouse must hold once it has read the bucket.

Told by the simulator from what happened and what it wrote, without knowing how any of it will be read; a pipeline that
disagrees is wrong, or its rules are. Its keys:

arguments   what the simulation was called with
tables      rows of each table
account     by staging table: files, and their lines = loaded + rejected + duplicate + blank; shortened values;
            repaired: distinct texts that the logger had garbled
files       the same by file, for all but the song files with nothing in them but one song that is loaded
matches     plays whose song has a file: exact, the same version; title, another version
figures     by a dashboard metric's name, its rows; times are UTC

With faults also `faults`, every fault and what becomes of it (see faults.py), and `after_late_files`: tables, account,
files, matches and figures once more, when what lies in late/ was copied over the bucket and loaded.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from songplays.simulate.catalogue import Song
from songplays.simulate.figures import figures
from songplays.simulate.recordings import Recording
from songplays.simulate.tally import Tally

STAGING_EVENTS, STAGING_SONGS = "staging_events", "staging_songs"


@dataclass
class Account:
    """What becomes of the lines of files; shortened counts values."""

    lines: int = 0
    loaded: int = 0
    rejected: int = 0
    duplicate: int = 0
    blank: int = 0
    shortened: int = 0


@dataclass
class Delivery:
    """What is in the bucket at one moment. agents: how many user agents there are besides those of the tally."""

    tally: Tally = field(default_factory=Tally)
    files: dict[str, Account] = field(default_factory=dict)
    plain_songs: int = 0
    recordings: set[int] = field(default_factory=set)
    songs: int = 0
    artists: set[str] = field(default_factory=set)
    agents: int = 0

    def add_song(self, recording: Recording, number: int | None = None) -> None:
        """Count a song that will be loaded; number: its place by popularity, if anybody can play it."""
        self.songs += 1
        self.artists.add(recording.artist.artist_id)
        if number is not None:
            self.recordings.add(number)

    def answers(self) -> dict[str, Any]:
        """Return tables, account, files, matches and figures; nothing can be added afterwards."""
        tally, users = self.tally, self.tally.users()
        rows = figures(tally)
        repaired = tally.repaired_texts()
        accounts = {table: self._account(table) for table in (STAGING_EVENTS, STAGING_SONGS)}
        return {
            "tables": {
                STAGING_EVENTS: accounts[STAGING_EVENTS]["loaded"],
                STAGING_SONGS: accounts[STAGING_SONGS]["loaded"],
                "repaired_text": repaired,
                "users": len(users),
                "songs": self.songs,
                "artists": len(self.artists),
                "time": tally.moments,
                "user_agents": len(tally.agents) + self.agents,
                "songplay": rows["plays"][0]["plays"],
                "user_sessions": rows["sessions"][0]["sessions"],
                "user_levels": sum(len(user.runs) for user in users),
            },
            "account": accounts | {"repaired": repaired},
            "files": {path: asdict(account) for path, account in sorted(self.files.items())},
            "matches": self._matches(),
            "figures": rows,
        }

    def _account(self, table: str) -> dict[str, int]:
        folder = "log_data/" if table == STAGING_EVENTS else "song_data/"
        files = [account for path, account in self.files.items() if path.startswith(folder)]
        plain = self.plain_songs if table == STAGING_SONGS else 0
        total = {name: sum(getattr(account, name) for account in files) for name in asdict(Account())}
        total["lines"] += plain
        total["loaded"] += plain
        return {"files": len(files) + plain} | total

    def _matches(self) -> dict[str, int]:
        matches = {"exact": 0, "title": 0}
        for number, plays in self.tally.plays_of_song.items():
            song: Song = self.tally.songs[number]
            if song.recording in self.recordings:
                matches["exact" if number == song.recording else "title"] += plays
        return matches


def answer_key(answers: Mapping[str, Any]) -> str:
    """Return answers.json's content: each row of a figure, file and fault on a line of its own."""
    return "\n".join(_lines(answers)) + "\n"


def _lines(value: Any) -> list[str]:  # noqa: ANN401 - whatever JSON holds
    nested = value.values() if isinstance(value, Mapping) else value if isinstance(value, list) else ()
    if not any(isinstance(inner, Mapping | list) for inner in nested):
        return [json.dumps(value, ensure_ascii=False)]
    opening, closing = "{}" if isinstance(value, Mapping) else "[]"
    names = [f"{json.dumps(name)}: " for name in value] if isinstance(value, Mapping) else [""] * len(value)
    lines = [opening]
    for place, (name, inner) in enumerate(zip(names, nested, strict=True), start=1):
        first, *rest = _lines(inner)
        lines += [f"  {name}{first}", *(f"  {line}" for line in rest)]
        lines[-1] += "," if place < len(value) else ""
    return [*lines, closing]

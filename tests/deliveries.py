"""Deliveries to a bucket that collide with what came before: replaced files, events told again, bad lines."""

import json
import random
from pathlib import Path

from histories import NOON, PLAY, SONG, Told


def deliver(bucket: Path, names: str, seed: int, *, events: int = 500, songs: int = 10) -> None:
    """Write a log file and some song files for each of `names`; the same name and seed give the same ones."""
    for folder in ("log_data", "song_data"):
        (bucket / folder).mkdir(parents=True, exist_ok=True)
    for name in names:
        chance = random.Random(f"{name} {seed}")  # noqa: S311 - nothing secret
        log = "\n".join(json.dumps(_event(chance)) for _ in range(events))
        (bucket / "log_data" / f"{name}.json").write_text(f'{log}\n\n{{"page"\n', encoding="utf-8")
        for number in range(songs):
            song = {**SONG, "song_id": f"SO{name}{number}", "title": f"{chance.randrange(50)}", "duration": seed}
            (bucket / "song_data" / f"{name}{number}.json").write_text(json.dumps(song), encoding="utf-8")


def _event(chance: random.Random) -> Told:
    return {
        **PLAY,
        "userId": str(chance.randrange(20)),
        "sessionId": chance.randrange(100),
        "itemInSession": chance.randrange(50),
        "level": chance.choice(("free", "paid")),
        "page": chance.choice(("NextSong", "NextSong", "Home")),
        "song": f"{chance.randrange(50)}",
        "ts": NOON + chance.randrange(10**9),
    }

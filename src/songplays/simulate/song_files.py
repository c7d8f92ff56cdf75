"""Recordings as their files write them: one compact JSON object, keys in the order of the alphabet."""

import json
import re

from songplays.simulate.recordings import Recording

_NUMBER = re.compile(r"[1-9][0-9]*(\.[0-9]*[1-9])?")


def song_json(recording: Recording) -> str:
    """Return a song file's content: ASCII, no line end. A text that reads as a number is written as one."""
    hometown = recording.artist.hometown
    song = {
        "artist_id": recording.artist.artist_id,
        "artist_latitude": hometown.latitude,
        "artist_location": hometown.text,
        "artist_longitude": hometown.longitude,
        "artist_name": _number_or_text(recording.artist_name),
        "duration": recording.duration,
        "num_songs": 1,
        "song_id": recording.song_id,
        "title": _number_or_text(recording.title),
        "year": recording.year,
    }
    return json.dumps(song, separators=(",", ":")).replace("/", "\\/")


def song_path(track_id: str) -> str:
    """Return where a track's file lies below song_data: three folders, one for each of its first letters."""
    return f"{track_id[2]}/{track_id[3]}/{track_id[4]}/{track_id}.json"


def _number_or_text(text: str) -> str | float:
    number: float = json.loads(text) if _NUMBER.fullmatch(text) else 0
    return number or text

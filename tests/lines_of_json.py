"""Lines as the bucket holds them, good but for what a test changes."""

import json

PLAY = {
    "artist": "Björk", "auth": "Logged In", "firstName": "Kaylee", "gender": "F", "itemInSession": 1,
    "lastName": "Summers", "length": 200.5, "level": "free", "location": "Phoenix-Mesa-Scottsdale, AZ",
    "method": "PUT", "page": "NextSong", "registration": 1540344794796.0, "sessionId": 139, "song": "Jóga",
    "status": 200, "ts": 1541106106796, "userAgent": '"Mozilla/5.0 (Windows NT 6.1; WOW64) Chrome/35.0"', "userId": "8",
}  # fmt: skip

SONG = {
    "num_songs": 1, "artist_id": "ARAAAAA0000000000A", "artist_latitude": None, "artist_longitude": None,
    "artist_location": "", "artist_name": "Björk", "song_id": "SOAAAAA0000000000A", "title": "Jóga",
    "duration": 200.5, "year": 1997,
}  # fmt: skip


def play(**other: object) -> str:
    """Return a log line, a good play but for `other`."""
    return json.dumps(PLAY | other)

"""Song objects with a fault."""

import json
from collections.abc import Iterator
from itertools import count

from songplays.simulate.faults.log_lines import LINE, MALFORMED, rewritten
from songplays.simulate.faults.plant import Plant, rejected, shortened
from songplays.simulate.recordings import Artist, Recording, serial_digits
from songplays.simulate.song_files import song_json


def unplayed_recordings(first_serial: int, artist: Artist) -> Iterator[Recording]:
    """Yield songs that nobody plays; first_serial: how many there are besides."""
    for serial in count(first_serial):
        digits = serial_digits(serial)
        yield Recording(
            track_id=f"TRZZZZZ128F{digits}",
            song_id=f"SOZZZZZ12AB{digits}",
            artist=artist,
            artist_name=artist.name,
            title=f"Planted {serial}",
            duration=200.5,
            year=2000,
        )


def bad_objects(songs: Iterator[Recording]) -> Iterator[Plant]:
    """Yield objects that cannot be loaded, each of a song that would count if it were let in."""
    too_long = "a key of 19 bytes, limit 18; shortened it would be another key"
    for kind, key, literal, reason in (
        ("a song without song_id", "song_id", "", "missing"),
        ("a song without artist_id", "artist_id", '""', "missing"),
        ("a long song_id", "song_id", '"SOZZZZZ12AB12345678"', too_long),
        ("a long artist_id", "artist_id", '"ARZZZZZ118712345678"', too_long),
        ("a list for a title", "title", '["Planted"]', "a list where text is expected"),
        ("an object for a name", "artist_name", '{"first":"Vera"}', "an object where text is expected"),
        ("text for a duration", "duration", '"3:20"', "text where a number is expected: 3:20"),
        ("half a year", "year", "1999.5", "a fraction where a whole number is expected: 1999.5"),
        ("a year too far", "year", "99999999999", "out of range for INTEGER: 99999999999"),
        ("true for a number", "num_songs", "true", "true where a number is expected"),
    ):
        yield rejected(kind, rewritten(song_json(next(songs)), **{key: literal}), key, reason)
    content = song_json(next(songs))
    yield rejected("malformed object", content.replace('"title":', '"title"'), LINE, MALFORMED)
    yield rejected("a list of songs", f"[{content}]", LINE, "not an object")
    yield rejected("a title twice", f'{content[:-1]},"title":"Planted"}}', LINE, "a key appears twice")
    latin_1 = rewritten(content, title='"\N{LATIN SMALL LETTER O WITH DIAERESIS}"').encode("latin-1")
    yield rejected("a song not in UTF-8", latin_1, LINE, f"not UTF-8 at byte {latin_1.index(0xF6) + 1}")


def object_with_long_values(song: Recording) -> Plant:
    """Return a song with the link in place of a town, as one real file has it, and with a title in many letters."""
    link = f'<a href="http://artist.example/{"town/" * 50}">artist.example</a>'
    title = "\N{HIRAGANA LETTER A}" * 86
    line = rewritten(song_json(song), artist_location=json.dumps(link), title=json.dumps(title))
    return shortened("a long title and location", line, "artist_location", "title")

"""Log lines with a fault: all that a reader must reject, cut or put up with."""

import json
from collections.abc import Callable, Iterator

from songplays.simulate.catalogue import Song
from songplays.simulate.faults.plant import BLANK, Plant, loaded, rejected, shortened
from songplays.simulate.faults.visitor import Visit
from songplays.simulate.session import Event

MOST_BYTES = 1 << 20
LINE, MALFORMED = "(line)", "malformed JSON"

Write = Callable[[Event], str]


def rewritten(line: str, **literals: str) -> str:
    """Return an object's line with some values written as these literals; '' leaves the key out."""
    members = {key: json.dumps(value) for key, value in json.loads(line).items()} | literals
    return "{" + ",".join(f'"{key}":{literal}' for key, literal in members.items() if literal) + "}"


def malformed_lines(line: str) -> Iterator[Plant]:
    """Yield what accidents make of a line, none of it an object."""
    for kind, content in (
        ("cut line", line[: len(line) // 2]),
        ("comma lost", line.replace(",", "", 1)),
        ("comma too many", f"{line[:-1]},}}"),
        ("single quotes", line.replace('"', "'")),
        ("two objects on a line", line + line),
        ("no JSON", "# end of log"),
        ("NaN", rewritten(line, length="NaN")),
    ):
        yield rejected(kind, content, LINE, MALFORMED)
    yield rejected("not an object", f"[{line}]", LINE, "not an object")
    yield rejected("a key twice", f'{line[:-1]},"page":"NextSong"}}', LINE, "a key appears twice")


def lines_that_are_no_text(line: str) -> Iterator[Plant]:
    """Yield a line with a byte that is not UTF-8, and one that is far too long."""
    latin_1 = rewritten(line, artist='"Bj\N{LATIN SMALL LETTER O WITH DIAERESIS}rk"').encode("latin-1")
    yield rejected("not UTF-8", latin_1, LINE, f"not UTF-8 at byte {latin_1.index(0xF6) + 1}")
    endless = rewritten(line, song=f'"{"la " * (MOST_BYTES // 3)}"')
    yield rejected("endless line", endless, LINE, f"line of {len(endless):,} bytes, limit {MOST_BYTES:,}")


def lines_with_a_wrong_value(visit: Visit, song: Song, write: Write) -> Iterator[Plant]:
    """Yield plays with one value that cannot be: each would count if it were let in."""
    outside = "not milliseconds within 2000-01-01..tomorrow"
    # fmt: off
    for kind, key, literal, column, reason in (
        ("text for a time", "ts", '"noon"', "ts", "text where a number is expected: noon"),
        ("a time before 2000", "ts", "915148800796", "ts", f"{outside}: 915148800796"),
        ("a time to come", "ts", "32503680000796", "ts", f"{outside}: 32503680000796"),
        ("text for a number", "length", '"long"', "length", "text where a number is expected: long"),
        ("text for a user", "userId", '"nobody"', "user_id", "text where a number is expected: nobody"),
        ("a fraction", "itemInSession", "3.5", "item_in_session", "a fraction where a whole number is expected: 3.5"),
        ("true", "status", "true", "status", "true where a number is expected"),
        ("a list", "artist", '["The Visitors"]', "artist", "a list where text is expected"),
        ("an object", "location", '{"city":"Reno"}', "location", "an object where text is expected"),
        ("an object for a number", "sessionId", "{}", "session_id", "an object where a number is expected"),
        ("an unknown level", "level", '"gold"', "level", "none of free, paid: gold"),
        ("below 0", "itemInSession", "-1", "item_in_session", "out of range for INTEGER: -1"),
        ("too large", "status", "3000000000", "status", "out of range for INTEGER: 3000000000"),
        ("registered before 1970", "registration", "-5.0", "registration", "out of range for BIGINT: -5.0"),
        ("too large a user", "userId", '"9223372036854775808"', "user_id",
         "out of range for BIGINT: 9223372036854775808"),
        ("a play without user", "userId", '""', "user_id", "missing"),
        ("a play without session", "sessionId", "null", "session_id", "missing"),
        ("a play without time", "ts", "", "ts", "missing"),
    ):
        yield rejected(kind, rewritten(write(visit.play(song)), **{key: literal}), column, reason)
    # fmt: on
    for unit, factor in (("seconds", 0.001), ("microseconds", 1000)):
        event = visit.play(song)
        ts = int(event.ts * factor)
        reason = f"{outside}: {ts}; looks like {unit}"
        yield rejected(f"a time in {unit}", rewritten(write(event), ts=str(ts)), "ts", reason)


def lines_with_long_values(visit: Visit, songs: Iterator[Song], write: Write) -> Iterator[Plant]:
    """Yield events with text over 256 bytes, counted in UTF-8, or over what a code has; all are loaded."""
    three_bytes, two_bytes = "\N{HIRAGANA LETTER A}" * 86, "\N{LATIN SMALL LETTER E WITH ACUTE}" * 129
    for key, column, text in (
        ("song", "song", f"Planted {'la ' * 90}"),
        ("song", "song", three_bytes),
        ("artist", "artist", two_bytes),
    ):
        event = visit.play(next(songs))
        line = rewritten(write(event), **{key: json.dumps(text)})
        yield shortened(f"a long {key}", line, column, event=event)
    event = visit.play(next(songs))
    line = rewritten(write(event), song=f'"{three_bytes}"', artist=json.dumps(two_bytes))
    yield shortened("two long values, letters unescaped", line, "song", "artist", event=event)
    for key, column, text in (
        ("firstName", "first_name", "Wolfgang " * 30),
        ("gender", "gender", "female"),
        ("location", "location", f"Planted, {'ST-' * 90}"),
        ("method", "method", "PATCH"),
        ("page", "page", "Home" * 65),
    ):
        event = visit.open()
        yield shortened(f"a long {key}", rewritten(write(event), **{key: json.dumps(text)}), column, event=event)


def line_with_a_long_user_agent(event: Event, write: Write) -> Plant:
    """Return an event whose user agent is too long; what is left of it is one that nobody else has."""
    line = rewritten(write(event), userAgent=json.dumps(f"Planted/1.0 {'(compatible) ' * 30}"))
    return shortened("a long userAgent", line, "user_agent", event=event)


def odd_lines(visit: Visit, songs: Iterator[Song], write: Write) -> Iterator[Plant]:
    """Yield events that are written oddly, and are as good as any."""
    for kind, literals in (
        ("an unknown key", {"weather": '"rain"'}),
        ("a user as a number", {"userId": "{user_id}"}),
        ("a session as text", {"sessionId": '"{session_id}"'}),
        ("a time as a float", {"ts": "{ts}.0"}),
        ("a registration without .0", {"registration": "{registered_at}"}),
        ("keys left out", {"auth": "", "method": "", "status": ""}),
    ):
        event = visit.play(next(songs))
        facts = {
            "user_id": event.listener.user_id,
            "session_id": event.session_id,
            "ts": event.ts,
            "registered_at": event.listener.registered_at,
        }
        told = {key: literal.format(**facts) for key, literal in literals.items()}
        yield loaded(kind, rewritten(write(event), **told), event)
    event = visit.play(next(songs))
    spaced = ", ".join(f'"{key}" : {json.dumps(value)}' for key, value in reversed(json.loads(write(event)).items()))
    yield loaded("blanks between, keys in another order", f" {{ {spaced} }}\t", event)
    event = visit.open()
    yield loaded("an unknown page", rewritten(write(event), page='"Lyrics"'), event)


def blank_lines() -> Iterator[Plant]:
    """Yield lines with nothing on them."""
    for content in (b"", b"  ", b"\t"):
        yield Plant("a blank line", content, (BLANK,))

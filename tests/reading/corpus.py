"""Lines good and odd: a fixed corpus, and strategies that make any number of others."""

import json
from collections.abc import Sequence
from random import Random
from typing import Any

from hypothesis import strategies as st

from songplays.warehouse.schema import STAGING_EVENTS, STAGING_SONGS
from songplays.warehouse.table import Table

EVENT: dict[str, Any] = {
    "artist": "Björk",
    "auth": "Logged In",
    "firstName": "Kaylee",
    "gender": "F",
    "itemInSession": 3,
    "lastName": "Summers",
    "length": 246.30812,
    "level": "free",
    "location": "Phoenix-Mesa-Scottsdale, AZ",
    "method": "PUT",
    "page": "NextSong",
    "registration": 1540344794796.0,
    "sessionId": 139,
    "song": "Jóga",
    "status": 200,
    "ts": 1541106106796,
    "userAgent": '"Mozilla/5.0 (Windows NT 6.1; WOW64)"',
    "userId": "8",
}
SONG: dict[str, Any] = {
    "num_songs": 1,
    "artist_id": "ARD7TVE1187B99BFB1",
    "artist_latitude": None,
    "artist_longitude": None,
    "artist_location": "California - LA",
    "artist_name": "Casual",
    "song_id": "SOMZWCG12A8C13C480",
    "title": "I Didn't Mean To",
    "duration": 218.93179,
    "year": 0,
}
GOOD = {STAGING_EVENTS.name: EVENT, STAGING_SONGS.name: SONG}

NUMBERS = (
    *("0", "-0", "-0.0", "1", "1.50", "4.6", "1986", "15.0", "0.5", "1e5", "1E-2", "1e-400", "1e400", "-1e999"),
    *("2147483647", "2147483648", "-2147483648", "-2147483649", "2147483647.0", "9007199254740991", "9007199254740993"),
    *(
        "9007199254740993.0",
        "9223372036854775807",
        "9223372036854775808",
        "-9223372036854775808",
        "9223372036854775807.0",
    ),
    *(
        "-9223372036854775809",
        "9.3e18",
        "1e18",
        "123456789012345678901234567890",
        "170141183460469231731687303715884105728",
    ),
    *("946684799999", "946684800000", "1543708800000", "1543708800001", "1541106106796.0", "1541106106796.7"),
    *("1541106106", "1541106106796000", "1.0e2", "12345.678e3", "0.1e1", "100000000000000000000e-20"),
)
WORDS = ("null", "true", "false")
NESTED = ("{}", "[]", "[1]", '{"a":1}', '{"artist":9,"title":8}', '[{"page":"NextSong"}]', "[[[]]]", '["a","b"]')
NO_JSON = (
    *(
        "NaN",
        "Infinity",
        "-Infinity",
        "-inf",
        "None",
        "True",
        "'x'",
        "01",
        ".5",
        "1.",
        "+1",
        "0x10",
        "1_0",
    ),
    *(
        "[1,]",
        '{"a":1,}',
        "[,]",
        "{,}",
        "undefined",
        '"\t"',
        '"\\x"',
        '"\\ud800"',
        '"\\udc00x"',
        '"a',
        "",
        "1 2",
        "/**/1",
    ),
    *('{"a":NaN}', "[Infinity]", '"\x01"', '"\r"', '"\\u12"', "1e", "--1", "-", "tru", "nulll", '"a"b'),
)
TEXTS = (
    *("", " ", "x", "Home", "NextSong", "free", "true", "null", "NaN", "nan", "inf", "Infinity", "-Infinity", "[live]"),
    *("{curly}", "}{", ",}", ", }", '"quoted"', "back\\slash", "tab\there", "line\nend", "\r", "\u2028", "\0", "a\0b"),
    *(
        "12",
        "15.0",
        "1e3",
        "0x10",
        "1_000",
        " 12 ",
        "+5",
        "-7",
        "007",
        "5.",
        ".5",
        "1,5",
        "1 000",
        "\t8\n",
        "1.50",
        "1.5",
    ),
    *(
        "1e400",
        "-0",
        "٣",
        "½",
        "1541106106796",
        "9007199254740993",
        "9223372036854775808",
        "2147483648",
        "--1",
        "1e",
        "e5",
    ),
    *("Björk", "BjÃ\x83Â¶rk", "日本", "🎵", "e\u0301", "\ufeff", "\u200b", "'; DROP TABLE loads; --", "%,}", "{{{"),
)
UNKNOWN_KEYS = (
    "zz",
    "",
    "Page",
    "PAGE",
    "page ",
    'x"artist',
    'x"title',
    "a/b~c",
    "ключ",
    "🎵",
    "$.page",
    "'",
    "\x7f",
    "a.b",
)
GAPS = ("", "", "", "", " ", "\t", "  ", " \t ", "\r")
BLANKS = (b"", b" ", b"\t", b"\r", b" \r\t ")
TAILS = (b"{}", b"x", b"\x0b", b"\x0c", b"\0", b",", b"}", b"\x1c\x1d\x1e\x1f", b"\xc2\xa0", b"\xff")
NO_LINES = (
    b"[]",
    b"[{}]",
    b'"text"',
    b"1",
    b"null",
    b"true",
    b"{",
    b"}",
    b"{}}",
    b"x",
    b"{'page':'Home'}",
    b"{page:1}",
    b"\0",
    b",",
)


def compact(members: dict[str, Any]) -> bytes:
    """Return members as the sources write them: one line without blanks, ASCII alone."""
    return json.dumps(members, separators=(",", ":")).encode()


def event(**members: object) -> bytes:
    """Return a good event line, changed in `members`; a value of `...` leaves its key out."""
    return compact({key: value for key, value in (EVENT | members).items() if value is not ...})


def song(**members: object) -> bytes:
    """Return a good song object, changed in `members`; a value of `...` leaves its key out."""
    return compact({key: value for key, value in (SONG | members).items() if value is not ...})


def with_literal(line: bytes, key: str, literal: str) -> bytes:
    """Return `line` with the value of `key` written as `literal`, be it JSON or not."""
    old = json.dumps(json.loads(line)[key]).encode()
    name = json.dumps(key).encode() + b":"
    assert name + old in line
    return line.replace(name + old, name + literal.encode(), 1)


def odd_lines(table: Table) -> list[bytes]:
    """Return a good line of `table` with each odd value in each of its columns, once; and each key left out."""
    good = GOOD[table.name]
    with_one_left_out = [compact({key: good[key] for key in good if key != left_out}) for left_out in good]
    return in_every_column(table, ODD_VALUES) + with_one_left_out


def _escaped(text: str) -> str:
    return json.dumps(text)


def _unescaped(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


ODD_VALUES = (*WORDS, *NUMBERS, *NESTED, *NO_JSON, *map(_escaped, TEXTS), *map(_unescaped, TEXTS))


def literals() -> st.SearchStrategy[str]:
    """Return a strategy for what stands behind a key: values of every JSON type, and what is no JSON."""
    sizes = st.builds(int.__add__, st.sampled_from((1, 3, 4, 18, 256)), st.integers(-1, 2))
    at_the_border = st.builds(_of_bytes, sizes, st.sampled_from("aö日🎵"))
    texts = st.one_of(st.sampled_from(TEXTS), at_the_border, st.text(st.characters(codec="utf-8"), max_size=12))
    numbers = st.one_of(
        st.sampled_from(NUMBERS),
        st.integers(-(2**66), 2**66).map(str),
        st.integers(-300, 300).map(str),
        st.floats(allow_nan=False, allow_infinity=False).map(repr),
        st.integers(946_684_700_000, 1_543_708_900_000).map(str),
    )
    quoted = st.one_of(texts, numbers)
    no_text = st.sampled_from((*WORDS, *NESTED, *NO_JSON))
    return st.one_of(numbers, quoted.map(_escaped), quoted.map(_unescaped), no_text)


def _of_bytes(size: int, character: str) -> str:
    """Return a text of exactly `size` bytes that ends in as many of `character` as fit."""
    count = size // len(character.encode())
    return "a" * (size - count * len(character.encode())) + character * count


def in_every_column(table: Table, literals: Sequence[str]) -> list[bytes]:
    """Return a good line of `table` with each literal in each of its columns, once."""
    good = compact(GOOD[table.name])
    keys = [str(column.key) for column in table.columns if column.key]
    return [with_literal(good, key, literal) for key in keys for literal in literals]


def rearranged(table: Table, literals: Sequence[str], random: Random) -> bytes:
    """Return a line of `table` with members changed, left out, respelled, repeated, added; blanks between."""
    members = {json.dumps(key): json.dumps(value) for key, value in GOOD[table.name].items()}
    for key in random.sample(list(members), random.choice((0, 1, 1, 2, 4))):
        change = random.random()
        if change > 0.2:
            members[key] = random.choice(literals)
        else:
            value = members.pop(key)
            if change > 0.1:
                members[_escaped_key(key)] = random.choice((value, random.choice(literals)))
    pairs = list(members.items())
    for _ in range(random.choice((0, 0, 1, 2))):
        unknown = json.dumps(random.choice(UNKNOWN_KEYS), ensure_ascii=random.random() < 0.5)
        pairs.insert(random.randint(0, len(pairs)), (unknown, random.choice(literals)))
    if random.random() < 0.05:
        pairs.append(random.choice(pairs))
    if random.random() < 0.5:
        random.shuffle(pairs)
    return _written(pairs, random).encode()


def _escaped_key(key: str) -> str:
    """Return a JSON string with its first letter written as an escape: the same key, spelled otherwise."""
    return f'"\\u{ord(key[1]):04x}{key[2:]}'


def _written(pairs: Sequence[tuple[str, str]], random: Random) -> str:
    gaps = random.choice((("",), ("",), ("", " "), GAPS))

    def gap() -> str:
        return random.choice(gaps)

    members = ",".join(f"{gap()}{key}{gap()}:{gap()}{value}{gap()}" for key, value in pairs)
    end = random.choice((*[""] * 18, ",", ","))
    return f"{gap()}{{{members}{end}{gap()}}}{gap()}"


def spoilt(line: bytes, random: Random) -> bytes:
    """Return what a line may be after an accident: a part is lost, a byte is another, there is no line."""
    at = random.randrange(len(line))
    byte = random.choice((*range(10), *range(11, 256)))
    return random.choice(
        (
            line[:at],
            line[:at] + bytes([byte]) + line[at + 1 :],
            line[:at] + bytes([byte]) + line[at:],
            random.choice(BLANKS),
            random.choice(NO_LINES),
            line + random.choice(TAILS),
        )
    )


def forced(line: bytes) -> bytes:
    """Return an object's line with one more key, which changes nothing but that the line is looked at twice."""
    head, brace, rest = line.partition(b"{")
    if head.strip(b" \t\r") or not brace:
        return line
    comma = b"" if rest.lstrip(b" \t\r").startswith(b"}") else b","
    return head + b'{"one more":{}' + comma + rest

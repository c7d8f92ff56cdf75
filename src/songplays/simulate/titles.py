"""Made-up names of artists and titles of songs, with the oddities that real ones have."""

from collections.abc import Callable
from random import Random

from songplays.simulate.draws import Weighted, happens, pick
from songplays.simulate.names import MEN, WOMEN, last_name

# fmt: off
ONSETS = (
    "b", "br", "c", "cl", "d", "dr", "f", "fl", "g", "gr", "h", "k", "l", "m", "n", "p", "pr", "qu", "r", "s", "sk",
    "st", "t", "tr", "v", "w", "z",
)
VOWELS = ("a", "e", "i", "o", "u", "a", "e", "o", "ai", "ea", "io", "ou")
CODAS = ("", "", "", "l", "m", "n", "r", "s", "th", "x", "nd", "rk")
ADJECTIVES = (
    "Amber", "Borrowed", "Brittle", "Carbon", "Crooked", "Distant", "Drowsy", "Electric", "Endless", "Faded", "Feral",
    "Gilded", "Hollow", "Humming", "Idle", "Lopsided", "Lunar", "Magnetic", "Mild", "Narrow", "Nocturnal", "Paper",
    "Patient", "Polite", "Quiet", "Restless", "Rusted", "Second", "Slow", "Spare", "Sunken", "Tidal", "Unsent",
    "Velvet", "Wayward", "Winter",
)
NOUNS = (
    "Almanac", "Anchor", "Antenna", "Attic", "Balcony", "Barometer", "Beacon", "Bicycle", "Cable", "Canal",
    "Ceiling", "Chimney", "Comet", "Corridor", "Engine", "Envelope", "Ferryboat", "Furnace", "Harbor", "Hedge",
    "Kettle", "Ladder", "Lantern", "Letter", "Lighthouse", "Magnet", "Marble", "Meadow", "Mirror", "Orchard",
    "Parade", "Pencil", "Radio", "Satellite", "Shoreline", "Signal", "Staircase", "Station", "Suitcase", "Telegram",
    "Tunnel", "Umbrella", "Window", "Workshop",
)
ACCENTED = {
    "a": "áàâãäå", "c": "çč", "d": "ð", "e": "éèêë", "i": "íï", "n": "ñ", "o": "óôöø", "s": "š", "u": "úü",
}
# fmt: on

ARTIST_PATTERNS = Weighted(
    [
        ("{word}", 20),
        ("{word} {word}", 12),
        ("{person}", 32),
        ("The {word} Trio", 8),
        ("{adjective} {word}", 8),
        ("The {adjective} {noun}s", 5),
        ("{word} & The {noun}s", 4),
        ("{person} & {person}", 2),
        ("{person}/{word}", 1.5),
        ("{person} / {word} Orchestra", 0.5),
        ("DJ {word}", 2),
        ('{person} "{word}" {last}', 0.5),
        ("{word}_ {word} & {last}", 0.3),
        ("{number}", 0.15),
    ]
)
TITLE_PATTERNS = Weighted(
    [
        ("{word}", 14),
        ("{noun} {word}", 8),
        ("{adjective} {noun}", 11),
        ("{word} {noun}", 7),
        ("{word} In The {noun}", 8),
        ("The {adjective} {noun}", 8),
        ("One {noun} For {word}", 7),
        ("My {adjective} {noun}", 5),
        ("{adjective} As The {noun}", 5),
        ("No {noun} Like {word}", 4),
        ("Don't Wake The {noun}", 3),
        ("{word} Don\u0019t Mind", 0.2),  # an apostrophe that lost its upper byte
        ("{word} & {word}", 3),
        ("{noun} Of The {adjective} {noun}", 4),
        ("When {word} Left The {noun} For {word}", 3),
        ("{noun} No. {number} In {word}: II. {adjective} {word}", 1),
        ("{word} / {noun}", 0.8),
        ('"{word}" {noun}', 0.4),
        ("{word}\N{NO-BREAK SPACE}{noun}", 0.1),
        ("{word}\t{noun}", 0.05),
        ("{adjective} {word} ", 0.1),
        ("{number}", 0.12),
        ("{number}.{digit}", 0.01),
    ]
)
TITLE_ENDINGS = Weighted(
    [
        ("", 84),
        (" (Live)", 3),
        (" (Album Version)", 5),
        (" (Remastered)", 1.5),
        (" (Radio Edit)", 1.5),
        (" ({word} Remix)", 2),
        (" (feat. {person})", 1.5),
        (" (LP Version)", 1),
        (" [Explicit]", 0.5),
    ]
)
SHARE_ACCENTED = 0.05


def artist_name(rng: Random) -> str:
    """Return a made-up artist's name; now and then it is a number."""
    return _fill(ARTIST_PATTERNS.pick(rng), rng)


def song_title(rng: Random) -> str:
    """Return a made-up title; now and then it is a number, or holds a tab or an outer space."""
    return _fill(TITLE_PATTERNS.pick(rng), rng) + _fill(TITLE_ENDINGS.pick(rng), rng)


def _fill(pattern: str, rng: Random) -> str:
    text, *fields = pattern.split("{")
    for field in fields:
        kind, rest = field.split("}")
        text += _PARTS[kind](rng) + rest
    return text


def _word(rng: Random) -> str:
    syllables = 2 if happens(rng, 0.7) else 3
    word = "".join(pick(rng, ONSETS) + pick(rng, VOWELS) for _ in range(syllables)) + pick(rng, CODAS)
    if happens(rng, SHARE_ACCENTED):
        letter = pick(rng, word)
        word = word.replace(letter, pick(rng, ACCENTED.get(letter, letter)), 1)
    return word.capitalize()


def _person(rng: Random) -> str:
    return f"{pick(rng, WOMEN if happens(rng, 0.4) else MEN)} {last_name(rng) if happens(rng, 0.6) else _word(rng)}"


_PARTS: dict[str, Callable[[Random], str]] = {
    "word": _word,
    "person": _person,
    "last": last_name,
    "adjective": lambda rng: pick(rng, ADJECTIVES),
    "noun": lambda rng: pick(rng, NOUNS),
    "number": lambda rng: str(int(2 + rng.random() * rng.random() * 2100)),
    "digit": lambda rng: str(int(1 + rng.random() * 9)),
}

"""Show values from data on a terminal or in a spreadsheet without anything in them coming alive."""

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def shown(text: str) -> str:
    r"""Return text that is safe on one line of a terminal: control and direction characters as \x1b, \u202e."""
    return "".join(letter if letter.isprintable() else repr(letter)[1:-1] for letter in text)


def in_spreadsheet(value: object) -> object:
    """Return a value for a CSV cell; text that a spreadsheet would take for a formula gets an apostrophe first."""
    return f"'{value}" if isinstance(value, str) and value.lstrip(" ").startswith(FORMULA) else value

"""Facts that SQL cannot tell, computed once for each distinct value: repaired text and parsed user agents."""

from typing import NamedTuple


class UserAgent(NamedTuple):
    """What a user agent string says; families are named as ua-parser names them, 'Other' if unknown."""

    browser: str
    os: str
    device: str


def repaired(text: str) -> str | None:
    """Return what a double-encoded text was meant to be, or None if it is as it was meant.

    Text that went through UTF-8 read as Latin-1 once too often is undone until it no longer can be: what decodes as
    UTF-8 from its Latin-1 bytes, yet is not ASCII, was hardly ever written so by a person.
    """
    meant = text
    while not meant.isascii():
        try:
            meant = meant.encode("latin-1").decode("utf-8")
        except UnicodeError:
            break
    return None if meant == text else meant


def parsed(user_agent: str) -> UserAgent:
    """Return browser, operating system and device class of a user agent, which may stand in literal quotes."""
    from ua_parser import parse  # noqa: PLC0415 - its rules take a tenth of a second to load

    text = user_agent.strip().strip('"')
    found = parse(text)
    os = found.os.family if found.os else "Other"
    kind = found.device.family if found.device else ""
    browser = found.user_agent.family if found.user_agent else "Other"
    return UserAgent(browser, os, _device(text, os, kind))


def _device(text: str, os: str, kind: str) -> str:
    """Return the device class, from what makers agree to write: Android adds 'Mobile' on phones alone."""
    if kind == "Spider":
        return "bot"
    if os == "Windows Phone":
        return "mobile"
    if "iPad" in text or "Tablet" in text or (os == "Android" and "Mobile" not in text):
        return "tablet"
    if os in ("iOS", "Android") or "Mobile" in text:
        return "mobile"
    if os in DESKTOP_SYSTEMS:
        return "desktop"
    return "unknown"


DESKTOP_SYSTEMS = frozenset(
    ("Windows", "Mac OS X", "Linux", "Ubuntu", "Debian", "Fedora", "Red Hat", "SUSE", "Chrome OS", "FreeBSD", "OpenBSD")
)

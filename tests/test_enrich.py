"""Double-encoded text is repaired, text that is fine is left alone, and user agents are told apart."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from songplays.enrich import UserAgent, parsed, repaired

LATIN = st.characters(min_codepoint=0xA0, max_codepoint=0xFF)


def double_encoded(text: str, times: int = 1) -> str:
    """Return what a text becomes when its UTF-8 is read as Latin-1."""
    for _ in range(times):
        text = text.encode().decode("latin-1")
    return text


@pytest.mark.parametrize(
    ("raw", "meant"),
    [
        ("BjÃ\x83Â¶rk", "Björk"),
        ("BjÃ¶rk", "Björk"),
        ("CafÃ\x83Â© Tacuba", "Café Tacuba"),
        ("Sigur RÃ\x83Â³s", "Sigur Rós"),
        ("Donât", None),
        ("DonÃ¢Â\x80Â\x99t", "Don\N{RIGHT SINGLE QUOTATION MARK}t"),
        (double_encoded("日本 🎵", 3), "日本 🎵"),
    ],
)
def test_texts_as_they_occur(raw: str, meant: str | None) -> None:
    """What was encoded once or twice too often comes back as it was meant."""
    assert repaired(raw) == meant


@pytest.mark.parametrize(
    "text", ["", "Queen", "Björk", "Beyoncé", "naïve", "Ãnd", "Â", "日本", "🎵", "Mötley Crüe", "\x85", "½"]
)
def test_texts_that_are_fine(text: str) -> None:
    """Text that no decoding explains is as it was meant."""
    assert repaired(text) is None


@given(st.text(st.characters(max_codepoint=127)))
def test_ascii_never_changes(text: str) -> None:
    """Plain ASCII is as it was meant."""
    assert repaired(text) is None


@given(st.text(st.one_of(LATIN, st.characters(max_codepoint=127))), st.integers(1, 3))
def test_undone_as_often_as_it_was_done(text: str, times: int) -> None:
    """A text with Latin-1 letters that was double-encoded, even several times, comes back."""
    assume(not text.isascii() and repaired(text) is None)

    assert repaired(double_encoded(text, times)) == text


@given(st.text(st.characters(codec="utf-8")), st.integers(1, 2))
def test_any_script_comes_back(text: str, times: int) -> None:
    """So does a text of any script."""
    assume(not text.isascii() and repaired(text) is None)

    assert repaired(double_encoded(text, times)) == text


@given(st.text(st.characters(min_codepoint=0x100, codec="utf-8"), min_size=1), st.text())
def test_other_scripts_never_change(text: str, more: str) -> None:
    """Text with a letter beyond Latin-1 was not read as Latin-1."""
    assert repaired(text + more) is None


@given(st.text(st.characters(max_codepoint=0x2FF)))
def test_repaired_once_for_all(text: str) -> None:
    """What is repaired needs no repair, and is shorter than it was."""
    meant = repaired(text)

    if meant is not None:
        assert repaired(meant) is None
        assert len(meant) < len(text)


IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 7_1_2 like Mac OS X) AppleWebKit/537.51.2 (KHTML, like Gecko) Version/7.0 "
ANDROID = "Mozilla/5.0 (Linux; Android 13; {}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/116.0.0.0 {}Safari/537.36"
WINDOWS = (
    "Mozilla/5.0 (Windows NT 6.1; WOW64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/36.0.1985.143 Safari/537.36"
)
AGENTS = {
    '"Mozilla/5.0 (Windows NT 6.1; WOW64; rv:31.0) Gecko/20100101 Firefox/31.0"': UserAgent(
        "Firefox", "Windows", "desktop"
    ),
    f'"{WINDOWS}"': UserAgent("Chrome", "Windows", "desktop"),
    "Mozilla/5.0 (Windows NT 6.1; Trident/7.0; rv:11.0) like Gecko": UserAgent("IE", "Windows", "desktop"),
    (
        '"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_9_4) AppleWebKit/537.77.4 (KHTML, like Gecko) '
        'Version/7.0.5 Safari/537.77.4"'
    ): UserAgent("Safari", "Mac OS X", "desktop"),
    (
        "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/37.0.2062.94 Safari/537.36"
    ): UserAgent("Chrome", "Linux", "desktop"),
    "Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:31.0) Gecko/20100101 Firefox/31.0": UserAgent(
        "Firefox", "Ubuntu", "desktop"
    ),
    (
        "Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/114.0.0.0 Safari/537.36"
    ): UserAgent("Chrome", "Chrome OS", "desktop"),
    f'"{IPHONE}Mobile/11D257 Safari/9537.53"': UserAgent("Mobile Safari", "iOS", "mobile"),
    (
        "Mozilla/5.0 (iPad; CPU OS 7_1_2 like Mac OS X) AppleWebKit/537.51.2 (KHTML, like Gecko) Version/7.0 "
        "Mobile/11D257 Safari/9537.53"
    ): UserAgent("Mobile Safari", "iOS", "tablet"),
    ANDROID.format("Pixel 7", "Mobile "): UserAgent("Chrome Mobile", "Android", "mobile"),
    ANDROID.format("SM-X700", ""): UserAgent("Chrome", "Android", "tablet"),
    "Mozilla/5.0 (Android 13; Tablet; rv:109.0) Gecko/116.0 Firefox/116.0": UserAgent(
        "Firefox Mobile", "Android", "tablet"
    ),
    "Mozilla/5.0 (Android 13; Mobile; rv:109.0) Gecko/116.0 Firefox/116.0": UserAgent(
        "Firefox Mobile", "Android", "mobile"
    ),
    (
        "Mozilla/5.0 (Windows Phone 10.0; Android 6.0.1; Microsoft; Lumia 950) AppleWebKit/537.36 (KHTML, like Gecko) "
        "Chrome/52.0.2743.116 Mobile Safari/537.36 Edge/15.15063"
    ): UserAgent("Edge Mobile", "Windows Phone", "mobile"),
    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)": UserAgent("Googlebot", "Other", "bot"),
    "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)": UserAgent("bingbot", "Other", "bot"),
    (
        f"{IPHONE}Mobile/11D257 Safari/9537.53 (compatible; Googlebot-Mobile/2.1; +http://www.google.com/bot.html)"
    ): UserAgent("Googlebot-Mobile", "iOS", "bot"),
    "songplayer": UserAgent("Other", "Other", "unknown"),
    "": UserAgent("Other", "Other", "unknown"),
    '""': UserAgent("Other", "Other", "unknown"),
    " ": UserAgent("Other", "Other", "unknown"),
}


@pytest.mark.parametrize(("user_agent", "expected"), AGENTS.items(), ids=str)
def test_user_agents(user_agent: str, expected: UserAgent) -> None:
    """Browser, system and class of device of user agents as they occur."""
    assert parsed(user_agent) == expected


@given(st.text())
def test_any_user_agent(user_agent: str) -> None:
    """Whatever stands there, something is said of it."""
    assert parsed(user_agent).device in {"mobile", "tablet", "desktop", "bot", "unknown"}

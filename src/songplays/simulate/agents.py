"""The browsers and devices of listeners: what they are, and how they name themselves."""

from typing import NamedTuple

from songplays.simulate.draws import Weighted


class Agent(NamedTuple):
    """A browser on a device. The families are called as ua-parser calls them, which most analysts know."""

    browser: str
    os: str
    device: str
    text: str


_WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)"
_SAFARI = "AppleWebKit/605.1.15 (KHTML, like Gecko)"
_WINDOWS_10 = "Mozilla/5.0 (Windows NT 10.0; Win64; x64"
_WINDOWS_7 = "Mozilla/5.0 (Windows NT 6.1; Win64; x64"
_MAC = "Mozilla/5.0 (Macintosh; Intel Mac OS X"
_LINUX = f"Mozilla/5.0 (X11; Linux x86_64) {_WEBKIT}"
_IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS"
_IPAD = "Mozilla/5.0 (iPad; CPU OS"
_ANDROID = "Mozilla/5.0 (Linux; Android"

_WEIGHTS: dict[tuple[str, str, str], dict[str, float]] = {
    ("Chrome", "Windows", "desktop"): {
        f"{_WINDOWS_10}) {_WEBKIT} Chrome/70.0.3538.77 Safari/537.36": 16,
        f"{_WINDOWS_10}) {_WEBKIT} Chrome/69.0.3497.100 Safari/537.36": 5,
        f"{_WINDOWS_7}) {_WEBKIT} Chrome/70.0.3538.67 Safari/537.36": 6,
        f"Mozilla/5.0 (Windows NT 6.1; WOW64) {_WEBKIT} Chrome/49.0.2623.112 Safari/537.36": 2,
    },
    ("Chrome", "Mac OS X", "desktop"): {
        f"{_MAC} 10_14_0) {_WEBKIT} Chrome/70.0.3538.77 Safari/537.36": 11,
        f"{_MAC} 10_13_6) {_WEBKIT} Chrome/69.0.3497.100 Safari/537.36": 6,
    },
    ("Chrome", "Linux", "desktop"): {f"{_LINUX} Chrome/70.0.3538.77 Safari/537.36": 6},
    ("Chromium", "Ubuntu", "desktop"): {
        f"{_LINUX} Ubuntu Chromium/69.0.3497.81 Chrome/69.0.3497.81 Safari/537.36": 3,
    },
    ("Firefox", "Windows", "desktop"): {
        f"{_WINDOWS_10}; rv:63.0) Gecko/20100101 Firefox/63.0": 7,
        f"{_WINDOWS_7}; rv:62.0) Gecko/20100101 Firefox/62.0": 3,
        "Mozilla/5.0 (Windows NT 5.1; rv:52.0) Gecko/20100101 Firefox/52.0": 2,
    },
    ("Firefox", "Mac OS X", "desktop"): {f"{_MAC} 10.13; rv:63.0) Gecko/20100101 Firefox/63.0": 4},
    ("Firefox", "Ubuntu", "desktop"): {
        "Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:63.0) Gecko/20100101 Firefox/63.0": 2,
    },
    ("Safari", "Mac OS X", "desktop"): {
        f"{_MAC} 10_14) {_SAFARI} Version/12.0 Safari/605.1.15": 8,
        f"{_MAC} 10_12_6) {_SAFARI} Version/11.1.2 Safari/605.1.15": 3,
    },
    ("Edge", "Windows", "desktop"): {f"{_WINDOWS_10}) {_WEBKIT} Chrome/64.0.3282.140 Safari/537.36 Edge/17.17134": 3},
    ("IE", "Windows", "desktop"): {
        "Mozilla/5.0 (Windows NT 6.1; WOW64; Trident/7.0; rv:11.0) like Gecko": 2,
        "Mozilla/5.0 (compatible; MSIE 10.0; Windows NT 6.2; Trident/6.0)": 0.5,
    },
    ("Mobile Safari", "iOS", "mobile"): {
        f"{_IPHONE} 12_0_1 like Mac OS X) {_SAFARI} Version/12.0 Mobile/15E148 Safari/604.1": 4,
        f"{_IPHONE} 11_4_1 like Mac OS X) {_SAFARI} Version/11.0 Mobile/15E148 Safari/604.1": 2,
    },
    ("Mobile Safari", "iOS", "tablet"): {
        f"{_IPAD} 12_0 like Mac OS X) {_SAFARI} Version/12.0 Mobile/15E148 Safari/604.1": 1.5,
    },
    ("Chrome Mobile", "Android", "mobile"): {
        f"{_ANDROID} 8.0.0; SM-G950F) {_WEBKIT} Chrome/70.0.3538.64 Mobile Safari/537.36": 3,
        f"{_ANDROID} 9; Pixel 2) {_WEBKIT} Chrome/70.0.3538.80 Mobile Safari/537.36": 1.5,
    },
    ("Chrome", "Android", "tablet"): {f"{_ANDROID} 7.0; SM-T813) {_WEBKIT} Chrome/70.0.3538.64 Safari/537.36": 1},
    ("Firefox Mobile", "Android", "mobile"): {
        "Mozilla/5.0 (Android 8.1.0; Mobile; rv:63.0) Gecko/63.0 Firefox/63.0": 0.5,
    },
    ("Googlebot", "Other", "bot"): {"Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)": 0.4},
}
AGENTS = Weighted((Agent(*kind, text), weight) for kind, texts in _WEIGHTS.items() for text, weight in texts.items())

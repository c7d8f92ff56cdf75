"""The browsers and devices of listeners, as they name themselves."""

from songplays.simulate.draws import Weighted

_WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)"
_SAFARI = "AppleWebKit/605.1.15 (KHTML, like Gecko)"
_LINUX = f"Mozilla/5.0 (X11; Linux x86_64) {_WEBKIT}"
_IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS"

USER_AGENTS = Weighted(
    [
        (f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {_WEBKIT} Chrome/70.0.3538.77 Safari/537.36", 16),
        (f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {_WEBKIT} Chrome/69.0.3497.100 Safari/537.36", 5),
        (f"Mozilla/5.0 (Windows NT 6.1; Win64; x64) {_WEBKIT} Chrome/70.0.3538.67 Safari/537.36", 6),
        (f"Mozilla/5.0 (Windows NT 6.1; WOW64) {_WEBKIT} Chrome/49.0.2623.112 Safari/537.36", 2),
        (f"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_14_0) {_WEBKIT} Chrome/70.0.3538.77 Safari/537.36", 11),
        (f"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_13_6) {_WEBKIT} Chrome/69.0.3497.100 Safari/537.36", 6),
        (f"{_LINUX} Chrome/70.0.3538.77 Safari/537.36", 6),
        (
            f"{_LINUX} Ubuntu Chromium/69.0.3497.81 Chrome/69.0.3497.81 Safari/537.36",
            3,
        ),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:63.0) Gecko/20100101 Firefox/63.0", 7),
        ("Mozilla/5.0 (Windows NT 6.1; Win64; x64; rv:62.0) Gecko/20100101 Firefox/62.0", 3),
        ("Mozilla/5.0 (Windows NT 5.1; rv:52.0) Gecko/20100101 Firefox/52.0", 2),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10.13; rv:63.0) Gecko/20100101 Firefox/63.0", 4),
        ("Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:63.0) Gecko/20100101 Firefox/63.0", 2),
        (f"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_14) {_SAFARI} Version/12.0 Safari/605.1.15", 8),
        (f"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_12_6) {_SAFARI} Version/11.1.2 Safari/605.1.15", 3),
        (f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {_WEBKIT} Chrome/64.0.3282.140 Safari/537.36 Edge/17.17134", 3),
        ("Mozilla/5.0 (Windows NT 6.1; WOW64; Trident/7.0; rv:11.0) like Gecko", 2),
        ("Mozilla/5.0 (compatible; MSIE 10.0; Windows NT 6.2; Trident/6.0)", 0.5),
        (
            f"{_IPHONE} 12_0_1 like Mac OS X) {_SAFARI} Version/12.0 Mobile/15E148 Safari/604.1",
            4,
        ),
        (
            f"{_IPHONE} 11_4_1 like Mac OS X) {_SAFARI} Version/11.0 Mobile/15E148 Safari/604.1",
            2,
        ),
        (f"Mozilla/5.0 (iPad; CPU OS 12_0 like Mac OS X) {_SAFARI} Version/12.0 Mobile/15E148 Safari/604.1", 1.5),
        (f"Mozilla/5.0 (Linux; Android 8.0.0; SM-G950F) {_WEBKIT} Chrome/70.0.3538.64 Mobile Safari/537.36", 3),
        (f"Mozilla/5.0 (Linux; Android 9; Pixel 2) {_WEBKIT} Chrome/70.0.3538.80 Mobile Safari/537.36", 1.5),
        (f"Mozilla/5.0 (Linux; Android 7.0; SM-T813) {_WEBKIT} Chrome/70.0.3538.64 Safari/537.36", 1),
        ("Mozilla/5.0 (Android 8.1.0; Mobile; rv:63.0) Gecko/63.0 Firefox/63.0", 0.5),
        ("Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", 0.4),
    ]
)

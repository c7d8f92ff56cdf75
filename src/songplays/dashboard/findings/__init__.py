"""What the figures say, in sentences. Each is computed; one that the data do not support is not said.

A finding without a headline found nothing to say: the page then keeps its plain heading.
"""

from songplays.dashboard.findings.finding import Finding
from songplays.dashboard.findings.load_quality import loads, newest_load
from songplays.dashboard.findings.music import matched, top_artist, top_song
from songplays.dashboard.findings.upgrades import (
    FREE_RUN,
    STAYED_FREE,
    TRULY_BEFORE,
    sessions,
    summaries,
    targets,
    upgrade,
)
from songplays.dashboard.findings.when_and_where import busiest_day, busiest_weekday, outside_the_map, peak, states
from songplays.dashboard.findings.who import browser, levels, mobile

__all__ = [
    "FREE_RUN",
    "STAYED_FREE",
    "TRULY_BEFORE",
    "Finding",
    "browser",
    "busiest_day",
    "busiest_weekday",
    "levels",
    "loads",
    "matched",
    "mobile",
    "newest_load",
    "outside_the_map",
    "peak",
    "sessions",
    "states",
    "summaries",
    "targets",
    "top_artist",
    "top_song",
    "upgrade",
]

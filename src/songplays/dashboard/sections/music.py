"""What people listen to, and how much of it the warehouse knows."""

from songplays.dashboard import findings
from songplays.dashboard.charts.bars import bars
from songplays.dashboard.figures import Figures, only
from songplays.dashboard.layout import Card, Column, Section, View
from songplays.dashboard.metrics import METRICS
from songplays.dashboard.questions import TOP
from songplays.dashboard.sections.views import PLAYS, SHARE, USERS, following, sentences

MATCHES = {"exact": "title, artist and duration", "title": "title and artist only", "none": "not matched"}


def music(figures: Figures) -> Section:
    """Return the section on artists and songs."""
    artist, plays = findings.top_artist(figures), only(figures, "plays")["plays"]
    matches = [
        {**row, "match": MATCHES[match]}
        for match in MATCHES
        for row in figures["matched_plays"]
        if row["song_match"] == match
    ]
    return Section(
        heading=artist.headline or "What people listen to",
        details=[*artist.details, *findings.matched(figures).details],
        cards=[
            Card(
                span=5,
                views=[
                    following(
                        figures,
                        "top_artists",
                        [Column("Artist", "artist"), PLAYS, USERS],
                        bars(named="datum.artist", counts="plays", rows=TOP, of_all=False),
                        of=plays,
                    )
                ],
            ),
            Card(
                span=7,
                views=[
                    following(
                        figures,
                        "top_songs",
                        [Column("Song", "song"), Column("Artist", "artist"), PLAYS, USERS],
                        bars(named="datum.song + ' · ' + datum.artist", counts="plays", rows=TOP, of_all=False),
                        of=plays,
                        sentences=sentences(findings.top_song(figures)),
                    )
                ],
            ),
            Card(
                span=12,
                views=[
                    View(
                        metrics=[METRICS["matched_plays"]],
                        rows=matches,
                        columns=[
                            Column("Match", "match"),
                            PLAYS,
                            SHARE,
                            Column("Distinct songs", "songs", "count"),
                        ],
                        spec=bars(named="datum.match", counts="plays", rows=len(matches)) if matches else None,
                        counts="plays",
                    )
                ],
            ),
        ],
    )

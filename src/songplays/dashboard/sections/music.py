"""What people listen to, and how much of it the warehouse knows."""

import json

from songplays.dashboard import findings
from songplays.dashboard.cells import MATCHES
from songplays.dashboard.charts.bars import bars
from songplays.dashboard.figures import Figures, only
from songplays.dashboard.layout import Card, Column, Section
from songplays.dashboard.questions import TOP
from songplays.dashboard.sections.views import PLAYS, SHARE, USERS, following, sentences


def music(figures: Figures) -> Section:
    """Return the section on artists and songs."""
    artist, plays = findings.top_artist(figures), only(figures, "plays")["plays"]
    matches = figures["matched_plays"]
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
                    following(
                        figures,
                        "matched_plays",
                        [Column("Match", "song_match", "match"), PLAYS, SHARE, USERS],
                        bars(named=f"{json.dumps(MATCHES)}[datum.song_match]", counts="plays", rows=len(matches)),
                        matches,
                    )
                ],
            ),
        ],
    )

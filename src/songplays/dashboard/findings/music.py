"""What they play, and how much of it is matched to a song."""

from songplays.dashboard.figures import Figures, Row, only
from songplays.dashboard.findings.finding import Finding, summed_by
from songplays.dashboard.wording import count, counted, share


def top_artist(figures: Figures) -> Finding:
    """Name the artist with the most plays, if one alone has them."""
    first, plays = _first(figures, "top_artists"), only(figures, "plays")["plays"]
    if first is None:
        return Finding(None)
    return Finding(
        f"{first['artist']} is played most",
        [
            (
                f"{count(first['plays'])} of {counted(plays, 'play')} ({share(first['plays'], plays)}) are of "
                f"{first['artist']}, by {counted(first['users'], 'user')}."
            )
        ],
    )


def top_song(figures: Figures) -> Finding:
    """Name the song with the most plays, if one alone has them."""
    first, plays = _first(figures, "top_songs"), only(figures, "plays")["plays"]
    if first is None:
        return Finding(None)
    return Finding(
        f"Most played: {first['song']} by {first['artist']}, {count(first['plays'])} of {counted(plays, 'play')} by "
        f"{counted(first['users'], 'user')}."
    )


def matched(figures: Figures) -> Finding:
    """Say how many plays are of a song that the warehouse knows."""
    plays = summed_by(figures["matched_plays"], "song_match", "plays")
    known = plays["exact"] + plays["title"]
    if not plays:
        return Finding(None)
    return Finding(
        None,
        [
            (
                f"{count(known)} of {counted(plays.total(), 'play')} ({share(known, plays.total())}) match a song "
                f"file: {count(plays['exact'])} in title, artist and duration, {count(plays['title'])} in title and "
                "artist only."
            )
        ],
    )


def _first(figures: Figures, name: str) -> Row | None:
    """Return the first row of a list, if no other has as many plays."""
    rows = figures[name]
    return rows[0] if rows and all(row["plays"] < rows[0]["plays"] for row in rows[1:]) else None

"""Where logs and songs come from: one source with both, or one for each as in ``dwh.cfg``."""

from pathlib import Path

from songplays.errors import UsageError
from songplays.lake import open_source
from songplays.pipeline import Feed
from songplays.warehouse import schema


def feeds_of_source(uri: str, *, region: str | None = None) -> list[Feed]:
    """Return the feeds of a folder or ``s3://bucket/prefix`` that holds log_data/ and song_data/."""
    place = uri.rstrip("/")
    if "://" in uri:
        return feeds_of(f"{place}/log_data", f"{place}/song_data", region=region)
    folder = Path(uri).expanduser()
    if not folder.is_dir():
        raise UsageError(f"{uri}: no such folder; name one that holds log_data/ and song_data/ with --source")
    present = [str(folder / name) if (folder / name).is_dir() else None for name in ("log_data", "song_data")]
    if present == [None, None]:
        raise UsageError(f"{uri}: holds neither log_data/ nor song_data/; name the folder that does with --source")
    return feeds_of(*present, region=region)


def feeds_of(logs: str | None, songs: str | None, *, region: str | None = None) -> list[Feed]:
    """Return the feeds of two sources; None is left out."""
    feeds = []
    if logs:
        feeds.append(_feed(logs, region, songs=False))
    if songs:
        feeds.append(_feed(songs, region, songs=True))
    return feeds


def _feed(uri: str, region: str | None, *, songs: bool) -> Feed:
    source = open_source(uri, region=region)
    label = "S3 bucket" if source.uri.startswith("s3://") else "folder"
    return (
        Feed(schema.STAGING_SONGS, "objects", source, label)
        if songs
        else Feed(schema.STAGING_EVENTS, "lines", source, label)
    )

"""What 14,896 small files cost at least: start Python and DuckDB, read every file, parse it, keep nothing.

The fastest way we know: list and read in one thread, all files into one in memory, one read_json over that.
"""

import json
import os
import sys
import tempfile
from collections.abc import Iterator
from typing import IO

import duckdb

SONG = {
    "num_songs": "INTEGER",
    "artist_id": "VARCHAR",
    "artist_latitude": "DOUBLE",
    "artist_longitude": "DOUBLE",
    "artist_location": "VARCHAR",
    "artist_name": "VARCHAR",
    "song_id": "VARCHAR",
    "title": "VARCHAR",
    "duration": "DOUBLE",
    "year": "INTEGER",
}
EVENT = {
    "artist": "VARCHAR",
    "auth": "VARCHAR",
    "firstName": "VARCHAR",
    "gender": "VARCHAR",
    "itemInSession": "INTEGER",
    "lastName": "VARCHAR",
    "length": "DOUBLE",
    "level": "VARCHAR",
    "location": "VARCHAR",
    "method": "VARCHAR",
    "page": "VARCHAR",
    "registration": "DOUBLE",
    "sessionId": "BIGINT",
    "song": "VARCHAR",
    "status": "INTEGER",
    "ts": "BIGINT",
    "userAgent": "VARCHAR",
    "userId": "VARCHAR",
}
READ = 1 << 14
"""Nearly every file fits; asking for more costs more, even when no more comes."""


def files_below(folder: str) -> Iterator[str]:
    """Yield the path of every file, in no order."""
    folders = [folder]
    while folders:
        with os.scandir(folders.pop()) as entries:
            for entry in entries:
                if entry.is_dir():
                    folders.append(entry.path)
                else:
                    yield entry.path


def bundle(folder: str, file: IO[bytes]) -> None:
    """Write every file below `folder` into one, each followed by a line feed."""
    pieces = []
    for path in files_below(folder):
        descriptor = os.open(path, os.O_RDONLY)
        while piece := os.read(descriptor, READ):
            pieces.append(piece)
            if len(piece) < READ:
                break
        os.close(descriptor)
        pieces.append(b"\n")
    file.write(b"".join(pieces))
    file.flush()


def in_memory() -> IO[bytes]:
    """Return an empty file in memory, or on disk where the system knows no such thing."""
    return os.fdopen(os.memfd_create("bundle"), "wb") if sys.platform == "linux" else tempfile.NamedTemporaryFile()


def main(bucket: str) -> None:
    """Read the bucket and print how many lines there are."""
    connection = duckdb.connect()
    lines = 0
    for folder, columns in (("song_data", SONG), ("log_data", EVENT)):
        with in_memory() as file:
            bundle(f"{bucket}/{folder}", file)
            path = f"/proc/self/fd/{file.fileno()}" if sys.platform == "linux" else file.name
            # A column nobody asks for would not be parsed, so every one is asked for.
            row = connection.execute(
                "SELECT count(*), max(COLUMNS(*)) "
                f"FROM read_json(?, format = 'newline_delimited', columns = {columns})",
                [path],
            ).fetchall()[0]
            lines += row[0]
    print(json.dumps({"lines": lines}))


if __name__ == "__main__":
    main(sys.argv[1])

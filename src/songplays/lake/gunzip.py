"""Unpack gzip as it streams in, and refuse what is cut short or no gzip at all."""

import zlib
from collections.abc import Iterable, Iterator

MAGIC = b"\x1f\x8b"
_GZIP_WINDOW = 31  # zlib's code for "gzip header and trailer, largest window"
_OUTPUT_STEP = 1 << 20  # unpack at most this much at a time, so that a gzip bomb cannot fill the memory


class BadGzip(Exception):
    """The file cannot be unpacked; the message says why."""


def gunzip(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the unpacked bytes of a gzip file of one or more members; BadGzip if it is cut short or damaged."""
    unpacker = zlib.decompressobj(_GZIP_WINDOW)
    started = False
    for chunk in chunks:
        data = chunk
        while data:
            if unpacker.eof:
                data = data.lstrip(b"\0")  # padding between members is allowed
                if not data:
                    break
                unpacker = zlib.decompressobj(_GZIP_WINDOW)
            started = True
            try:
                yield unpacker.decompress(data, _OUTPUT_STEP)
            except zlib.error as error:
                raise BadGzip(f"not readable as gzip ({error})") from None
            data = unpacker.unused_data if unpacker.eof else unpacker.unconsumed_tail
    if not started or not unpacker.eof:
        raise BadGzip("gzip data ends too early: the file is cut short")

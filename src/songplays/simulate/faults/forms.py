"""Forms in which good content comes: with a byte order mark, with CRLF, packed."""

import json
import struct
import zlib

BOM = b"\xef\xbb\xbf"


def spread(content: bytes) -> bytes:
    """Return a JSON object spread over lines, its values as they were."""
    return json.dumps(json.loads(content), indent=4).encode()


def packed(content: bytes) -> bytes:
    """Return content as gzip, the same bytes on every machine: stored, not compressed, for compressors differ."""
    blocks = [content[start : start + 0xFFFF] for start in range(0, len(content), 0xFFFF)] or [b""]
    stored = b"".join(
        struct.pack("<BHH", block is blocks[-1], len(block), len(block) ^ 0xFFFF) + block for block in blocks
    )
    header = b"\x1f\x8b\x08" + bytes(6) + b"\xff"
    return header + stored + struct.pack("<II", zlib.crc32(content), len(content) & 0xFFFFFFFF)

"""Packed bytes are unpacked as they stream in, all of them or none."""

import gzip
import os
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from songplays.lake.gunzip import BadGzip, gunzip

TEXT = b"".join(b"line %d\n" % number for number in range(200))


def in_pieces(content: bytes, size: int) -> list[bytes]:
    """Return `content` cut into pieces of `size` bytes."""
    return [content[at : at + size] for at in range(0, len(content), size)]


@given(st.lists(st.binary(max_size=200), min_size=1, max_size=4), st.integers(1, 50), st.integers(0, 20))
def test_members_in_pieces(members: list[bytes], size: int, padding: int) -> None:
    """Members follow one another, padding may follow them, and pieces may be cut anywhere."""
    packed = b"".join(gzip.compress(member) for member in members) + bytes(padding)

    assert b"".join(gunzip(in_pieces(packed, size))) == b"".join(members)


@given(st.binary(max_size=300), st.integers(1, 50), st.data())
def test_cut_anywhere(content: bytes, size: int, data: st.DataObject) -> None:
    """Wherever the last member is cut, the file is refused."""
    packed = gzip.compress(content)
    cut = packed[: data.draw(st.integers(0, len(packed) - 1))]

    with pytest.raises(BadGzip, match="cut short"):
        list(gunzip(in_pieces(cut, size)))


@pytest.mark.parametrize("level", [0, 1, 9])
@pytest.mark.parametrize("size", [1 << 10, 1 << 16, 1 << 20])
@pytest.mark.parametrize("content", [bytes(5 << 20), os.urandom(3 << 20), TEXT * 2000], ids=["zeros", "random", "text"])
def test_more_than_fits_in_one_step(content: bytes, level: int, size: int) -> None:
    """What unpacks to many times a piece comes out whole, a step at a time."""
    steps = list(gunzip(in_pieces(gzip.compress(content, level), size)))

    assert b"".join(steps) == content
    assert max(map(len, steps)) <= 1 << 20


@pytest.mark.parametrize("at", [0, 1, 2, 3, 8, 50, -8, -4, -1])
def test_damaged(at: int) -> None:
    """A byte that is another is noticed, but in the header's time, system and flags that mean nothing."""
    packed = bytearray(gzip.compress(TEXT, mtime=0))
    packed[at] ^= 0xFF
    meaningless = at == 8

    if meaningless:
        assert b"".join(gunzip([bytes(packed)])) == TEXT
    else:
        with pytest.raises(BadGzip):
            list(gunzip([bytes(packed)]))


@pytest.mark.parametrize("tail", [b"x", b"\0x", b"\x1f", b"\x1f\x8b", gzip.compress(TEXT)[:5], zlib.compress(TEXT)])
@pytest.mark.parametrize("size", [1, 7, 10_000])
def test_rubbish_after_the_last_member(tail: bytes, size: int) -> None:
    """What follows a member is another one, padding, or a reason to refuse."""
    with pytest.raises(BadGzip):
        list(gunzip(in_pieces(gzip.compress(TEXT) + tail, size)))


def test_nothing() -> None:
    """No byte at all is no gzip."""
    with pytest.raises(BadGzip, match="cut short"):
        list(gunzip([]))

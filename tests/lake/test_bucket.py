"""Reading a bucket on a real S3 server: complete, one version per file, and plain words when it fails."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from gzip import compress
from pathlib import Path

import pytest

from doubles.loopback import Answers, serving
from doubles.s3 import S3Server
from doubles.unreliable import Mishap, unreliable
from songplays.errors import Unreachable, UsageError
from songplays.lake import access, open_source
from songplays.lake.source import Source, SourceChanged

MODIFIED = "<LastModified>2018-11-01T00:00:00.000Z</LastModified>"
ODD_NAMES = [
    "a b.json",
    "100%.json",
    "per%20cent%2F.json",
    "plus+and&.json",
    "quote'\"`;--.json",
    "star*[x]{y}?.json",
    "hash#tag~.json",
    "back\\slash.json",
    "..dots...json",
    "né☃ Björk.json",
    "<b>&amp;.json",
]


def write(bucket: Path, path: str, content: bytes = b"{}\n") -> Path:
    """Put one object into the bucket."""
    file = bucket / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
    return file


def read(source: Source) -> dict[str, bytes]:
    """Return every file's bytes by path."""
    return {file.path: content for file, content in source.read_small(source.list())}


@contextmanager
def failing(monkeypatch: pytest.MonkeyPatch, server: S3Server, *mishaps: Mishap) -> Iterator[None]:
    """Let the next requests to the server fail, one for each mishap."""
    with unreliable(server.endpoint, *mishaps) as endpoint:
        monkeypatch.setenv("AWS_ENDPOINT_URL", endpoint)
        yield


def test_every_json_object_below_the_prefix_is_listed_sorted(bucket: Path) -> None:
    """The prefix ends at a slash: log_data_old is not below log_data. Other endings are none of ours."""
    for path in ("log_data/b.json", "log_data/a/c.json.gz", "log_data/_SUCCESS", "log_data_old/x.json", "y.json"):
        write(bucket, path)

    assert ["a/c.json.gz", "b.json"] == [file.path for file in open_source(f"s3://{bucket.name}/log_data").list()]
    assert 4 == len(open_source(f"s3://{bucket.name}").list())


def test_a_prefix_without_objects_is_no_error(bucket: Path) -> None:
    """No objects is an answer; whether it is a problem is for the pipeline to say."""
    assert [] == open_source(f"s3://{bucket.name}/log_data").list()


def test_a_listing_of_several_pages_is_complete(bucket: Path) -> None:
    """S3 lists 1,000 keys at a time; every file of 2,001 is listed and read, in order."""
    contents = {f"{number // 50:02}/{number:04}.json": b"%d" % number for number in range(2001)}
    for path, content in contents.items():
        write(bucket, path, content)

    assert list(contents.items()) == list(read(open_source(f"s3://{bucket.name}")).items())


def test_odd_names_are_data(bucket: Path) -> None:
    """A key is listed and read under exactly its name, in an odd prefix too; nothing in it is a pattern or decoded."""
    for name in ODD_NAMES:
        write(bucket, f"log data/100%25 é/{name}", name.encode())

    assert {name: name.encode() for name in ODD_NAMES} == read(open_source(f"s3://{bucket.name}/log data/100%25 é"))


def test_bytes_come_as_they_are_stored(bucket: Path) -> None:
    """A .gz object is not unpacked on the way, and its size is that of the packed bytes."""
    packed = compress(b'{"page": "NextSong"}\n')
    write(bucket, "events.json.gz", packed)
    source = open_source(f"s3://{bucket.name}")
    [file] = source.list()

    assert len(packed) == file.size
    assert {"events.json.gz": packed} == read(source)
    assert packed == b"".join(source.chunks(file))


def test_a_large_object_is_streamed(bucket: Path) -> None:
    """A large object comes in pieces that make up its bytes."""
    content = os.urandom(5_000_000)
    write(bucket, "events.json", content)
    source = open_source(f"s3://{bucket.name}")

    chunks = list(source.chunks(source.list()[0]))

    assert content == b"".join(chunks)
    assert 1 < len(chunks)


def test_files_come_in_the_given_order(bucket: Path) -> None:
    """Many requests are under way at once, yet files come in the order asked for, even one ahead of its reader."""
    for number in range(300):
        write(bucket, f"{number:03}.json", b"%d" % number)
    source = open_source(f"s3://{bucket.name}")
    backwards = source.list()[::-1]

    assert backwards == [file for file, _ in source.read_small(backwards)]


def test_a_reader_may_stop_early(bucket: Path) -> None:
    """Who takes one file and leaves does not wait for the others."""
    for number in range(300):
        write(bucket, f"{number:03}.json")
    source = open_source(f"s3://{bucket.name}")

    contents = source.read_small(source.list())

    assert b"{}\n" == next(contents)[1]
    contents.close()  # type: ignore[attr-defined] # an Iterator, but made by a generator


def test_an_object_replaced_since_it_was_listed_is_never_read_as_that_version(bucket: Path) -> None:
    """A new object under a listed key is refused, be it of the same size."""
    file = write(bucket, "events.json", b"one\n")
    source = open_source(f"s3://{bucket.name}")
    [listed] = source.list()

    file.write_bytes(b"two\n")

    with pytest.raises(SourceChanged, match=r"^s3://.*/events\.json changed while it was read; run again$"):
        list(source.read_small([listed]))
    with pytest.raises(SourceChanged):
        list(source.chunks(listed))


def test_an_object_removed_since_it_was_listed_is_told(bucket: Path) -> None:
    """A listed key that is gone is a change too, not a missing bucket."""
    file = write(bucket, "events.json")
    source = open_source(f"s3://{bucket.name}")
    [listed] = source.list()

    file.unlink()

    with pytest.raises(SourceChanged):
        list(source.read_small([listed]))


def test_the_bucket_is_asked_for_the_listed_version(
    bucket: Path, server: S3Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """S3 answers 412 when If-Match names a version that was replaced, and that is told as a change."""
    write(bucket, "events.json")
    listed = open_source(f"s3://{bucket.name}").list()

    with failing(monkeypatch, server, Mishap.REPLACED), pytest.raises(SourceChanged):
        list(open_source(f"s3://{bucket.name}").read_small(listed))


@pytest.mark.parametrize("mishap", [Mishap.SLOW_DOWN, Mishap.CUT])
def test_a_passing_fault_is_tried_again(
    bucket: Path, server: S3Server, monkeypatch: pytest.MonkeyPatch, mishap: Mishap
) -> None:
    """A bucket that asks for patience, or a broken connection, costs time and no bytes: what comes is right."""
    contents = {f"{number}.json": os.urandom(200_000) for number in range(10)}
    for path, content in contents.items():
        write(bucket, path, content)
    listed = open_source(f"s3://{bucket.name}").list()

    with failing(monkeypatch, server, *[mishap] * 4):
        source = open_source(f"s3://{bucket.name}")

        assert contents == {file.path: content for file, content in source.read_small(listed)}

    with failing(monkeypatch, server, mishap):
        source = open_source(f"s3://{bucket.name}")

        assert contents["0.json"] == b"".join(source.chunks(listed[0]))


def test_a_lasting_fault_is_told(bucket: Path, server: S3Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """After a bounded number of tries the run ends with the server's own word."""
    with (
        failing(monkeypatch, server, *[Mishap.SLOW_DOWN] * 20),
        pytest.raises(Unreachable, match=r"did not answer \(SlowDown\); check the network and AWS_ENDPOINT_URL"),
    ):
        open_source(f"s3://{bucket.name}").list()


def test_half_an_object_is_never_taken_for_the_whole(
    bucket: Path, server: S3Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Fewer bytes than listed are refused, even if the server claims that these are all."""
    write(bucket, "events.json", b"x" * 1000)
    listed = open_source(f"s3://{bucket.name}").list()

    with failing(monkeypatch, server, Mishap.SHORT, Mishap.SHORT):
        source = open_source(f"s3://{bucket.name}")

        with pytest.raises(Unreachable, match=r"only 500 of its 1000 bytes came; run again"):
            list(source.read_small(listed))
        with pytest.raises(Unreachable, match="only 500 of its 1000 bytes"):
            list(source.chunks(listed[0]))


@pytest.mark.usefixtures("bucket")
def test_an_endpoint_where_nobody_listens_is_told_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that is down is told within seconds, with its address."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    start = time.monotonic()

    with pytest.raises(Unreachable, match=r"^s3://bucket: http://127\.0\.0\.1:9 did not answer"):
        open_source("s3://bucket").list()

    assert 5 > time.monotonic() - start


def test_an_endpoint_that_never_answers_is_given_up(
    bucket: Path, server: S3Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A server that takes the question and says nothing is waited for twice, not six times; here only briefly."""
    monkeypatch.setattr(access, "READ_TIMEOUT", access.READ_TIMEOUT / 20)
    monkeypatch.setitem(access.RETRIES, "retry_timeout", access.RETRIES["retry_timeout"] / 20)
    start = time.monotonic()

    with failing(monkeypatch, server, *[Mishap.HANG] * 20), pytest.raises(Unreachable, match="did not answer"):
        open_source(f"s3://{bucket.name}").list()

    assert 2 > time.monotonic() - start


@pytest.mark.usefixtures("bucket")
def test_a_missing_bucket_is_named() -> None:
    """A bucket that does not exist is told by name, with the server that was asked."""
    with pytest.raises(Unreachable, match=r"^s3://no-such-bucket/log_data: http://.* has no bucket no-such-bucket; "):
        open_source("s3://no-such-bucket/log_data").list()


@pytest.mark.parametrize(
    ("variable", "reason"),
    [("AWS_ACCESS_KEY_ID", "InvalidAccessKeyId"), ("AWS_SECRET_ACCESS_KEY", "SignatureDoesNotMatch")],
)
def test_wrong_credentials_are_told_and_not_shown(
    bucket: Path, monkeypatch: pytest.MonkeyPatch, variable: str, reason: str
) -> None:
    """Who may not read is told so, in words that hold no secret."""
    monkeypatch.setenv(variable, "wrong-and-private")

    with pytest.raises(Unreachable, match=rf"access denied \({reason}\); check the AWS credentials") as refusal:
        open_source(f"s3://{bucket.name}").list()

    assert "wrong-and-private" not in str(refusal.value)
    assert 4 == refusal.value.exit_code


def test_a_bucket_in_another_region_is_told(bucket: Path, server: S3Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """A bucket that is not in the region asked says so; the user learns which setting to change."""
    with (
        failing(monkeypatch, server, Mishap.ELSEWHERE),
        pytest.raises(Unreachable, match=r"the bucket is not in .*; set \[S3\] REGION or AWS_REGION"),
    ):
        open_source(f"s3://{bucket.name}", region="eu-west-1").list()


@pytest.mark.parametrize("key", ["a/../b.json", "a//b.json", "./b.json", "a\nb.json", "\x1b[2Jb.json"])
def test_a_key_that_cannot_be_asked_for_is_named(monkeypatch: pytest.MonkeyPatch, key: str) -> None:
    """A key with an empty, dotted or control-character part is refused by name, on one line, rather than left out."""

    class Listing(Answers):
        def respond(self) -> None:
            entry = f"<Contents><Key>{key}</Key><Size>1</Size><ETag>e</ETag>{MODIFIED}</Contents>"
            self.answer(200, {}, f"<ListBucketResult><KeyCount>1</KeyCount>{entry}</ListBucketResult>".encode())

    monkeypatch.setenv("AWS_SKIP_SIGNATURE", "true")
    with serving(Listing) as endpoint:
        monkeypatch.setenv("AWS_ENDPOINT_URL", endpoint)

        with pytest.raises(UsageError, match="rename the object or give a prefix without it") as refusal:
            open_source("s3://bucket").list()

    assert key.encode("unicode_escape").decode() in str(refusal.value)
    assert str(refusal.value).isprintable()

"""What a load on Redshift asks of S3 is what the loader's policy allows."""

import http.client
import json
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from commands import songplays_command
from doubles.aws.authorization import Need, allows
from doubles.loopback import Answers, serving
from doubles.redshift.cloud import Cloud
from lines_of_json import SONG, play
from songplays.infrastructure.policies import Names, loader

POLICY = loader(
    Names(
        region="us-west-2",
        account="123456789012",
        identifier="sparkify",
        role_name="songplays",
        database="dev",
        user="loader",
        sources=("lake/source/log_data", "lake/source/song_data"),
        staging="lake/staging",
    )
)
BUCKET = "arn:aws:s3:::"


@contextmanager
def written_down(server: str, needs: list[Need]) -> Iterator[str]:
    """Hand requests on to an S3 server, and write down what each of them must be allowed; the block asks here."""

    class Proxy(Answers):
        def respond(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            needs.extend(_needs(self.command, self.path, body.decode(errors="replace")))
            upstream = http.client.HTTPConnection(server.removeprefix("http://"), timeout=10)
            upstream.putrequest(self.command, self.path, skip_host=True, skip_accept_encoding=True)
            for name, value in self.headers.items():
                upstream.putheader(name, value)
            upstream.endheaders(body)
            response = upstream.getresponse()
            kept = {"etag", "content-type", "last-modified", "content-range"}
            headers = {name: value for name, value in response.getheaders() if name.lower() in kept}
            length = int(response.getheader("Content-Length") or 0)
            self.answer(response.status, headers, response.read(), announced=length if self.command == "HEAD" else None)
            upstream.close()

        do_GET = do_HEAD = do_PUT = do_POST = do_DELETE = respond  # noqa: N815 - the names are http.server's

    with serving(Proxy) as endpoint:
        yield endpoint


def _needs(method: str, target: str, body: str) -> Iterator[Need]:
    """Return what S3 asks for before it answers ("Actions … for Amazon S3", Service Authorization Reference)."""
    place = urlsplit(target)
    bucket, _, key = unquote(place.path).lstrip("/").partition("/")
    if not key and method == "POST" and "delete" in place.query:
        for one in re.findall("<Key>(.*?)</Key>", body):
            yield Need("s3:DeleteObject", f"{BUCKET}{bucket}/{one}")
    elif not key:
        yield Need("s3:ListBucket", f"{BUCKET}{bucket}")
    else:
        action = {"GET": "GetObject", "HEAD": "GetObject", "DELETE": "DeleteObject"}.get(method, "PutObject")
        yield Need(f"s3:{action}", f"{BUCKET}{bucket}/{key}")


@pytest.fixture
def source(aws: Cloud) -> Iterator[Path]:
    """Return a folder of the bucket with one play and one song; it is gone when the test is over."""
    folder = aws.s3.root / "lake" / "source"
    for name, line in (("log_data", play()), ("song_data", json.dumps(SONG))):
        (folder / name).mkdir(parents=True)
        (folder / name / "one.json").write_text(line + "\n")
    yield folder
    shutil.rmtree(folder)


def test_a_load_asks_for_what_is_allowed(aws: Cloud, source: Path, tmp_path: Path) -> None:
    """Listing, reading, staging and clearing away: each request is allowed, and each permission is made use of."""
    (tmp_path / "dwh.cfg").write_text(aws.dwh_cfg)
    needs: list[Need] = []

    with written_down(aws.s3.endpoint, needs) as endpoint:
        done = songplays_command(
            "etl",
            "--source",
            f"s3://lake/{source.name}",
            cwd=tmp_path,
            **(aws.environment | {"AWS_ENDPOINT_URL": endpoint}),
        )

    assert (0, "") == (done.returncode, done.stderr)
    assert [] == [need for need in needs if not any(allows(statement, need) for statement in POLICY["Statement"])]
    assert {"s3:DeleteObject", "s3:GetObject", "s3:ListBucket", "s3:PutObject"} == {need.action for need in needs}

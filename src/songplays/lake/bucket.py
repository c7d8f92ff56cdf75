"""Source files in a bucket, at Amazon S3 or any server that speaks like it."""

import re
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from obstore.exceptions import (
    BaseError,
    InvalidPathError,
    PermissionDeniedError,
    PreconditionError,
    UnauthenticatedError,
)
from obstore.store import S3Store

from songplays.errors import SongplaysError, Unreachable, UsageError
from songplays.lake.access import bucket_access
from songplays.lake.source import CHUNK, ENDINGS, SourceChanged, SourceFile

if TYPE_CHECKING:
    from obstore import GetResult

BUCKET_NAME = re.compile(r"(?!\d+\.\d+\.\d+\.\d+$)(?!.*\.\.)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")

REQUESTS_AT_ONCE = 64
BYTES_AHEAD = 1 << 26
"""Read at most 64 MiB ahead of who takes the files."""

CODES_OF_REFUSAL = {
    *("AccessDenied", "AllAccessDisabled", "InvalidAccessKeyId", "SignatureDoesNotMatch", "UnsupportedAlgorithm"),
    *("ExpiredToken", "InvalidToken", "TokenRefreshRequired", "AuthorizationHeaderMalformed", "InvalidObjectState"),
}


class Bucket:
    """Every object of a bucket, or of one prefix of it.

    A prefix is whole names between slashes: log_data holds log_data/1.json, not log_data_old/1.json.
    """

    def __init__(self, uri: str, *, region: str | None = None) -> None:
        """Take the bucket at `uri`, ``s3://bucket/prefix``, in `region`; nothing is asked of it yet."""
        self.uri = uri.rstrip("/")
        self._name, _, prefix = self.uri.removeprefix("s3://").partition("/")
        if not BUCKET_NAME.fullmatch(self._name):
            raise UsageError(
                f"{uri}: {self._name!r} is not a bucket's name (3 to 63 lower-case letters, digits, dots and hyphens); "
                "write s3://bucket/prefix"
            )
        if prefix and not all(map(_is_name, prefix.split("/"))):
            raise UsageError(f"{uri}: a prefix is names with single slashes between them; write s3://bucket/prefix")
        access = bucket_access(self._name, region)
        self.region = access["region"]
        self._place = access.get("endpoint", f"S3 in {access['region']}")
        try:
            self._store = S3Store(self._name, prefix=prefix or None, **access)
        except BaseError as error:  # it looks for the certificates it may trust, even where it will not need them
            raise Unreachable(
                f"{self.uri}: this machine has no certificates to know S3 by; install its package ca-certificates, or "
                "name a file of them in SSL_CERT_FILE"
            ) from error

    def list(self) -> list[SourceFile]:
        """Return every source file below the prefix, sorted by path; see Source."""
        with self._plain_errors():
            files = [
                SourceFile(meta["path"], meta["size"], _etag(meta["e_tag"]))
                for page in self._store.list(chunk_size=1000)
                for meta in page
                if meta["path"].endswith(ENDINGS)
            ]
        return sorted(files, key=lambda file: file.path)

    def read_small(self, files: Sequence[SourceFile]) -> Iterator[tuple[SourceFile, bytes]]:
        """Yield each file with all its bytes, many requests being under way at once; see Source."""
        ahead: deque[tuple[SourceFile, Future[bytes]]] = deque()
        bytes_ahead = 0
        requests = ThreadPoolExecutor(REQUESTS_AT_ONCE, thread_name_prefix="bucket")
        try:
            for file in files:
                while ahead and (len(ahead) >= 2 * REQUESTS_AT_ONCE or bytes_ahead + file.size > BYTES_AHEAD):
                    oldest, content = ahead.popleft()
                    bytes_ahead -= oldest.size
                    yield oldest, content.result()
                ahead.append((file, requests.submit(self._content, file)))
                bytes_ahead += file.size
            for oldest, content in ahead:
                yield oldest, content.result()
        finally:
            requests.shutdown(wait=False, cancel_futures=True)

    def chunks(self, file: SourceFile) -> Iterator[bytes]:
        """Yield the bytes of one object piece by piece; see Source."""
        size = 0
        with self._plain_errors(file):
            for chunk in self._get(file).stream(min_chunk_size=CHUNK):
                size += len(chunk)
                yield chunk
        self._require_whole(file, size)

    def local_path(self, file: SourceFile) -> None:  # noqa: ARG002 - see Source
        """Return None: an object lies on no disk of ours."""
        return

    def require_unchanged(self, file: SourceFile) -> None:
        """Do nothing: what is read of an object is compared with its etag as it is read."""

    def get(self, path: str) -> bytes | None:
        """Return what an object below the prefix holds; None if it is not there."""
        with self._plain_errors():
            try:
                return self._store.get(path).bytes().to_bytes()
            except FileNotFoundError:
                return None

    def put(self, path: str, content: bytes | Path) -> None:
        """Write an object below the prefix: bytes, or what a file holds."""
        with self._plain_errors():
            self._store.put(path, content)

    def remove(self, paths: Sequence[str]) -> None:
        """Delete objects below the prefix; one that is not there is fine."""
        with self._plain_errors():
            self._store.delete(paths)

    def _content(self, file: SourceFile) -> bytes:
        with self._plain_errors(file):
            content = self._get(file).bytes().to_bytes()
        self._require_whole(file, len(content))
        return content

    def _get(self, file: SourceFile) -> "GetResult":
        """Ask for one object; SourceChanged if it is not the version that was listed."""
        answer = self._store.get(file.path, options={"if_match": f'"{file.etag}"'})
        if _etag(answer.meta["e_tag"]) != file.etag:  # not every server heeds If-Match
            raise SourceChanged(self.uri, file)
        return answer

    def _require_whole(self, file: SourceFile, size: int) -> None:
        if size != file.size:
            raise Unreachable(f"{self.uri}/{file.path}: only {size} of its {file.size} bytes came; run again")

    @contextmanager
    def _plain_errors(self, file: SourceFile | None = None) -> Iterator[None]:
        """Raise what the store could not do, to `file` or to the bucket, as one plain line."""
        try:
            yield
        except (FileNotFoundError, PreconditionError) as error:
            if file:
                raise SourceChanged(self.uri, file) from error
            raise self._explained(error) from error
        except BaseError as error:
            raise self._explained(error, file) from error

    def _explained(self, error: Exception, file: SourceFile | None = None) -> SongplaysError:
        what = f"{self.uri}/{file.path}" if file else self.uri
        message = str(error).partition("\n\nDebug source:")[0]
        code = re.search(r"<Code>(\w+)</Code>", message)
        reason = code[1] if code else message.rpartition(" - ")[2].strip()
        if isinstance(error, InvalidPathError):
            shown = message.encode("unicode_escape").decode()  # the key itself is in it
            return UsageError(f"{what}: {shown}; rename the object or give a prefix without it")
        if reason == "NoSuchBucket":
            return Unreachable(f"{what}: {self._place} has no bucket {self._name}; check the name and the endpoint")
        if isinstance(error, PermissionDeniedError | UnauthenticatedError) or reason in CODES_OF_REFUSAL:
            return Unreachable(
                f"{what}: access denied ({reason}); check the AWS credentials and that they may list and read it"
            )
        if "redirect" in reason:
            return Unreachable(f"{what}: the bucket is not in {self._place}; set [S3] REGION or AWS_REGION to its own")
        return Unreachable(
            f"{what}: {self._place} did not answer ({reason}); check the network and AWS_ENDPOINT_URL, then run again"
        )


def _is_name(part: str) -> bool:
    return part not in {"", ".", ".."} and part.isprintable()


def _etag(quoted: str | None) -> str:
    """Return an etag without its quotes, which some servers send and some do not."""
    return (quoted or "").strip('"')

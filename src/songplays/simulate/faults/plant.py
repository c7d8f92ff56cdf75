"""A line with a fault, and what must become of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from songplays.simulate.answers import Account
from songplays.simulate.session import Event

Fate = Literal["rejected", "shortened", "duplicate", "blank", "loaded", "refused"]
FIRST, LATE = "first", "late"
TOO_LONG = "String length exceeds DDL length"


class Finding(NamedTuple):
    """What must become of a line, or of one value of it; the reason as ``songplays errors`` prints it."""

    fate: Fate
    column: str | None = None
    reason: str | None = None


LOADED, DUPLICATE, BLANK = Finding("loaded"), Finding("duplicate"), Finding("blank")


@dataclass(frozen=True)
class Plant:
    """A line with a fault. event: what it tells, if it is to be loaded and nobody else tells it."""

    kind: str
    content: bytes
    findings: tuple[Finding, ...]
    event: Event | None = None


@dataclass(frozen=True)
class Fault:
    """One fault, as answers.json lists it.

    delivery: whether it comes with the bucket (first) or with what is in late/. file: below the bucket. line: from 1,
    0 for the whole file. column and reason: of what is rejected or shortened.
    """

    kind: str
    delivery: str
    file: str
    line: int
    table: str
    column: str | None
    reason: str | None
    fate: Fate


def rejected(kind: str, content: str | bytes, column: str, reason: str) -> Plant:
    """Return a line that cannot be loaded."""
    return Plant(kind, _bytes(content), (Finding("rejected", column, reason),))


def shortened(kind: str, content: str | bytes, *columns: str, event: Event | None = None) -> Plant:
    """Return a line whose values in these columns are too long."""
    return Plant(kind, _bytes(content), tuple(Finding("shortened", column, TOO_LONG) for column in columns), event)


def loaded(kind: str, content: str | bytes, event: Event | None = None) -> Plant:
    """Return a line that looks odd, and is as good as any."""
    return Plant(kind, _bytes(content), (LOADED,), event)


def account_of(lines: Sequence[bytes | Plant]) -> Account:
    """Return what becomes of a file's lines; those without a fault are loaded."""
    account = Account(lines=len(lines))
    for line in lines:
        fates = [finding.fate for finding in line.findings] if isinstance(line, Plant) else []
        account.shortened += fates.count("shortened")
        for name in ("rejected", "duplicate", "blank"):
            if name in fates:
                setattr(account, name, getattr(account, name) + 1)
                break
        else:
            account.loaded += 1
    return account


def faults_of(lines: Sequence[bytes | Plant], delivery: str, path: str, table: str) -> list[Fault]:
    """Return the faults of a file's lines."""
    return [
        Fault(line.kind, delivery, path, number, table, finding.column, finding.reason, finding.fate)
        for number, line in enumerate(lines, start=1)
        if isinstance(line, Plant)
        for finding in line.findings
    ]


def content_of(line: bytes | Plant) -> bytes:
    """Return a line's bytes."""
    return line.content if isinstance(line, Plant) else line


def _bytes(content: str | bytes) -> bytes:
    return content.encode() if isinstance(content, str) else content

"""What can go wrong for a user, each with the exit code that a scheduler sees.

SongplaysError
├── ChecksFailed            1   a data check failed; nothing was published
├── UsageError              2   a wrong option, setting or path
├── RejectBudgetExceeded    3   more rejected lines than allowed; nothing was published
├── Unreachable             4   the warehouse, the bucket or AWS did not answer, or refused
│   ├── AwsRefusal          4   AWS answered a call with an error (songplays.infrastructure.aws)
│   ├── SourceChanged       4   a file was replaced while it was read (songplays.lake.source)
│   ├── WarehouseBusy       4   another run holds the warehouse
│   ├── TransactionUndone   4   the warehouse undid a transaction that may do well when it is run again
│   └── CommitUnknown       4   the connection was lost at the commit; the ledger knows whether it was done
└── Interrupted           130   Ctrl-C, where what was done until then stays

A message is one line: what is wrong, where, and what to do next.
"""

from typing import ClassVar

INTERRUPTED = 130
"""The exit code after Ctrl-C, as shells expect it (128 + SIGINT)."""


class SongplaysError(Exception):
    """Anything a user can cause or mend; printed as one plain line, never as a traceback."""

    exit_code: ClassVar[int] = 2


class ChecksFailed(SongplaysError):
    """The data broke a rule of the warehouse."""

    exit_code = 1


class UsageError(SongplaysError):
    """A wrong option, setting or path."""

    exit_code = 2


class RejectBudgetExceeded(SongplaysError):
    """More lines were rejected than the run allows."""

    exit_code = 3


class Unreachable(SongplaysError):
    """The warehouse, the bucket or AWS did not answer, or refused."""

    exit_code = 4


class WarehouseBusy(Unreachable):
    """Another process holds the warehouse."""


class TransactionUndone(Unreachable):
    """The warehouse undid the transaction, for a reason that may be gone when it is run again."""


class CommitUnknown(Unreachable):
    """The connection was lost when the transaction was to be committed: whether it was stands in the ledger."""


class Interrupted(SongplaysError):
    """Ctrl-C, where what was done until then stays; the message says how to go on."""

    exit_code = INTERRUPTED

"""What every step of a command needs: the account, the settings, somebody to tell, and patience."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from songplays.config import Config
from songplays.errors import UsageError
from songplays.infrastructure.aws import TAG, Aws


@dataclass(frozen=True)
class Work:
    """One run of a command.

    settings_path: the file that `settings` came from, and that what was made is written to.
    say: prints a line that the command is known by.
    note: prints what else a person wants to know.
    """

    aws: Aws
    settings: Config
    settings_path: Path
    say: Callable[[str], None]
    note: Callable[[str], None]

    @property
    def identifier(self) -> str:
        """The name of the cluster or workgroup; UsageError if none is set."""
        return required(self.settings.infrastructure.cluster_identifier, "INFRASTRUCTURE", "CLUSTER_IDENTIFIER")

    @property
    def tags(self) -> list[dict[str, str]]:
        """The tags of everything we make."""
        return [{"Key": TAG, "Value": self.identifier}]

    @property
    def resource_name(self) -> str:
        """The name of what belongs to the warehouse alone: its security group, its parameter group."""
        return f"songplays-{self.identifier}"

    @property
    def attempts(self) -> int:
        """How often to look whether something slow is done."""
        return self.settings.infrastructure.status_check_attempts

    @property
    def delay(self) -> int:
        """The seconds between two looks."""
        return self.settings.infrastructure.status_check_delay_sec

    def wait_until(self, done: Callable[[], bool], what: str) -> bool:
        """Look whether something is `done`, again and again; return whether it came about in the attempts set.

        what: what is looked at, in words, such as "cluster availability".
        """
        for attempt in range(self.attempts):
            if done():
                return True
            self.say(f"Checking {what}. Attempt {attempt}/{self.attempts - 1}.")
            self.say(f"Waiting {self.delay} seconds before checking {what}.")
            time.sleep(self.delay)
        return done()


def required(value: str | None, section: str, key: str) -> str:
    """Return `value`; UsageError if it is not set."""
    if not value:
        raise UsageError(f"[{section}] {key} is not set; set it in dwh.cfg or as SONGPLAYS_{section}_{key}")
    return value

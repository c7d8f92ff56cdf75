"""Progress on stderr while a person is watching; silent otherwise."""

import sys
import time
from types import TracebackType
from typing import TYPE_CHECKING, Self, TextIO

if TYPE_CHECKING:
    from rich.progress import Progress as Bars
    from rich.progress import TaskID

REDRAW_SECONDS = 0.1


class Progress:
    """A bar for each step of long work. Without a terminal it draws nothing and loads nothing."""

    def __init__(self) -> None:
        """Prepare the bars if stderr is a terminal."""
        self._bars: Bars | None = None
        self._tasks: dict[str, TaskID] = {}
        self._current = ""
        self._pending = 0
        self._drawn = 0.0
        if sys.stderr.isatty():
            from rich.console import Console  # noqa: PLC0415
            from rich.progress import Progress as TerminalBars  # noqa: PLC0415

            self._bars = TerminalBars(
                console=Console(stderr=True), transient=True, redirect_stdout=False, redirect_stderr=False
            )

    def __enter__(self) -> Self:
        """Show the bars."""
        if self._bars:
            self._bars.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Take the bars away, so that only results stay on the screen."""
        if self._bars:
            self._bars.stop()

    def say(self, text: str, file: TextIO) -> None:
        """Print a sentence to `file`; above the bars, if it goes to the terminal that shows them."""
        if self._bars and file.isatty():
            self._bars.console.print(text, markup=False, highlight=False, soft_wrap=True)
        else:
            print(text, file=file, flush=True)

    def step(self, label: str, done: int, total: int) -> None:
        """Show that `done` of `total` of the step `label` is done."""
        if self._bars:
            if label not in self._tasks:
                self._tasks[label] = self._bars.add_task(label, total=total)
            self._bars.update(self._tasks[label], completed=done, total=total)

    def begin(self, label: str, total: int) -> None:
        """Begin the step `label`, which ``advance`` then moves on to `total`."""
        if self._bars and self._current:
            self._bars.advance(self._tasks[self._current], self._pending)
        self._current, self._pending = label, 0
        self.step(label, 0, total)

    def advance(self, amount: int) -> None:
        """Move the step begun last on by `amount`; small amounts are drawn together, as drawing costs time."""
        self._pending += amount
        if self._bars and time.monotonic() - self._drawn > REDRAW_SECONDS:
            self._bars.advance(self._tasks[self._current], self._pending)
            self._pending, self._drawn = 0, time.monotonic()

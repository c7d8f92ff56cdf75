"""How long it takes to be told what there is."""

import sys

from bench import buckets
from bench.commands import empty_folder
from bench.section import Section, Size, Target
from bench.timing import Command, take_turns


def start(size: Size) -> Section:
    """Measure (e)."""
    shown, python = take_turns(
        [
            Command("songplays --help", [buckets.SONGPLAYS, "--help"]),
            Command("floor: python -c pass", [sys.executable, "-c", "pass"]),
        ],
        size.rounds,
        empty_folder("start"),
    )
    return Section("Starting", [shown, python], [Target("(e) songplays --help", "s", 0.2, shown.walls)])

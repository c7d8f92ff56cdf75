"""``python -m bench``: measure, and print the targets beside what came out."""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from bench import results
from bench.buckets import ROOT
from bench.growth import growth
from bench.large_files import large_files
from bench.one_more_day import one_more_day
from bench.section import Section, Size
from bench.small_files import small_files
from bench.start import start
from bench.timing import DidNotRun, spread, stop_when_told

SECTIONS: dict[str, Callable[[Size], Section]] = {
    "small": small_files,
    "year": large_files,
    "more": one_more_day,
    "start": start,
    "growth": growth,
}


def main() -> None:
    """Measure the sections that are asked for. Exit 1 only if something did not run or rows are missing."""
    stop_when_told()
    parser = argparse.ArgumentParser(prog="python -m bench", description=main.__doc__)
    parser.add_argument("--only", default=",".join(SECTIONS), help="sections, by commas: %(default)s")
    parser.add_argument("--events", type=int, default=Size.events, help="events of the large bucket: %(default)s")
    parser.add_argument("--days", type=int, default=Size.days, help="days of the large bucket: %(default)s")
    parser.add_argument("--songs", type=int, default=Size.songs, help="simulated songs: %(default)s")
    parser.add_argument("--rounds", type=int, default=Size.rounds, help="rounds of what is short: %(default)s")
    parser.add_argument(
        "--large-rounds", type=int, default=Size.large_rounds, help="rounds of the large bucket: %(default)s"
    )
    parser.add_argument(
        "--out", type=Path, default=ROOT / "build" / "bench.json", help="where the results go: %(default)s"
    )
    options = vars(parser.parse_args())
    out = options.pop("out")
    keys = options.pop("only").split(",")
    if unknown := set(keys) - set(SECTIONS):
        parser.error(f"--only {','.join(sorted(unknown))}: the sections are {', '.join(SECTIONS)}")
    measured = []
    try:
        for key in keys:
            print(f"\n{key}: {SECTIONS[key].__doc__}", flush=True)
            section = SECTIONS[key](Size(**options))
            results.add(out, key, section)
            measured.append(section)
    except DidNotRun as error:
        sys.exit(f"did not run: {error}")
    except KeyboardInterrupt:
        sys.exit("interrupted")
    print_targets(measured)


def print_targets(sections: list[Section]) -> None:
    """Print the closing table."""
    print(f"\n{'target':<42} {'at most':>8}    measured: median (lowest-highest)")
    for target in (target for section in sections for target in section.targets):
        measured = spread(target.measured, 2)
        print(f"{target.what:<42} {target.highest:>8.1f} {target.unit:<2} {measured:<34} {target.verdict}")


if __name__ == "__main__":
    main()

"""``python -m bench``: measure, and print the targets beside what came out."""

import argparse
import sys
from statistics import median

from bench.sections import SECTIONS, Section, Size
from bench.timing import DidNotRun, spread


def main() -> None:
    """Measure the sections that are asked for; exit 1 only if something did not run."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=main.__doc__)
    parser.add_argument("--only", default=",".join(SECTIONS), help="sections, by commas: %(default)s")
    parser.add_argument("--events", type=int, default=Size.events, help="events of the large bucket: %(default)s")
    parser.add_argument("--days", type=int, default=Size.days, help="days of the large bucket: %(default)s")
    parser.add_argument("--songs", type=int, default=Size.songs, help="simulated songs: %(default)s")
    parser.add_argument("--rounds", type=int, default=Size.rounds, help="rounds of what is short: %(default)s")
    parser.add_argument(
        "--large-rounds", type=int, default=Size.large_rounds, help="rounds of the large bucket: %(default)s"
    )
    options = vars(parser.parse_args())
    keys = options.pop("only").split(",")
    sections: list[Section] = []
    try:
        for key in keys:
            print(f"\n{key}: {SECTIONS[key].__doc__}", flush=True)
            sections.append(SECTIONS[key](Size(**options)))
    except DidNotRun as error:
        sys.exit(f"did not run: {error}")
    print_targets(sections)


def print_targets(sections: list[Section]) -> None:
    """Print the closing table."""
    print(f"\n{'target':<44} {'at most':>10}  {'measured: median (lowest-highest)':<36}")
    for section in sections:
        for target in section.targets:
            met = "met" if median(target.measured) <= target.highest else "MISSED"
            print(
                f"{target.what:<44} {target.highest:>7.1f} {target.unit:<2}  {spread(target.measured, 2):<36} {met}",
                flush=True,
            )


if __name__ == "__main__":
    main()

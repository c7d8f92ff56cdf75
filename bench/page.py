"""Write the figures into docs/performance.md, and the chart beside it; with --check, fail if they are stale.

What stands between the two marks is generated from docs/performance.json, a copy of what was measured; all else on the
page is written by hand. So no figure can be mended by hand, and no judgement is lost by measuring again.
"""

import json
import shutil
import sys
from collections.abc import Iterator
from statistics import median
from typing import Any

from bench import results
from bench.buckets import ROOT
from bench.timing import spread

MEASURED = ROOT / "build" / "bench.json"
KEPT = ROOT / "docs" / "performance.json"
PAGE = ROOT / "docs" / "performance.md"
CHART = ROOT / "docs" / "performance-growth.svg"
BEGIN, END = "<!-- figures: begin -->\n", "<!-- figures: end -->\n"
ORDER = ("small", "year", "more", "start", "growth", "peers-small", "peers-large")


def page(measured: results.Results) -> str:
    """Return the page with its figures as measured; all else stays as it stands."""
    before, rest = PAGE.read_text(encoding="utf-8").split(BEGIN)
    _, after = rest.split(END)
    figures = "".join(f"{line}\n" for line in _lines(measured))
    return f"{before}{BEGIN}{figures}{END}{after}"


def _lines(measured: results.Results) -> Iterator[str]:
    yield ""
    yield "The machine: " + "; ".join(f"{name}: {value}" for name, value in measured["machine"].items()) + "."
    yield ""
    yield "| target | at most | median (lowest-highest) | |"
    yield "| --- | ---: | ---: | --- |"
    sections = {key: measured["sections"][key] for key in ORDER if key in measured["sections"]}
    for section in sections.values():
        for target in section["targets"]:
            highest, unit = f"{target['highest']:.1f}", target["unit"]
            yield f"| {target['what']} | {highest} {unit} | {spread(target['measured'], 2)} | {target['verdict']} |"
    for section in sections.values():
        yield from ("", f"### {section['title']}", "")
        yield from _table(section)
        if section["days"]:
            yield from ("", f"![Seconds of the load of one more day, by days loaded before]({CHART.name})")
        yield from ("", f"Measured on {section['day']}, commit {section['commit']}.")


def _table(section: dict[str, Any]) -> Iterator[str]:
    first = section["series"][0]
    yield f"| rounds: {len(first['wall'])} | seconds | times the first line | CPU seconds | peak MiB |"
    yield "| --- | ---: | ---: | ---: | ---: |"
    for series in section["series"]:
        ratios = [mine / theirs for mine, theirs in zip(series["wall"], first["wall"], strict=True)]
        yield (
            f"| {series['label']} | {spread(series['wall'], 2)} | {median(ratios):.2f} | {median(series['cpu']):.2f} | "
            f"{max(series['peak']) / 2**20:,.0f} |"
        )
    for label, reason in section["skipped"].items():
        yield f"| {label} | skipped: {reason} | | | |"
    if section["notes"]:
        yield ""
        yield from (f"- {label}: {note}" for label, note in section["notes"].items())


def main() -> None:
    """Write the page and the chart, or check the page."""
    if sys.argv[1:] == ["--check"]:
        if PAGE.read_text(encoding="utf-8") != page(results.read(KEPT)):
            sys.exit("docs/performance.md is not what docs/performance.json says; run `make bench-docs`")
        return
    if MEASURED.exists():
        shutil.copyfile(MEASURED, KEPT)
    measured = json.loads(KEPT.read_text(encoding="utf-8"))
    PAGE.write_text(page(measured), encoding="utf-8")
    if days := [day for section in measured["sections"].values() for day in section["days"]]:
        from bench.chart import save  # noqa: PLC0415 - the check needs no chart

        save(days, CHART)


if __name__ == "__main__":
    main()

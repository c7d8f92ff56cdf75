"""The results as JSON, from which docs/performance.md is made."""

import json
from pathlib import Path
from typing import Any

from bench.machine import machine, measured_now
from bench.section import Section
from bench.timing import Sample

Results = dict[str, Any]
"""``machine``, and ``sections`` by key: each with the day, the commit, and what a Section holds."""


def read(path: Path) -> Results:
    """Return what was measured before, or nothing."""
    try:
        results: Results = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {"machine": {}, "sections": {}}
    return results


def add(path: Path, key: str, section: Section) -> None:
    """Put a section beside the others, in the place of an older one; on another machine everything begins anew."""
    results = read(path)
    if results["machine"] != machine():
        results = {"machine": machine(), "sections": {}}
    results["sections"][key] = {
        **measured_now(),
        "title": section.title,
        "series": [
            {
                "label": series.label,
                "wall": [_milliseconds(sample.wall) for sample in series.samples],
                "cpu": [_milliseconds(sample.cpu) for sample in series.samples],
                "peak": [sample.peak for sample in series.samples],
            }
            for series in section.series
        ],
        "targets": [
            {
                "what": target.what,
                "unit": target.unit,
                "highest": target.highest,
                "measured": [_milliseconds(value) for value in target.measured],
                "verdict": target.verdict,
            }
            for target in section.targets
        ],
        "notes": dict(section.notes),
        "skipped": dict(section.skipped),
        "days": [{"number": day.number, **_short(day.took)} for day in section.days],
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(results, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def _short(sample: Sample) -> dict[str, float]:
    return {"wall": _milliseconds(sample.wall), "cpu": _milliseconds(sample.cpu)}


def _milliseconds(value: float) -> float:
    return round(value, 3)

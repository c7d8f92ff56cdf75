"""The US map: state shapes, names and populations. Their source is named in us_states.SOURCE.md."""

import csv
import functools
import json
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources
from typing import Any

from songplays.dashboard.figures import Row

UNKNOWN = "unknown"


@dataclass(frozen=True, kw_only=True)
class State:
    """A state, district or territory, by postal code; population as the Census Bureau put it for `year`."""

    code: str
    name: str
    population: int
    year: int


@dataclass(frozen=True, kw_only=True)
class Places:
    """The rows of plays_by_state: states with a shape on the map, other places, and plays that name no place."""

    on_map: Sequence[Row]
    elsewhere: Sequence[Row]
    unknown: Sequence[Row]


@functools.cache
def shapes() -> dict[str, Any]:
    """Return the states' shapes as TopoJSON, projected, each named by postal code."""
    topology: dict[str, Any] = json.loads(_text("us_states.json"))
    return topology


@functools.cache
def states() -> dict[str, State]:
    """Return every state by postal code; Puerto Rico is one of them, though the map does not show it."""
    return {
        row["code"]: State(code=row["code"], name=row["name"], population=int(row["population"]), year=int(row["year"]))
        for row in csv.DictReader(_text("us_states.csv").splitlines())
    }


@functools.cache
def codes_on_map() -> frozenset[str]:
    """Return the postal codes that have a shape."""
    return frozenset(shape["id"] for shape in shapes()["objects"]["states"]["geometries"])


def place(rows: Sequence[Row]) -> Places:
    """Tell the rows of plays_by_state apart by where they can be drawn."""
    return Places(
        on_map=[row for row in rows if row["state"] in codes_on_map()],
        elsewhere=[row for row in rows if row["state"] not in codes_on_map() and row["state"] != UNKNOWN],
        unknown=[row for row in rows if row["state"] == UNKNOWN],
    )


def name(code: str) -> str:
    """Return the name of a place on the map or, where there is none, its code as logged."""
    state = states().get(code)
    return state.name if state else code


def per_million(row: Row) -> float | None:
    """Return the plays of a row of plays_by_state per million people; None where the population is not known."""
    state = states().get(row["state"])
    return 1_000_000 * int(row["plays"]) / state.population if state else None


def _text(file: str) -> str:
    return resources.files(__package__).joinpath(file).read_text(encoding="utf-8")

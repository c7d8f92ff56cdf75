"""The map knows fifty states and DC, and the population of these and Puerto Rico."""

from importlib import resources

import pytest

from songplays.dashboard import us_states


def test_map_shows_fifty_states_and_the_capital() -> None:
    """Every shape has a name and a population; Puerto Rico has them without a shape."""
    assert len(us_states.codes_on_map()) == 51
    assert us_states.states().keys() - us_states.codes_on_map() == {"PR"}


@pytest.mark.parametrize(("state", "rate"), [("CA", 1_000_000 * 100 / 39_250_017), ("UK", None), ("unknown", None)])
def test_rate_per_million(state: str, rate: float | None) -> None:
    """Plays per million people are known for states alone."""
    assert rate == us_states.per_million({"state": state, "plays": 100})


def test_names() -> None:
    """A place is called by its name, and one we do not know by its code as logged."""
    assert [us_states.name(code) for code in ("CA", "PR", "UK")] == ["California", "Puerto Rico", "UK"]


def test_places_are_told_apart_without_losing_any() -> None:
    """Every row is on the map, elsewhere or unknown."""
    rows = [{"state": state} for state in ("CA", "PR", "UK", "unknown")]

    places = us_states.place(rows)

    assert (rows[:1], rows[1:3], rows[3:]) == (places.on_map, places.elsewhere, places.unknown)


def test_source_year_and_licence_are_named_beside_the_files() -> None:
    """Whoever finds the map's files finds where they come from."""
    text = resources.files("songplays.dashboard").joinpath("us_states.SOURCE.md").read_text(encoding="utf-8")

    for said in ("US Census Bureau", "2016", "us-atlas@3.0.1", "vega-datasets@3.2.1", "ISC", "BSD-3-Clause"):
        assert said in text

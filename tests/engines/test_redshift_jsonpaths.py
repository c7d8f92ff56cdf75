"""A JSON paths file says which key COPY reads into which column; a wrong one is told before anything is loaded."""

import json
from pathlib import Path

import pytest

from songplays.engines.redshift.jsonpaths import keys_of, rendered
from songplays.errors import UsageError
from songplays.warehouse.schema import STAGING_EVENTS

KEYS = [column.key for column in STAGING_EVENTS.columns if column.key]


def told(lake: Path, content: object) -> list[str]:
    """Return the keys of a file that holds `content`, as JSON unless it is text."""
    (lake / "paths.json").write_text(content if isinstance(content, str) else json.dumps(content))
    return keys_of(f"s3://{lake.name}/paths.json", STAGING_EVENTS, None)


@pytest.mark.parametrize("path", ["$['{}']", '$["{}"]', "$.{}"])
def test_order_of_keys(lake: Path, path: str) -> None:
    """The keys come in the file's order, in whichever notation they are written."""
    keys = sorted(map(str, KEYS))
    assert keys == told(lake, {"jsonpaths": [path.format(key) for key in keys]})


def test_rendered(lake: Path) -> None:
    """The file that is made from the schema has each key, in the order of the columns."""
    assert KEYS == told(lake, rendered(STAGING_EVENTS).decode())


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("no JSON", "is no JSON paths file"),
        ([], "is no JSON paths file"),
        ({"paths": []}, "is no JSON paths file"),  # COPY would do as if there were none
        ({"jsonpaths": [1]}, "is no JSON paths file"),
        ({"jsonpaths": ["$['artist']"]}, "names the key 'auth' 0 times instead of once"),
        ({"jsonpaths": [f"$['{key}']" for key in [*KEYS, "page"]]}, "names the key 'page' 2 times instead of once"),
        ({"jsonpaths": [f"$['{key}']" for key in [*KEYS, "weather"]]}, "'weather' is no key of staging_events"),
        ({"jsonpaths": ["$[0]"]}, "'$[0]' is no key of staging_events"),
    ],
)
def test_wrong_file(lake: Path, content: object, message: str) -> None:
    """A file that COPY would misunderstand, or that leaves a key out, is one line that names it."""
    with pytest.raises(UsageError) as error:
        told(lake, content)
    assert str(error.value).startswith(f"s3://{lake.name}/paths.json: ")
    assert message in str(error.value)

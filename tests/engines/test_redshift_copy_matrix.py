"""What a load does with lines that are not as they should be, for each way of loading and each setting of COPY."""

import gzip
import json
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import NamedTuple

import pytest

from doubles.redshift.cloud import Cloud
from lines_of_json import PLAY, SONG, play
from loading import load_lake, rows
from songplays.engines.redshift import Redshift
from songplays.errors import RejectBudgetExceeded
from songplays.pipeline import Budget

PATHS = json.dumps({"jsonpaths": [f"$['{key}']" for key in sorted(PLAY)]})
"""The brief's file: the keys in alphabetical order, which is not the columns'."""

GOOD = [play(sessionId=1)]
TOO_LONG = [play(sessionId=2, song="ö" * 200)]
BAD = [play(sessionId=3, level="gold"), "# no JSON"]


class Case(NamedTuple):
    """A load: how, with how many rejected lines allowed, of which lines, by which JSON paths file, packed or not."""

    way: str
    allowed: int
    lines: Sequence[str]
    paths: str
    packed: bool


CASES = [
    Case(way, allowed, lines, paths, packed)
    for way, allowed, lines, paths, packed in product(
        ("direct", "bundles"), (0, 2), (GOOD, GOOD + TOO_LONG, GOOD + BAD), ("configured", "rendered"), (False, True)
    )
    if (way, paths) != ("bundles", "configured")  # COPY reads none there
    and (allowed == 0 or lines[-1] == BAD[-1])  # nothing is rejected, so the budget changes nothing
]


def case_id(case: Case) -> str:
    """Return a case's name."""
    lines = {1: "good", 2: "too long", 3: "bad"}[len(case.lines)]
    return f"{case.way}-{lines}-{case.allowed} allowed-{case.paths}-{'gzip' if case.packed else 'plain'}"


@pytest.mark.parametrize("case", CASES, ids=case_id)
def test_copy(case: Case, lake: Path, aws: Cloud) -> None:
    """What is good is loaded, what is too long is cut and told, what is bad is told; over the budget nothing is in."""
    text = "\n".join(case.lines).encode()
    name, content = ("a.json.gz", gzip.compress(text)) if case.packed else ("a.json", text)
    (lake / "log_data" / name).write_bytes(content)
    (lake / "log_data" / "beside.json").write_text(play(sessionId=9))  # COPY takes files of both kinds in two goes
    (lake / "song_data" / "a.json").write_text(json.dumps(SONG))
    (lake / "paths.json").write_text(PATHS)
    settings = aws.settings if case.way == "bundles" else aws.direct_settings
    if case.paths == "configured":
        settings = replace(settings, s3=replace(settings.s3, log_jsonpath=f"s3://{lake.name}/paths.json"))
    is_bad = len(case.lines) == 3
    with closing(Redshift(settings)) as engine:
        if is_bad and case.allowed == 0:
            with pytest.raises(RejectBudgetExceeded):
                load_lake(engine, lake, budget=Budget(share=0, at_least=case.allowed))
        else:
            load_lake(engine, lake, budget=Budget(share=0, at_least=case.allowed))
        held = rows(
            engine, "SELECT session_id, song, user_agent, item_in_session FROM staging_events ORDER BY session_id"
        )
        told = {(column, kind) for column, kind in rows(engine, "SELECT column_name, kind FROM load_errors")}
    as_logged = (PLAY["song"], PLAY["userAgent"], PLAY["itemInSession"])
    expected = [(1, *as_logged), (9, *as_logged)]
    if len(case.lines) == 2:
        expected.insert(1, (2, "ö" * 128, *as_logged[1:]))
        assert {("song", "shortened")} == told
    elif not is_bad:
        assert set() == told
    elif case.allowed:
        assert {("level", "rejected"), ("(line)", "rejected")} == told
    else:
        expected = []
        assert ("(line)", "rejected") in told
    assert expected == held

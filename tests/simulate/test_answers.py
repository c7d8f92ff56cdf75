"""answers.json says what the warehouse holds once it has read the bucket, and was not told by the warehouse."""

from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loading import load_bucket
from songplays.engines.duckdb import DuckDB
from songplays.enrich import parsed
from songplays.simulate import simulate
from songplays.simulate.agents import AGENTS, Agent
from songplays.simulate.draws import stream
from told import agree, answers_of

FIGURES_TOLD = {
    "bounce_rate",
    "downgrades",
    "plays",
    "plays_before_upgrade",
    "plays_by_browser",
    "plays_by_browser_and_system",
    "plays_by_day",
    "plays_by_device",
    "plays_by_hour",
    "plays_by_level",
    "plays_by_state",
    "repaired_text",
    "sessions",
    "sessions_before_upgrade",
    "sessions_by_level_history",
    "upgrade_targets",
    "upgraded_share",
    "users",
    "users_by_level",
}


@settings(max_examples=15)
@given(seed=st.integers(0, 2**32), users=st.integers(1, 12), days=st.integers(1, 8), songs=st.integers(0, 40))
def test_whatever_the_arguments_the_warehouse_tells_what_happened(seed: int, users: int, days: int, songs: int) -> None:
    """Every table's rows, every file's account, every match and every figure are as the simulator knows them."""
    with TemporaryDirectory() as folder:
        bucket = Path(folder) / "bucket"
        simulate(bucket, users=users, days=days, songs=songs, seed=seed)
        engine = DuckDB(Path(folder) / "warehouse.duckdb")
        load_bucket(engine, bucket)

        agree(answers_of(bucket), engine)
        engine.close()


@pytest.fixture(scope="module")
def two_months(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Simulate four hundred users for two months: enough for large files, downgrades and people who come back."""
    bucket = tmp_path_factory.mktemp("simulated") / "bucket"
    simulate(bucket, users=400, days=60, songs=2000, seed=4)
    return bucket


def test_two_months_of_four_hundred_users(two_months: Path, warehouse: DuckDB) -> None:
    """The same at a size at which files are read by the database itself, and every kind of history occurs."""
    load_bucket(warehouse, two_months, now=datetime(2019, 1, 1, tzinfo=UTC))
    answers = answers_of(two_months)

    assert 1 << 18 < max(path.stat().st_size for path in two_months.glob("log_data/**/*.json"))
    assert 1 <= answers["figures"]["downgrades"][0]["users_back_on_paid"]
    agree(answers, warehouse)


def test_the_figures_that_the_simulator_knows(two_months: Path) -> None:
    """Nothing that people did goes unanswered; what only a load can know is not guessed at."""
    assert set() == FIGURES_TOLD - answers_of(two_months)["figures"].keys()


def test_the_answers_name_the_arguments(two_months: Path) -> None:
    """Whoever finds the bucket can make it again."""
    arguments = {"users": 400, "days": 60, "songs": 2000, "seed": 4, "faults": False}

    assert arguments == answers_of(two_months)["arguments"]


def test_a_user_agent_says_what_the_device_is() -> None:
    """What the simulator knows of a device can be read from the text by which it names itself."""
    rng = stream(1, "agents")
    agents = {AGENTS.pick(rng) for _ in range(3000)}

    assert 26 == len(agents)
    assert agents == {Agent(*parsed(agent.text), agent.text) for agent in agents}

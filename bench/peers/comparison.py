"""Measure songplays and the peers in turn on one bucket."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bench import buckets
from bench.commands import empty_folder, etl, row_counts
from bench.peers.catalogue import Peer
from bench.peers.environment import PYTHON
from bench.section import Section
from bench.timing import Command, measure, spread, take_turns

SCRIPTS = Path(__file__).with_name("scripts")
STORE = "peers/store"
"""Where a peer that has no server puts what it makes."""


@dataclass(frozen=True)
class Runnable:
    """Which peers can run here. missing: why a package is not there. address: of Postgres, if it runs."""

    peers: Mapping[str, Peer]
    missing: Mapping[str, str]
    address: str = ""


def compare(runnable: Runnable, bucket: Path, rounds: int, *, is_large: bool) -> Section:
    """Return a section with songplays first; DidNotRun if a peer has other numbers of rows."""
    folder = empty_folder("peers")
    warehouse = folder / "songplays.duckdb"
    logs, songs = buckets.log_files(bucket), buckets.song_files(bucket)
    events = buckets.count_lines(logs)
    ours = etl("songplays etl", bucket, warehouse, lines=events + len(songs))
    measure(ours, folder)
    counts = row_counts(warehouse)
    commands, notes, skipped = [ours], {}, {}
    for peer in runnable.peers.values():
        lacking = [runnable.missing[need] for need in peer.needs if need in runnable.missing]
        reasons = [*lacking, *([peer.too_slow] if is_large and peer.too_slow else [])]
        if reasons:
            skipped[peer.label] = reasons[0]
            print(f"  {peer.label}: skipped: {reasons[0]}", flush=True)
            continue
        notes[peer.label] = peer.note
        commands.append(
            Command(
                peer.label,
                [PYTHON, SCRIPTS / peer.script, bucket, runnable.address if peer.is_client else buckets.CACHE / STORE],
                says={table: counts[table] for table in peer.tables},
                prepare=lambda: empty_folder(STORE),
            )
        )
    series = take_turns(commands, rounds, folder, warm_up=False)
    for other in series[1:]:
        print(f"  {other.label}: {spread(other.ratios(series[0]), 1)} times as long as songplays etl", flush=True)
    empty_folder("peers")
    title = f"Other tools: {len(songs):,} songs, one a file, and {events:,} events in {len(logs):,} files"
    return Section(title, series, notes=notes, skipped=skipped)

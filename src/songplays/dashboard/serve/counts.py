"""Counts plays in a snapshot under filters: the same answers that the page's script counts from its facts."""

from collections.abc import Sequence
from typing import Any

from songplays.dashboard.facts import NAMED, STEPS, counted_plays
from songplays.dashboard.questions import QUESTIONS, Question
from songplays.dashboard.serve.filters import Filters
from songplays.dashboard.time_zones import ZONE_OF_STATE, offsets
from songplays.engines.duckdb import DuckDB
from songplays.engines.protocol import Reader

WITHOUT_SONGS = tuple(name for name in STEPS[0] if name not in {"artist", "song"})
CLOCK = ("day", "weekday", "hour")
HOURS_OF_A_WEEK = [(weekday, hour) for weekday in range(7) for hour in range(24)]


def prepare(engine: DuckDB) -> None:
    """Count the plays of a copied warehouse on both clocks: into counted_plays, and by song into counted_songs."""
    ((first, last),) = engine.fetch(
        "SELECT CAST(MIN(start_time) AS DATE), CAST(MAX(start_time) AS DATE) FROM songplay"
    ).rows
    engine.execute("CREATE TABLE clock_offsets (state VARCHAR, from_hour BIGINT, to_hour BIGINT, hours BIGINT)")
    if first is not None:
        engine.insert("clock_offsets", ("state", "from_hour", "to_hour", "hours"), _offset_rows(first, last))
    engine.execute(f"CREATE TABLE counted_plays AS {_on_both_clocks(WITHOUT_SONGS)}")
    # Numbers in the order of the text, instead of text: there are as many rows as plays, and few songs.
    for name in ("artist", "song"):
        told = f"SELECT COALESCE(repaired, {name}) FROM staging_events LEFT JOIN repaired_text ON raw = {name}"
        engine.execute(
            f"CREATE TYPE {name}_name AS ENUM (SELECT DISTINCT RTRIM(COALESCE(told, ''), ' ') AS named "
            f"FROM ({told} UNION ALL SELECT '') AS names (told) ORDER BY named)"
        )
    engine.execute(
        f"CREATE TABLE counted_songs AS SELECT * REPLACE (CAST(artist AS artist_name) AS artist, "
        f"CAST(song AS song_name) AS song) FROM ({_on_both_clocks(STEPS[0])}) AS songs"
    )


def _offset_rows(first: Any, last: Any) -> list[tuple[object, ...]]:  # noqa: ANN401 - dates
    rows: list[tuple[object, ...]] = []
    of_zone = offsets(first, last)
    for state, zone in ZONE_OF_STATE.items():
        starts = of_zone[zone]
        ends = [following.from_hour for following in starts[1:]] + [2**40]
        rows += [(state, start.from_hour, end, start.hours) for start, end in zip(starts, ends, strict=True)]
    return rows


def _on_both_clocks(dimensions: Sequence[str]) -> str:
    return f"""
        {counted_plays(dimensions).rstrip()},
        in_hours AS (
            SELECT counted.*, CAST(EPOCH(day) AS BIGINT) // 3600 + hour AS utc_hour
            FROM counted
        ),
        shifted AS (
            SELECT in_hours.*, utc_hour + COALESCE(clock_offsets.hours, 0) AS local_hours
            FROM in_hours
            LEFT JOIN clock_offsets ON clock_offsets.state = in_hours.state
                AND in_hours.utc_hour >= clock_offsets.from_hour AND in_hours.utc_hour < clock_offsets.to_hour
        )
        SELECT * EXCLUDE (utc_hour, local_hours),
               DAYOFWEEK(day) AS weekday,
               DATE '1970-01-01' + CAST(local_hours // 24 AS INTEGER) AS local_day,
               CAST(local_hours % 24 AS INTEGER) AS local_hour,
               DAYOFWEEK(DATE '1970-01-01' + CAST(local_hours // 24 AS INTEGER)) AS local_weekday
        FROM shifted
    """


def names(engine: Reader) -> dict[str, list[str]]:
    """Return what occurs in each dimension that can be filtered by name, most played first."""
    return {
        name: [
            value
            for value, _ in engine.fetch(
                f"SELECT {name}, SUM(plays) FROM counted_plays GROUP BY {name} ORDER BY 2 DESC, 1"
            ).rows
        ]
        for name in NAMED
        if name in WITHOUT_SONGS
    }


def answer(engine: Reader, filters: Filters) -> dict[str, Any]:
    """Return the key figures and every view's rows for the plays that `filters` choose."""
    where, parameters = filters.besides(())
    ((plays, paid, users, sessions),) = engine.fetch(
        "SELECT CAST(COALESCE(SUM(plays), 0) AS BIGINT), "
        "CAST(COALESCE(SUM(CASE WHEN level = 'paid' THEN plays ELSE 0 END), 0) AS BIGINT), "
        f"COUNT(DISTINCT user_id), COUNT(DISTINCT (user_id, session_id)) FROM counted_plays WHERE {where}",
        parameters,
    ).rows
    views = {name: _rows(engine, question, filters) for name, question in QUESTIONS.items()}
    return {"totals": {"plays": plays, "paid": paid, "users": users, "sessions": sessions}, "views": views}


def _rows(engine: Reader, question: Question, filters: Filters) -> list[dict[str, Any]]:
    """Return the rows of a view: also those without plays, but for a list of the most played."""
    passes, parameters = filters.besides(question.own)
    own, own_parameters = filters.of(question.own)
    columns = [f"{filters.clock}{name} AS {name}" if name in CLOCK else name for name in question.by]
    by = ", ".join(question.by)
    is_list = question.top is not None
    sql = f"""
        WITH judged AS (
            SELECT {", ".join(columns)}, user_id, plays,
                   CASE WHEN {passes} THEN 1 ELSE 0 END AS passes, CASE WHEN {own} THEN 1 ELSE 0 END AS chosen
            FROM {"counted_plays" if question.needs <= set(WITHOUT_SONGS) else "counted_songs"}
        )
        SELECT {by}, CAST(SUM(plays * passes) AS BIGINT) AS plays,
               COUNT(DISTINCT CASE WHEN passes = 1 THEN user_id END) AS users, MAX(chosen) AS chosen
        FROM judged
        {"WHERE passes = 1 AND " + " AND ".join(f"{name} <> ''" for name in question.by) if is_list else ""}
        GROUP BY {by}
        ORDER BY {"plays DESC, " if is_list else "" if question.by[0] in CLOCK else "SUM(plays) DESC, "}{by}
        {f"LIMIT {question.top}" if is_list else ""}
    """
    found = engine.fetch(sql, [*parameters, *own_parameters])
    rows = [dict(zip(found.columns, row, strict=True)) for row in found.rows]
    for row in rows:
        row["chosen"] = bool(row["chosen"])
        if "day" in row:
            row["day"] = row["day"].isoformat()
        if not question.users:
            del row["users"]
    return _every_square(rows) if question.by == ("weekday", "hour") else rows


def _every_square(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    found = {(row["weekday"], row["hour"]): row for row in rows}
    return [
        found.get(square, {"weekday": square[0], "hour": square[1], "plays": 0, "chosen": True})
        for square in HOURS_OF_A_WEEK
    ]

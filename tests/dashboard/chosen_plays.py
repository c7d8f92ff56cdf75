"""What SQL says of the plays that filters choose."""

from typing import Any

from songplays.engines.protocol import Reader

# Written for the tests alone, and with functions of DuckDB: not the SQL that the page is made by.
PLAYS = r"""
    SELECT songplay.*, browser, os, device, regexp_extract(songplay.location, ',\s*([A-Z]+)[^,]*$', 1) AS state,
           artist, song,
           CASE state
               WHEN 'AZ' THEN 'America/Phoenix'
               WHEN 'AK' THEN 'America/Anchorage' WHEN 'HI' THEN 'Pacific/Honolulu'
               WHEN 'CA' THEN 'America/Los_Angeles' WHEN 'OR' THEN 'America/Los_Angeles'
               WHEN 'WA' THEN 'America/Los_Angeles' WHEN 'NV' THEN 'America/Los_Angeles'
               WHEN 'CO' THEN 'America/Denver' WHEN 'UT' THEN 'America/Denver' WHEN 'NM' THEN 'America/Denver'
               WHEN 'MT' THEN 'America/Denver' WHEN 'ID' THEN 'America/Denver' WHEN 'WY' THEN 'America/Denver'
               WHEN 'IL' THEN 'America/Chicago' WHEN 'WI' THEN 'America/Chicago' WHEN 'IA' THEN 'America/Chicago'
               WHEN 'MN' THEN 'America/Chicago' WHEN 'MO' THEN 'America/Chicago' WHEN 'TX' THEN 'America/Chicago'
               WHEN 'LA' THEN 'America/Chicago' WHEN 'AL' THEN 'America/Chicago' WHEN 'TN' THEN 'America/Chicago'
               WHEN 'MS' THEN 'America/Chicago' WHEN 'AR' THEN 'America/Chicago' WHEN 'OK' THEN 'America/Chicago'
               WHEN 'KS' THEN 'America/Chicago' WHEN 'NE' THEN 'America/Chicago' WHEN 'ND' THEN 'America/Chicago'
               WHEN 'SD' THEN 'America/Chicago'
               ELSE 'America/New_York'
           END AS zone
    FROM songplay JOIN user_agents ON user_agents.user_agent = songplay.user_agent JOIN staging_events AS events
      ON events.page = 'NextSong' AND events.user_id = songplay.user_id AND events.session_id = songplay.session_id
      AND epoch_ms(events.ts) = songplay.start_time
"""
COMBINATIONS: list[dict[str, str]] = [
    {},
    {"level": "paid"},
    {"state": "CA"},
    {"device": "mobile"},
    {"hour": "16"},
    {"from": "2018-11-05", "to": "2018-11-11"},
    {"browser": "Firefox", "level": "free"},
    {"weekday": "3", "hour": "9"},
    {"state": "ME", "from": "2018-11-15", "level": "paid", "hour": "18"},
    {"zone": "local"},
    {"zone": "local", "hour": "8", "state": "CA"},
    {"zone": "local", "from": "2018-11-02", "to": "2018-11-04", "weekday": "6"},
    {"device": "mobile", "browser": "IE"},
]


def chosen(filters: dict[str, str]) -> tuple[str, list[Any]]:
    """Return the SQL of the plays that filters choose, and its parameters."""
    clock = "(start_time AT TIME ZONE 'UTC' AT TIME ZONE zone)" if filters.get("zone") == "local" else "start_time"
    tests = {
        "from": f"CAST({clock} AS DATE) >= ?",
        "to": f"CAST({clock} AS DATE) <= ?",
        "weekday": f"dayofweek({clock}) = ?",
        "hour": f"hour({clock}) = ?",
    }
    wanted = {name: value for name, value in filters.items() if name != "zone"}
    where = " AND ".join(["true", *(tests.get(name, f"{name} = ?") for name in wanted)])
    sql = f"SELECT *, {clock} AS clock FROM ({PLAYS}) AS plays WHERE {where}"
    return sql, [int(value) if name in {"hour", "weekday"} else value for name, value in wanted.items()]


def ask(warehouse: Reader, select: str, filters: dict[str, str]) -> list[tuple[Any, ...]]:
    """Return the rows of `select` from the plays that filters choose."""
    sql, parameters = chosen(filters)
    return warehouse.fetch(f"WITH chosen AS ({sql}) {select}", parameters).rows

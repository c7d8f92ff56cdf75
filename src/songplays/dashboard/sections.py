"""The page's sections: which question stands where, what its figures say, and its chart."""

from collections.abc import Mapping, Sequence

from songplays.dashboard import findings, us_states
from songplays.dashboard.charts.bars import bars
from songplays.dashboard.charts.spreads import spreads
from songplays.dashboard.charts.stacks import plays_by_hour, plays_per_day
from songplays.dashboard.charts.theme import CHANGED, FEW_PLAYS, INK, LEVEL_COLOURS, MANY_PLAYS, MUTED, NO_PLAYS
from songplays.dashboard.charts.us_map import us_map
from songplays.dashboard.figures import Figures, Row, total
from songplays.dashboard.findings import FREE_RUN, STAYED_FREE, TRULY_BEFORE, Finding
from songplays.dashboard.layout import Card, Key, Section, View
from songplays.dashboard.metrics import METRICS
from songplays.dashboard.tables import spread_table, states_table, table, targets_table
from songplays.dashboard.wording import counted, hour, listed, minute

MOST_TARGETS = 25
FREE, PAID = LEVEL_COLOURS["free"], LEVEL_COLOURS["paid"]
GROUP_COLOURS = {STAYED_FREE: FREE, FREE_RUN: CHANGED, TRULY_BEFORE: CHANGED}
HISTORY_COLOURS = {
    "free only": FREE,
    FREE_RUN: CHANGED,
    "free → paid": CHANGED,
    "free → paid → free": CHANGED,
    "paid → free": CHANGED,
    "paid → free → paid": CHANGED,
    "more than two changes": CHANGED,
    "paid only": PAID,
    "level unknown": LEVEL_COLOURS["unknown"],
}
SPREAD_KEYS = (
    Key(label="users, bigger is more", colour=MUTED, shape="dot"),
    Key(label="median", colour=INK, shape="tick"),
    Key(label="mean", colour=INK, shape="diamond"),
)


def sections(figures: Figures) -> Sequence[Section]:
    """Return every section in the order of reading."""
    return [_who(figures), _when_where_and_how(figures), _upgrades(figures), _loads(figures)]


def _who(figures: Figures) -> Section:
    levels = findings.levels(figures)
    legend = _level_keys(figures["plays_by_day"])
    days = figures["plays_by_day"]
    return Section(
        heading=levels.headline or "Users and plays by level",
        details=levels.details,
        cards=[
            Card(
                span=8,
                views=[
                    View(
                        metrics=[METRICS["plays_by_day"]],
                        sentences=_sentences(findings.busiest_day(figures)),
                        legend=legend,
                        spec=plays_per_day(days) if days else None,
                        table=table(days, {"day": "Day (UTC)", "level": "Level"}, {"plays": "Plays"}),
                    )
                ],
            ),
            Card(
                span=4,
                views=[
                    _bars(figures, "users_by_level", {"level": "Level"}, {"users": "Users"}),
                    _bars(figures, "plays_by_level", {"level": "Level"}, {"plays": "Plays", "users": "Users"}),
                ],
            ),
        ],
    )


def _when_where_and_how(figures: Figures) -> Section:
    peak, states = findings.peak(figures), findings.states(figures)
    headline = "; ".join(finding.headline for finding in (peak, states) if finding.headline)
    hours = figures["plays_by_hour"]
    on_map = us_states.place(figures["plays_by_state"]).on_map
    years = sorted({state.year for state in us_states.states().values()})
    systems = [{**row, "system": f"{row['browser']} on {row['os']}"} for row in figures["plays_by_browser_and_system"]]
    return Section(
        heading=headline or "When, where and on what people listen",
        details=[*peak.details, *states.details],
        cards=[
            Card(
                span=7,
                views=[
                    View(
                        metrics=[METRICS["plays_by_state"]],
                        sentences=findings.outside_the_map(figures).details,
                        legend=_map_keys(on_map),
                        spec=us_map(on_map) if on_map else None,
                        table=states_table(figures["plays_by_state"]),
                        notes=[
                            "One heavy user can darken a small state: read plays and users together.",
                            f"Populations: US Census Bureau, {listed([str(year) for year in years])}.",
                        ],
                    )
                ],
            ),
            Card(
                span=5,
                views=[
                    View(
                        metrics=[METRICS["plays_by_hour"]],
                        legend=_level_keys(hours),
                        spec=plays_by_hour(hours) if hours else None,
                        table=table(
                            [{**row, "hour": hour(row["hour"])} for row in hours],
                            {"hour": "Hour (UTC)", "level": "Level"},
                            {"plays": "Plays"},
                        ),
                    ),
                    _bars(
                        figures,
                        "plays_by_device",
                        {"device": "Device"},
                        {"plays": "Plays", "users": "Users"},
                        sentences=_sentences(findings.mobile(figures)),
                    ),
                ],
            ),
            Card(
                span=6,
                views=[
                    _bars(
                        figures,
                        "plays_by_browser",
                        {"browser": "Browser"},
                        {"plays": "Plays", "users": "Users"},
                        sentences=_sentences(findings.browser(figures)),
                    )
                ],
            ),
            Card(
                span=6,
                views=[
                    View(
                        metrics=[METRICS["plays_by_browser_and_system"]],
                        spec=bars(systems, name="system", counts="plays") if systems else None,
                        table=table(
                            systems, {"browser": "Browser", "os": "System"}, {"plays": "Plays", "users": "Users"}
                        ),
                    )
                ],
            ),
        ],
    )


def _upgrades(figures: Figures) -> Section:
    upgrade = findings.upgrade(figures)
    plays = figures["plays_before_upgrade"]
    sessions = [*figures["sessions_by_level_history"], *figures["sessions_before_upgrade"]]
    session_finding = findings.sessions(figures)
    return Section(
        heading=upgrade.headline or "Who upgrades, and who could be next",
        details=upgrade.details,
        cards=[
            Card(
                span=7,
                views=[
                    View(
                        metrics=[METRICS["plays_before_upgrade"]],
                        title="Plays before the upgrade, against users who stay free",
                        legend=SPREAD_KEYS,
                        spec=spreads(plays, column="plays", colours=GROUP_COLOURS) if plays else None,
                        table=spread_table(plays, "plays"),
                    )
                ],
            ),
            Card(
                span=5,
                views=[
                    View(
                        metrics=[METRICS["upgrade_targets"]],
                        sentences=_sentences(findings.targets(figures)),
                        table=targets_table(figures["upgrade_targets"][:MOST_TARGETS]),
                        notes=_more_targets(figures["upgrade_targets"]),
                    )
                ],
            ),
            Card(
                span=12,
                views=[
                    View(
                        metrics=[METRICS["sessions_by_level_history"], METRICS["sessions_before_upgrade"]],
                        sentences=[*_sentences(session_finding), *session_finding.details],
                        legend=SPREAD_KEYS,
                        spec=spreads(sessions, column="sessions", colours=HISTORY_COLOURS) if sessions else None,
                        table=spread_table(sessions, "sessions"),
                        notes=[f"“{FREE_RUN}” shows users of the other rows again, without their paid sessions."]
                        if figures["sessions_before_upgrade"]
                        else [],
                    )
                ],
            ),
        ],
    )


def _loads(figures: Figures) -> Section:
    loads = findings.loads(figures)
    rows = [{**row, "loaded_at": minute(row["loaded_at"])} for row in figures["load_quality"]]
    (repaired,) = figures["repaired_text"]
    return Section(
        heading=loads.headline or "Nothing is loaded",
        details=[*loads.details, *findings.newest_load(figures).details],
        cards=[
            Card(
                span=12,
                views=[
                    View(
                        metrics=[METRICS["load_quality"], METRICS["repaired_text"], METRICS["newest_loads"]],
                        sentences=[
                            (
                                f"{counted(total(rows, 'shortened'), 'value')} shortened to fit; "
                                f"{counted(repaired['repaired'], 'distinct double-encoded value')} repaired."
                            )
                        ],
                        table=table(
                            rows,
                            {"table_name": "Table", "source": "Source"},
                            {
                                "files": "Files",
                                "lines": "Lines",
                                "loaded": "Loaded",
                                "rejected": "Rejected",
                                "duplicate": "Duplicate",
                                "blank": "Blank",
                                "shortened": "Shortened",
                                "loaded_at": "Newest file loaded",
                            },
                        ),
                    )
                ],
            )
        ],
    )


def _bars(
    figures: Figures, name: str, names: Mapping[str, str], counts: Mapping[str, str], sentences: Sequence[str] = ()
) -> View:
    rows = figures[name]
    (column, *_), (measure, *_) = names, counts
    return View(
        metrics=[METRICS[name]],
        sentences=sentences,
        spec=bars(rows, name=column, counts=measure) if rows else None,
        table=table(rows, names, counts),
    )


def _sentences(finding: Finding) -> Sequence[str]:
    return [finding.headline] if finding.headline else []


def _level_keys(rows: Sequence[Row]) -> Sequence[Key]:
    played = {row["level"] for row in rows}
    return [Key(label=level, colour=colour) for level, colour in LEVEL_COLOURS.items() if level in played]


def _map_keys(rows: Sequence[Row]) -> Sequence[Key]:
    if not rows:
        return []
    most = max(row["plays"] for row in rows)
    return [
        Key(label="no plays", colour=NO_PLAYS),
        Key(
            label=f"1 to {counted(most, 'play')}",
            colour=f"linear-gradient(to right, {FEW_PLAYS}, {MANY_PLAYS})",
            shape="ramp",
        ),
    ]


def _more_targets(rows: Sequence[Row]) -> Sequence[str]:
    more = len(rows) - MOST_TARGETS
    return [f"{counted(more, 'more user')} not shown."] if more > 0 else []

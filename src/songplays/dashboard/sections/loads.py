"""How good the data are, and how the figures are defined."""

from songplays.dashboard import findings
from songplays.dashboard.figures import Figures, total
from songplays.dashboard.layout import Card, Column, Section, View
from songplays.dashboard.metrics import METRICS
from songplays.dashboard.wording import counted, minute


def loads(figures: Figures) -> Section:
    """Return the section on what was loaded, from where, when and by which version."""
    found = findings.loads(figures)
    rows = [{**row, "loaded_at": minute(row["loaded_at"])} for row in figures["load_quality"]]
    (repaired,) = figures["repaired_text"]
    counts = ("files", "lines", "loaded", "rejected", "duplicate", "blank", "shortened")
    return Section(
        heading=found.headline or "Nothing is loaded",
        details=[*found.details, *findings.newest_load(figures).details],
        cards=[
            Card(
                span=12,
                views=[
                    View(
                        metrics=[METRICS["load_quality"], METRICS["repaired_text"], METRICS["newest_loads"]],
                        rows=rows,
                        columns=[
                            Column("Table", "table_name"),
                            Column("Source", "source"),
                            *(Column(name.capitalize(), name, "count") for name in counts),
                            Column("Newest file loaded", "loaded_at"),
                        ],
                        sentences=[
                            (
                                f"{counted(total(rows, 'shortened'), 'value')} shortened to fit; "
                                f"{counted(repaired['repaired'], 'distinct double-encoded value')} repaired."
                            )
                        ],
                    )
                ],
            )
        ],
    )

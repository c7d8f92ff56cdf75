"""What the dashboard says, as Markdown: for a terminal, a mail or a pull request."""

import re
from collections.abc import Iterable, Sequence

from songplays.dashboard.figures import read_figures
from songplays.dashboard.page import period
from songplays.dashboard.pseudonyms import anonymised
from songplays.dashboard.sections import sections
from songplays.dashboard.targets import target_rows
from songplays.dashboard.tiles import tiles
from songplays.dashboard.wording import count
from songplays.engines.protocol import Reader
from songplays.text import shown

# What Markdown takes for markup, or for a link although nothing marks it.
MARKUP = re.compile(r"([\\`*_{}\[\]<>#|!~&@^$])|(?<=:)(//)|(?<=www)(\.)", flags=re.IGNORECASE)
MOST_TARGETS = 10


def summary(engine: Reader, *, anonymise: bool = False) -> str:
    """Return the key figures, every finding and the first upgrade targets as Markdown."""
    figures = read_figures(engine)
    figures = anonymised(figures) if anonymise else figures
    lines = ["# User song plays", "", plain(period(figures)), ""]
    lines += _table(
        ("Figure", "Value", "Of"), [(tile.metric.title, tile.value, tile.detail) for tile in tiles(figures)]
    )
    for section in sections(figures):
        sentences = [*section.details, *(sentence for view in section.views for sentence in view.sentences)]
        lines += ["", f"## {plain(section.heading)}", ""] + [f"- {plain(sentence)}" for sentence in sentences]
    targets = target_rows(figures)[:MOST_TARGETS]
    if targets:
        rows = [
            (
                str(row["user_id"]),
                row["name"],
                count(row["plays"]),
                count(row["sessions"]),
                row["last_play"],
                row["why"],
            )
            for row in targets
        ]
        header = ("User", "Name", "Plays", "Sessions", "Last seen", "Why")
        lines += ["", "## Upgrade targets", "", *_table(header, rows)]
    return "\n".join(lines) + "\n"


def plain(text: str) -> str:
    """Return text that Markdown shows as it is, on one line, and a terminal does not obey."""
    return MARKUP.sub(lambda found: f"\\{found[0]}", shown(text))


def _table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    lines = [header, ["---"] * len(header), *([plain(cell) for cell in row] for row in rows)]
    return [f"| {' | '.join(line)} |" for line in lines]

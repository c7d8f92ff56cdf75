"""The page's sections, one module each, in the order of the story."""

from collections.abc import Sequence

from songplays.dashboard.charts.theme import unchecked
from songplays.dashboard.figures import Figures
from songplays.dashboard.layout import Section
from songplays.dashboard.sections.loads import loads
from songplays.dashboard.sections.music import music
from songplays.dashboard.sections.upgrades import upgrades
from songplays.dashboard.sections.when_and_where import when_and_where
from songplays.dashboard.sections.who import who


def sections(figures: Figures) -> Sequence[Section]:
    """Return every section in the order of reading."""
    with unchecked():
        return [who(figures), when_and_where(figures), upgrades(figures), music(figures), loads(figures)]

"""Every figure of the dashboard: what it means, its SQL, and the rows behind it.

A metric is one SQL file of this folder. Its header says what the figure means; its last CTE, `rows_behind`, holds the
rows that count; its only SELECT at the start of a line counts them. So the rows that `explain` shows are the rows
that the figure was made of.
"""

import difflib
import re
from dataclasses import dataclass
from importlib import resources
from typing import Any

from songplays.engines.protocol import Reader, Rows
from songplays.errors import UsageError

FIELDS = ("definition", "denominator", "zone", "tables", "rows")


@dataclass(frozen=True, kw_only=True)
class Metric:
    """One question of the dashboard.

    name: what `explain` calls it.
    definition, denominator, zone: what the figure says, of how many, and in which time zone.
    tables: the warehouse tables it reads.
    grain: what one row behind it is.
    sql: the figure's SQL.
    """

    name: str
    title: str
    definition: str
    denominator: str
    zone: str
    tables: str
    grain: str
    sql: str

    @property
    def about_users(self) -> bool:
        """Whether each row behind the figure belongs to a user."""
        return "user_id" in self.sql

    @property
    def rows_sql(self) -> str:
        """The SQL of the rows behind the figure; the one parameter is a user id, or NULL for every user."""
        before_the_figure, _, _ = self.sql.partition("\nSELECT")
        of_one_user = "WHERE user_id = COALESCE(CAST(? AS BIGINT), user_id)\n" if self.about_users else ""
        # SELECT * of a CTE that names its columns itself.
        return f"{before_the_figure}\nSELECT *\nFROM rows_behind\n{of_one_user}ORDER BY 1, 2"


@dataclass(frozen=True, kw_only=True)
class Explanation:
    """A figure, what it means, and the rows it was made of (all of them, or one user's)."""

    metric: Metric
    figures: Rows
    rows: Rows


def explain(engine: Reader, name: str, user: int | None = None, *, limit: int | None = None) -> Explanation:
    """Return the metric called `name`, its figures over all users, and the rows behind them.

    user: only the rows of this user.
    limit: at most so many rows; all of them if None.
    UsageError when there is no such metric, or when a user is asked for and the metric is not about users.
    """
    metric = METRICS.get(name)
    if metric is None:
        raise UsageError(f"there is no metric {name!r} · {_nearest(name)}")
    if user is not None and not metric.about_users:
        raise UsageError(f"{name} is not about users: {metric.grain} is a row of it · leave the user out")
    parameters: tuple[Any, ...] = (user,) if metric.about_users else ()
    rows_sql = metric.rows_sql if limit is None else f"{metric.rows_sql}\nLIMIT {limit:d}"
    return Explanation(metric=metric, figures=engine.fetch(metric.sql), rows=engine.fetch(rows_sql, parameters))


def _nearest(name: str) -> str:
    nearest = difflib.get_close_matches(name, METRICS, n=1)
    return f"did you mean {nearest[0]}?" if nearest else f"choose one of: {', '.join(METRICS)}"


def _metric(name: str, sql: str) -> Metric:
    header = "\n".join(line.removeprefix("--").removeprefix(" ") for line in sql.splitlines() if line.startswith("--"))
    title, _, described = header.partition("\n")
    found = dict(re.findall(r"^(\w+): (.+(?:\n  .+)*)", described, flags=re.MULTILINE))
    definition, denominator, zone, tables, grain = (" ".join(found[field].split()) for field in FIELDS)
    return Metric(
        name=name,
        title=title,
        definition=definition,
        denominator=denominator,
        zone=zone,
        tables=tables,
        grain=grain,
        sql=sql,
    )


def _read_metrics() -> dict[str, Metric]:
    files = (file for file in resources.files(__name__).iterdir() if file.name.endswith(".sql"))
    return {
        name: _metric(name, file.read_text(encoding="utf-8"))
        for name, file in sorted((file.name.removesuffix(".sql"), file) for file in files)
    }


METRICS: dict[str, Metric] = _read_metrics()
"""Every metric by name, in alphabetical order."""

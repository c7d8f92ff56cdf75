"""The figures of a view as a table: the way to read a chart without seeing it."""

from collections.abc import Mapping, Sequence

from songplays.dashboard import us_states
from songplays.dashboard.figures import Row, total
from songplays.dashboard.layout import Column, Table
from songplays.dashboard.wording import count, number, share


def table(rows: Sequence[Row], names: Mapping[str, str], counts: Mapping[str, str]) -> Table:
    """Return the columns `names` and `counts` (column → title) of `rows`, counts with their thousands apart."""
    return Table(
        columns=[
            *(Column(title) for title in names.values()),
            *(Column(title, amount=True) for title in counts.values()),
        ],
        rows=[
            [
                *(str(row[column]) for column in names),
                *(count(row[column]) if isinstance(row[column], int) else str(row[column]) for column in counts),
            ]
            for row in rows
        ],
    )


def states_table(rows: Sequence[Row]) -> Table:
    """Return plays, share, users and rate of every place in `rows` of plays_by_state."""
    plays = total(rows, "plays")
    return Table(
        columns=[
            Column("State"),
            Column("Plays", amount=True),
            Column("Share", amount=True),
            Column("Users", amount=True),
            Column("Plays per million people", amount=True),
        ],
        rows=[
            [
                us_states.name(row["state"]),
                count(row["plays"]),
                share(row["plays"], plays),
                count(row["users"]),
                number(us_states.per_million(row)),
            ]
            for row in rows
        ],
    )


def spread_table(rows: Sequence[Row], column: str) -> Table:
    """Return the groups of a spread and how many users have each value of `column`."""
    return Table(
        columns=[
            Column("Group"),
            Column("Users in the group", amount=True),
            Column("Median", amount=True),
            Column("Mean", amount=True),
            Column(column.capitalize(), amount=True),
            Column("Users with that many", amount=True),
        ],
        rows=[
            [
                row["user_group"],
                count(row["users_in_group"]),
                number(row["median"]),
                number(row["mean"]),
                count(row[column]),
                count(row["users"]),
            ]
            for row in rows
        ],
    )


def targets_table(rows: Sequence[Row]) -> Table:
    """Return the upgrade targets, the one with the most plays first."""
    return Table(
        columns=[
            Column("User"),
            Column("Id", amount=True),
            Column("Plays", amount=True),
            Column("Sessions", amount=True),
            Column("Last play", amount=True),
        ],
        rows=[
            [
                " ".join(name for name in (row["first_name"], row["last_name"]) if name),
                str(row["user_id"]),
                count(row["plays"]),
                count(row["sessions"]),
                row["last_play"].date().isoformat(),
            ]
            for row in rows
        ],
    )

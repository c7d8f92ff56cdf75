"""A warehouse filled by hand: only the rows that a test is about."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from songplays.engines.duckdb import DuckDB
from songplays.engines.protocol import Rows
from songplays.warehouse.ddl import create_table
from songplays.warehouse.schema import CREATE_ORDER

CHROME = '"Mozilla/5.0 (Windows NT 6.1) Chrome/36.0"'
START = datetime(2018, 11, 1, 10)  # noqa: DTZ001 - the warehouse holds UTC without a zone


class HandMade:
    """Every table of the warehouse, and the rows that were put in."""

    def __init__(self, engine: DuckDB) -> None:
        """Create every table in the warehouse of `engine`."""
        self._engine = engine
        for table in CREATE_ORDER:
            engine.execute(create_table(table))

    @classmethod
    def of(cls, engine: DuckDB) -> "HandMade":
        """Return the hand for a warehouse that has its tables already."""
        warehouse = cls.__new__(cls)
        warehouse._engine = engine  # noqa: SLF001 - our own
        return warehouse

    def fetch(self, sql: str, parameters: Sequence[object] = ()) -> Rows:
        """Return the rows of a query."""
        return self._engine.fetch(sql, parameters)

    def execute(self, sql: str) -> None:
        """Run a statement."""
        self._engine.execute(sql)

    def insert(self, table: str, **values: object) -> None:
        """Insert one row."""
        columns = ", ".join(f'"{column}"' for column in values)
        marks = ", ".join("?" * len(values))
        self._engine.execute(f"INSERT INTO {table} ({columns}) VALUES ({marks})", list(values.values()))

    def user(self, user: int, level: str | None, first_name: str = "Ada") -> None:
        """Insert a user as of their newest event."""
        self.insert("users", user_id=user, first_name=first_name, last_name="Doe", level=level)

    def history(self, user: int, *runs: tuple[str | None, int, int]) -> None:
        """Insert a user's runs, oldest first: (level, sessions, plays)."""
        levels = [None, *(level for level, _, _ in runs), None]
        for place, (level, sessions, plays) in enumerate(runs):
            self.insert(
                "user_levels",
                user_id=user,
                index=len(runs) - place,
                previous=levels[place],
                current=level,
                next=levels[place + 2],
                sessions=sessions,
                play_count=plays,
                level_days=0,
                start_time=START + timedelta(days=place),
            )

    def session(  # noqa: PLR0913 - a session has that many sides
        self,
        user: int,
        session: int,
        plays: int,
        *,
        level: str | None = "free",
        start: datetime = START,
        location: str | None = "Fresno, CA",
        user_agent: str | None = CHROME,
        artist: str | None = "Björk",
        song: str | None = "Undo",
    ) -> None:
        """Insert a session and its plays, a minute apart, all of one song."""
        for item in range(plays):
            self.insert(
                "staging_events",
                file_id=1,
                line_number=session * 1000 + item,
                page="NextSong",
                user_id=user,
                session_id=session,
                item_in_session=item,
                ts=int((start + timedelta(minutes=item)).replace(tzinfo=UTC).timestamp() * 1000),
                artist=artist,
                song=song,
            )
            self.insert(
                "songplay",
                songplay_id=session * 1000 + item,
                start_time=start + timedelta(minutes=item),
                user_id=user,
                level=level,
                session_id=session,
                location=location,
                user_agent=user_agent,
                item_in_session=item,
            )
        self.insert(
            "user_sessions",
            user_id=user,
            session_id=session,
            level=level,
            start_time=start,
            play_count=plays,
            end_time=start + timedelta(minutes=plays - 1),
        )

    def load(self, load_id: int = 1, outcome: str = "published") -> None:
        """Insert a run that read nothing."""
        counts = ("files_new", "files_replaced", "files_gone", "lines", "loaded", "rejected", "duplicate", "blank")
        self.insert(
            "loads",
            load_id=load_id,
            started_at=START,
            finished_at=START + timedelta(days=load_id),
            version="1.2.3",
            outcome=outcome,
            full_refresh=False,
            shortened=0,
            repaired=0,
            **dict.fromkeys(counts, 0),
        )

    def file(self, file_id: int = 1, *, status: str = "loaded", source: str = "/bucket", **lines: int) -> None:
        """Insert a file version; `lines` says how many were loaded, rejected, duplicate and blank, and all of them."""
        fates = {"loaded": 0, "rejected": 0, "duplicate": 0, "blank": 0} | lines
        self.insert(
            "load_files",
            file_id=file_id,
            load_id=1,
            source=source,
            path=f"log_data/{file_id}.json",
            size=1,
            etag="x",
            loaded_at=START,
            table_name="staging_events",
            status=status,
            **({"lines": sum(fates.values())} | fates),
        )

    def three_users(self) -> None:
        """Insert a user who is free and came once, one who upgraded, and one who was always paid."""
        for user, level in ((1, "free"), (2, "paid"), (3, "paid")):
            self.user(user, level)
        self.insert("user_agents", user_agent=CHROME, browser="Chrome", os="Windows", device="desktop")
        day = timedelta(days=1)
        self.session(1, 11, 2)
        self.session(2, 21, 3, start=START + day)
        self.session(2, 22, 2, start=START + 2 * day, level="paid", location="New York-Newark, NY-NJ-PA")
        self.session(3, 31, 4, start=START + 3 * day, level="paid", location="London, UK", user_agent=None)
        self.history(1, ("free", 1, 2))
        self.history(2, ("free", 1, 3), ("paid", 1, 2))
        self.history(3, ("paid", 1, 4))
        self.load()
        self.file(loaded=11, rejected=1)

"""The steps of one run, as the pipeline calls them one after the other."""

import time
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from songplays import __version__, enrich
from songplays.engines.protocol import Engine, Landing, TooManyRejected
from songplays.errors import UsageError
from songplays.lake.source import SourceFile
from songplays.pipeline.terms import Budget, Feed, Listener, Report
from songplays.warehouse import changes, checks, ledger, models, schema
from songplays.warehouse.ddl import drop_table
from songplays.warehouse.error_files import write_error_file
from songplays.warehouse.load_errors import insert_errors
from songplays.warehouse.present import present_tables
from songplays.warehouse.table import Table

EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
"""No event is older: what seems so is a time in seconds, or no time at all."""

REPAIRED_COLUMNS = (
    (changes.EVENTS, ("artist", "song", "first_name", "last_name", "location")),
    (changes.SONGS, ("artist_name", "title", "artist_location")),
)


def _require_separable(uri: str, plan: ledger.Plan, known: Mapping[str, ledger.Version]) -> None:
    """Raise UsageError if a file was replaced whose rows cannot be told from those of others."""
    copied = [file.path for file, _ in plan.replaced if known[file.path].copied]
    if copied:
        files = "1 file was" if len(copied) == 1 else f"{len(copied):,} files were"
        raise UsageError(
            f"{files} replaced, such as {uri}/{copied[0]}; what COPY loaded straight from the source cannot be taken "
            "out file by file, so run again with --full-refresh ([S3] STAGING, once set, spares it from then on)"
        )


class Run:
    """The steps of one run, inside its transaction."""

    def __init__(
        self, engine: Engine, now: datetime, full_refresh: bool, listener: Listener, errors_folder: Path
    ) -> None:
        """Prepare a run at time `now`; nothing is read or written yet."""
        self.engine = engine
        self.now = now.astimezone(UTC).replace(tzinfo=None)
        self.latest = int((now + timedelta(days=1)).timestamp() * 1000)
        self.full_refresh = full_refresh
        self.listener = listener
        self.errors_folder = errors_folder
        self.report = Report()
        self._to_land: list[tuple[Feed, list[tuple[int, SourceFile]]]] = []

    def plan(self, feeds: Sequence[Feed]) -> None:
        """Compare sources with the ledger and write down what to land; the report gets a load_id if anything is."""
        report, plans = self.report, []
        for feed in feeds:
            uri = feed.source.uri
            known = ledger.held(self.engine, uri)
            plan = ledger.plan(feed.source.list(), known, full_refresh=self.full_refresh)
            outdated = [file_id for _, file_ids in plan.replaced for file_id in file_ids]
            withdrawn: list[str] = []
            if self.full_refresh:
                withdrawn = [path for path in plan.gone if known[path].copied]
                outdated += [file_id for path in withdrawn for file_id in known[path].file_ids]
                outdated += ledger.copied_together(self.engine, uri)
            else:
                _require_separable(uri, plan, known)
            plans.append((feed, plan, outdated))
            report.files_new += len(plan.new)
            report.files_replaced += len(plan.replaced)
            report.files_unchanged += plan.unchanged
            report.gone += [f"{uri}/{path}" for path in plan.gone if path not in withdrawn]
            report.withdrawn += [f"{uri}/{path}" for path in withdrawn]
        if not (report.files_new or report.files_replaced or report.files_unchanged or report.gone):
            places = " or ".join(feed.source.uri for feed in feeds)
            raise UsageError(f"no .json or .json.gz file in {places}; name where the files are with --source")
        if not report.files_new and not report.files_replaced:
            return
        report.load_id = self._next("loads", "load_id")
        for table in (*schema.CHANGED, *changes.temporary_tables()):
            self.engine.execute(drop_table(table))
            self.engine.create(table, temporary=True)
        # A run over its budget leaves errors of files that are not in the ledger; their ids are not used again.
        file_id = max(self._next("load_files", "file_id"), self._next("load_errors", "file_id"))
        for feed, plan, outdated in plans:
            files = list(enumerate(plan.to_load, start=file_id))
            file_id += len(files)
            self._write_down(feed, files, outdated)
            if files:
                self._to_land.append((feed, files))

    def land(self, budget: Budget) -> None:
        """Bring every file to land into its staging table, and count its lines.

        TooManyRejected if the database gave up, as there are more rejected lines than `budget` can allow.
        """
        report = self.report
        assert report.load_id  # noqa: S101 - plan() gave it
        most_rejected = budget.allowed_at_most([file for _, files in self._to_land for _, file in files])
        for feed, files in self._to_land:
            table, where = feed.table, f"from {feed.label} '{feed.source.uri}' into table {feed.table.name}"
            self.listener.say(f"Beginning copy {where}.")
            started = time.monotonic()
            self.listener.fetching(table.name, sum(file.size for _, file in files))
            earliest = int(EARLIEST.timestamp() * 1000)
            landing = Landing(
                table,
                feed.framing,
                feed.source,
                files,
                report.load_id,
                earliest=earliest,
                latest=self.latest,
                most_rejected=most_rejected,
            )
            landed = self.engine.land(landing, self.listener.fetched)
            self.listener.say(f"Completed copy {where} in {time.monotonic() - started:.2f} seconds.")
            if landed.unknown_keys:
                report.unknown_keys[table.name] = landed.unknown_keys
            self._refuse(table, landed.refused)
            self._tell_errors(report.load_id, table)
        (counts,) = self.engine.fetch(
            "SELECT COALESCE(SUM(lines), 0), COALESCE(SUM(rejected), 0), COALESCE(SUM(blank), 0) FROM landed_files"
        ).rows
        report.lines, report.rejected, report.blank = (int(count) for count in counts)
        ((report.shortened,),) = self.engine.fetch(
            "SELECT COUNT(*) FROM load_errors WHERE load_id = ? AND kind = 'shortened'", [report.load_id]
        ).rows

    def write_given_up(self, given_up: TooManyRejected) -> None:
        """Write down why a landing was given up: what is known of it is its rejected lines."""
        report = self.report
        report.load_id = self._next("loads", "load_id")
        report.lines = report.rejected = len(given_up.errors)
        insert_errors(self.engine, report.load_id, given_up.errors)
        self.write_load("over budget")
        self._tell_errors(report.load_id, given_up.table)

    def rebuild(self) -> None:
        """Withdraw what is replaced, settle duplicates and fill every model for the keys that changed."""
        engine = self.engine
        if self.full_refresh:
            engine.execute(
                "INSERT INTO changed_files SELECT file_id FROM load_files WHERE status = 'loaded' "
                "AND file_id NOT IN (SELECT file_id FROM replaced_files)"
            )
            for table in (*schema.MODELS, schema.REPAIRED_TEXT):
                engine.execute(f"DELETE FROM {table.name}")
        for subject in changes.SUBJECTS:
            changes.withdraw_replaced(engine, subject)
            changes.set_duplicates_aside(engine, subject)
        self._repair_text()
        changes.collect_changed_keys(engine)
        self._parse_user_agents()
        for table in schema.MODELS:
            self.listener.say(f"Inserting data into table {table.name}.")
            if table is schema.SONGPLAY:
                changes.withdraw_plays(engine)
            elif table is schema.TIME:
                engine.execute(changes.CHANGED_TIMES)
                engine.execute(changes.WITHDRAW_TIMES)
            else:
                changed, _ = checks.CHANGED_BY[table.name]
                key = checks.is_changed(table, table.name)
                engine.execute(f"DELETE FROM {table.name} USING {changed} AS changed WHERE {key}")
            columns = ", ".join(f'"{name}"' for name in table.column_names)
            engine.execute(f"INSERT INTO {table.name} ({columns}) {models.select(table)}")

    def write_ledger(self) -> None:
        """Write down each file version that is now in, and what became of the versions it replaced."""
        engine = self.engine
        engine.execute(
            "UPDATE load_files SET status = 'replaced' WHERE file_id IN (SELECT file_id FROM replaced_files)"
        )
        engine.execute(
            "INSERT INTO load_files (file_id, load_id, source, path, size, etag, lines, loaded, rejected, duplicate, "
            "blank, loaded_at, table_name, status) "
            "SELECT listed.file_id, ?, listed.source, listed.path, listed.size, listed.etag, "
            "COALESCE(landed.lines, 0), 0, COALESCE(landed.rejected, 0), 0, COALESCE(landed.blank, 0), ?, "
            "listed.table_name, listed.status "
            "FROM listed_files AS listed LEFT JOIN landed_files AS landed ON landed.file_id = listed.file_id",
            [self.report.load_id, self.now],
        )
        engine.execute("INSERT INTO recounted_files SELECT file_id FROM listed_files")
        for subject in changes.SUBJECTS:
            for column, table in (("loaded", subject.staging), ("duplicate", subject.duplicates)):
                engine.execute(changes.recount(subject.staging, table, column))
        ((loaded, duplicate),) = engine.fetch(
            "SELECT SUM(loaded), SUM(duplicate) FROM load_files WHERE load_id = ?", [self.report.load_id]
        ).rows
        self.report.loaded, self.report.duplicate = int(loaded), int(duplicate)

    @property
    def changes_most(self) -> bool:
        """Whether most of what the warehouse holds came with this run: then looking at all of it costs less."""
        ((held,),) = self.engine.fetch("SELECT SUM(lines) FROM load_files WHERE status = 'loaded'").rows
        return 2 * self.report.lines >= (held or 0)

    def forget_landed(self) -> None:
        """Take out what was landed, so that only the account of what was wrong with it stays."""
        for subject in changes.SUBJECTS:
            self.engine.execute(
                f"DELETE FROM {subject.staging.name} WHERE file_id IN (SELECT file_id FROM listed_files)"
            )

    def write_load(self, outcome: str) -> None:
        """Write down the run itself."""
        report = self.report
        values = {
            "load_id": report.load_id,
            "started_at": self.now,
            "finished_at": datetime.now(UTC).replace(tzinfo=None),
            "version": __version__,
            "outcome": outcome,
            "full_refresh": self.full_refresh,
            "files_new": report.files_new,
            "files_replaced": report.files_replaced,
            "files_gone": len(report.gone) + len(report.withdrawn),
            **{
                name: getattr(report, name)
                for name in ("lines", "loaded", "rejected", "duplicate", "blank", "shortened", "repaired")
            },
        }
        self.engine.insert("loads", list(values), [tuple(values.values())])

    def is_in_ledger(self) -> bool:
        """Tell whether this very run is written down as done; one that had nothing to load never is."""
        if not self.report.load_id or schema.LOADS.name not in present_tables(self.engine):
            return False
        found = self.engine.fetch(
            "SELECT 1 FROM loads WHERE load_id = ? AND started_at = ?", [self.report.load_id, self.now]
        )
        return bool(found.rows)

    def _write_down(self, feed: Feed, files: Sequence[tuple[int, SourceFile]], replaced: Sequence[int]) -> None:
        uri, table = feed.source.uri, feed.table.name
        self.engine.insert(
            "listed_files",
            ["file_id", "path", "size", "etag"],
            [(file_id, file.path, file.size, file.etag) for file_id, file in files],
        )
        self.engine.execute(
            "UPDATE listed_files SET filename = ? || '/' || path, source = ?, table_name = ?, status = 'loaded' "
            "WHERE source IS NULL",
            [uri, uri, table],
        )
        self.engine.execute("INSERT INTO changed_files SELECT file_id FROM listed_files WHERE table_name = ?", [table])
        self.engine.insert("replaced_files", ["file_id"], [(file_id,) for file_id in replaced])

    def _tell_errors(self, load_id: int, table: Table) -> None:
        """Write the errors of a load of `table` into their file, and say how many there are."""
        errors, path = write_error_file(self.engine, load_id, table, self.errors_folder)
        if errors:
            counted = "1 error" if errors == 1 else f"{errors:,} errors"
            self.listener.say(f"{counted} occured loading into table {table.name}; see {path.name}.")
        else:
            self.listener.say(f"No errors occured loading into table {table.name}.")

    def _refuse(self, table: Table, refused: dict[int, str]) -> None:
        """Record files of which nothing could be read; what an earlier version of them brought stays in."""
        for file_id, reason in refused.items():
            self.engine.execute("UPDATE listed_files SET status = 'refused' WHERE file_id = ?", [file_id])
            self.engine.execute(
                "INSERT INTO load_errors (load_id, table_name, filename, line_number, column_name, kind, err_reason, "
                '"raw", full_bytes, file_id) '
                "SELECT ?, ?, filename, 0, '(file)', 'rejected', ?, NULL, size, file_id FROM listed_files "
                "WHERE file_id = ?",
                [self.report.load_id, table.name, reason, file_id],
            )
            self.engine.execute(
                "DELETE FROM replaced_files WHERE file_id IN (SELECT earlier.file_id FROM load_files AS earlier "
                "JOIN listed_files AS listed ON listed.source = earlier.source AND listed.path = earlier.path "
                "WHERE listed.file_id = ?)",
                [file_id],
            )
            ((filename,),) = self.engine.fetch("SELECT filename FROM listed_files WHERE file_id = ?", [file_id]).rows
            self.report.refused[filename] = reason

    def _repair_text(self) -> None:
        """Add the double-encoded values that came with this run to repaired_text."""
        queries = [
            f"SELECT value FROM ({changes.came_or_went(subject, column)}) AS came (value) "
            "WHERE byte_length(value) > LENGTH(value)"
            for subject, columns in REPAIRED_COLUMNS
            for column in columns
        ]
        found = self.engine.fetch(
            f"SELECT found.value FROM ({' UNION '.join(queries)}) AS found "
            'LEFT JOIN repaired_text AS known ON known."raw" = found.value WHERE known."raw" IS NULL'
        ).rows
        repaired = [(raw, meant) for (raw,) in found if (meant := enrich.repaired(raw)) is not None]
        self.engine.insert("repaired_text", schema.REPAIRED_TEXT.column_names, repaired)
        self.report.repaired = len(repaired)

    def _parse_user_agents(self) -> None:
        """Fill changed_user_agents with those not known yet, and those that may have left."""
        came_or_went = changes.came_or_went(changes.EVENTS, "user_agent")
        found = self.engine.fetch(
            f"SELECT DISTINCT touched.user_agent FROM ({came_or_went}) AS touched "
            "LEFT JOIN user_agents AS known ON known.user_agent = touched.user_agent "
            f"LEFT JOIN {changes.EVENTS.withdrawn} AS gone ON gone.user_agent = touched.user_agent "
            "WHERE known.user_agent IS NULL OR gone.user_agent IS NOT NULL"
        ).rows
        self.engine.insert(
            "changed_user_agents",
            schema.USER_AGENTS.column_names,
            [(user_agent, *enrich.parsed(user_agent)) for (user_agent,) in found],
        )

    def _next(self, table: str, column: str) -> int:
        ((highest,),) = self.engine.fetch(f"SELECT COALESCE(MAX({column}), 0) FROM {table}").rows
        return int(highest) + 1

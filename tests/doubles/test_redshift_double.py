"""The stand-in for Redshift takes what Redshift takes, and nothing else."""

import json
import socket
from contextlib import closing
from datetime import datetime

import duckdb
import pytest
from redshift_connector.core import Connection
from redshift_connector.error import Error, ProgrammingError

from doubles.driver import connect, run
from doubles.redshift.server import PASSWORD, ROLE, USER, RedshiftDouble
from doubles.s3 import S3Server

pytestmark = pytest.mark.skipif(not hasattr(socket, "AF_UNIX"), reason="its Postgres listens on a Unix socket")


def test_driver_reads_and_writes(connection: Connection) -> None:
    """The official driver connects over TLS, binds values and reads them back."""
    run(connection, "CREATE TABLE songs (song_id VARCHAR(18), duration DOUBLE PRECISION)")
    run(connection, "INSERT INTO songs VALUES (?, ?), (?, ?)", "SO1", 1.5, "SO2", None)

    assert [["SO1", 1.5], ["SO2", None]] == run(connection, "SELECT song_id, duration FROM songs ORDER BY song_id")


@pytest.mark.parametrize(
    ("user", "password", "message"),
    [
        (USER, "wrong", "password authentication failed"),
        ("nobody", PASSWORD, "password authentication failed"),
    ],
)
def test_wrong_password_stays_out(cluster: RedshiftDouble, user: str, password: str, message: str) -> None:
    """Nobody gets in without a password that is theirs."""
    with pytest.raises(Error, match=message):
        connect(cluster, user=user, password=password)


def test_temporary_credentials_get_in(cluster: RedshiftDouble) -> None:
    """A user with IAM's temporary password is called IAM:name."""
    cluster.passwords["IAM:loader"] = "temporary"
    with closing(connect(cluster, user="IAM:loader", password="temporary")) as connection:  # noqa: S106
        assert [[1]] == run(connection, "SELECT 1")


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT raw FROM t",
        "CREATE TABLE t (raw BIGINT)",
        "SELECT COUNT(*) FILTER (WHERE a > 0) FROM t",
        "SELECT ARRAY[a] FROM t",
        "SELECT a FROM t WHERE a IS NOT DISTINCT FROM 1",
        "SELECT a FROM t WHERE a IS DISTINCT FROM 1",
        "INSERT INTO t VALUES (1) ON CONFLICT DO NOTHING",
        "INSERT INTO t VALUES (1) RETURNING a",
        "SELECT to_char(a, '9') FROM t",
        "SELECT generate_series(1, a) FROM t",
        "SELECT pg_sleep(1)",
        "DELETE FROM t USING (SELECT 1 AS b) AS gone WHERE t.a = gone.b",
        "DELETE FROM t; DELETE FROM t",
        "CREATE INDEX i ON t (a)",
        "CREATE TABLE u (a JSONB)",
        "CREATE TABLE u (a VARCHAR(65536))",
        "CREATE TABLE u (a BIGINT) DISTSTYLE EVEN DISTKEY (a)",
        "CREATE TABLE u (a BIGINT) SORTKEY (b)",
        "CREATE TABLE u (a BIGINT) PARTITION BY RANGE (a)",
        "VACUUM t",
        "SET work_mem TO 1",
        "COPY t FROM 's3://lake/m' IAM_ROLE 'arn:aws:iam::123456789012:role/songplays' FORMAT AS PARQUET",
        "COPY t FROM 's3://lake/m' FORMAT AS PARQUET MANIFEST",
        "COPY t FROM 's3://lake/m' IAM_ROLE 'arn:aws:iam::123456789012:role/x' FORMAT AS PARQUET MANIFEST REGION 'a'",
        "COPY t FROM 's3://lake/m' IAM_ROLE 'arn:aws:iam::123456789012:role/x' FORMAT AS PARQUET MANIFEST MAXERROR 1",
        "COPY t FROM STDIN",
    ],
)
def test_refuses_what_redshift_would_not_take(connection: Connection, sql: str) -> None:
    """What Redshift does not have, or the stand-in does not know, is an error and loses the transaction."""
    run(connection, "CREATE TABLE t (a BIGINT)")
    run(connection, "BEGIN")
    with pytest.raises(ProgrammingError, match=r"42601|42703"):
        run(connection, sql)
    with pytest.raises(ProgrammingError, match="25P02"):
        run(connection, "SELECT 1")
    run(connection, "ROLLBACK")


def test_layout_is_kept(connection: Connection) -> None:
    """How a table is to lie on the nodes can be read back; keys are not enforced."""
    run(
        connection,
        "CREATE TABLE plays (id BIGINT ENCODE AZ64 PRIMARY KEY, at TIMESTAMP, PRIMARY KEY (id)) "
        'DISTSTYLE KEY DISTKEY ("id") COMPOUND SORTKEY ("at", "id")',
    )
    run(connection, "INSERT INTO plays VALUES (1, NULL), (1, NULL)")

    assert [["id", "az64", True, 2, "KEY"], ["at", "none", False, 1, "KEY"]] == run(
        connection, 'SELECT "column", "encoding", distkey, sortkey, diststyle FROM pg_table_def'
    )


def test_varchar_counts_bytes(connection: Connection) -> None:
    """A VARCHAR(3) holds three bytes, not three characters."""
    run(connection, "CREATE TABLE t (a VARCHAR(3))")
    run(connection, "INSERT INTO t VALUES (?)", "abc")
    with pytest.raises(ProgrammingError, match="check constraint"):
        run(connection, "INSERT INTO t VALUES (?)", "äöü")


def test_truncate_commits(connection: Connection) -> None:
    """TRUNCATE ends the transaction, so nothing before it can be rolled back."""
    run(connection, "CREATE TABLE t (a BIGINT)")
    run(connection, "CREATE TABLE u (a BIGINT)")
    run(connection, "BEGIN")
    run(connection, "INSERT INTO u VALUES (1)")
    run(connection, "TRUNCATE t")
    run(connection, "ROLLBACK")
    assert [[1]] == run(connection, "SELECT a FROM u")


def test_sql_functions_can_be_taught(connection: Connection) -> None:
    """A function is unknown until it is created."""
    with pytest.raises(ProgrammingError, match="42601"):
        run(connection, "SELECT byte_length('ä')")
    run(
        connection,
        "CREATE FUNCTION byte_length (VARCHAR) RETURNS INTEGER IMMUTABLE AS $$ SELECT OCTET_LENGTH($1) $$ LANGUAGE sql",
    )
    assert [[2]] == run(connection, "SELECT byte_length('ä')")


def put(s3: S3Server, name: str, sql: str) -> dict[str, object]:
    """Write the rows of a query to the bucket as Parquet; return its entry in a manifest."""
    place = s3.root / "lake" / name
    with duckdb.connect() as writer:
        writer.execute(f"COPY ({sql}) TO '{place}' (FORMAT parquet)")
    return {"url": f"s3://lake/{name}", "mandatory": True, "meta": {"content_length": place.stat().st_size}}


def copied(connection: Connection, s3: S3Server, *entries: dict[str, object], role: str = ROLE) -> None:
    """COPY what a manifest of `entries` lists into the table ``t``."""
    (s3.root / "lake" / "manifest").write_text(json.dumps({"entries": entries}))
    run(connection, f"COPY t FROM 's3://lake/manifest' IAM_ROLE '{role}' FORMAT AS PARQUET MANIFEST")


def test_copy_loads_what_the_manifest_lists(connection: Connection, s3: S3Server) -> None:
    """COPY loads each Parquet file of the manifest, values as they are, NULL and '' apart."""
    run(connection, "CREATE TABLE t (a BIGINT, b VARCHAR(20), c DOUBLE PRECISION, d TIMESTAMP)")
    one = put(s3, "one.parquet", "SELECT 1::BIGINT, 'tab\t\\N', 0.1::DOUBLE, TIMESTAMP '2018-11-01 20:57:10.796'")
    other = put(s3, "other.parquet", "SELECT 2::BIGINT, '', NULL::DOUBLE, NULL::TIMESTAMP")
    put(s3, "unlisted.parquet", "SELECT 3::BIGINT, '', NULL::DOUBLE, NULL::TIMESTAMP")
    copied(connection, s3, one, other)
    moment = datetime.fromisoformat("2018-11-01 20:57:10.796")
    assert [[1, "tab\t\\N", 0.1, moment], [2, "", None, None]] == run(connection, "SELECT a, b, c, d FROM t ORDER BY a")


def test_copy_is_all_or_nothing(connection: Connection, s3: S3Server) -> None:
    """If one file does not fit or is not there, nothing of any is loaded."""
    run(connection, "CREATE TABLE t (a BIGINT)")
    good = put(s3, "good.parquet", "SELECT 1::BIGINT")
    for bad in (
        put(s3, "narrow.parquet", "SELECT 1::INTEGER"),
        put(s3, "wide.parquet", "SELECT 1::BIGINT, 2::BIGINT"),
        {"url": "s3://lake/absent.parquet", "mandatory": True, "meta": {"content_length": 1}},
        {"url": good["url"], "mandatory": True},
    ):
        with pytest.raises(ProgrammingError, match="XX000"):
            copied(connection, s3, good, bad)
    assert [] == run(connection, "SELECT a FROM t")


def test_copy_needs_the_role(connection: Connection, s3: S3Server) -> None:
    """COPY reads with the role that it is given, which must be the cluster's."""
    run(connection, "CREATE TABLE t (a BIGINT)")
    with pytest.raises(ProgrammingError, match="not authorized"):
        copied(connection, s3, put(s3, "a.parquet", "SELECT 1::BIGINT"), role=ROLE.replace("songplays", "other"))


def test_copy_belongs_to_the_transaction(connection: Connection, s3: S3Server) -> None:
    """What COPY loaded in a transaction is gone when that is rolled back."""
    run(connection, "CREATE TABLE t (a BIGINT)")
    run(connection, "BEGIN")
    copied(connection, s3, put(s3, "a.parquet", "SELECT 1::BIGINT"))
    assert [[1]] == run(connection, "SELECT a FROM t")
    run(connection, "ROLLBACK")
    assert [] == run(connection, "SELECT a FROM t")

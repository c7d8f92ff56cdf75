"""What a COPY of JSON tells its client and the system tables, as Redshift's documentation has it."""

import socket
from contextlib import closing
from dataclasses import replace

import pytest
from redshift_connector.error import ProgrammingError

from doubles.driver import connect
from doubles.lake_of_json import Lake
from doubles.redshift.server import ROLE, RedshiftDouble

pytestmark = pytest.mark.skipif(not hasattr(socket, "AF_UNIX"), reason="its Postgres listens on a Unix socket")

FAILED = "Load into table 't' failed.  Check 'stl_load_errors' system table for details."


@pytest.mark.parametrize(
    ("max_error", "wrong", "loads"),
    [
        ("", 1, False),
        ("MAXERROR 0", 1, False),
        ("MAXERROR 1", 1, False),
        ("MAXERROR 2", 1, True),
        ("MAXERROR 2", 2, False),
    ],
)
def test_load_fails_at_maxerror(lake: Lake, max_error: str, wrong: int, loads: bool) -> None:
    """A load fails when as many records of all files have failed as MAXERROR says; else the others are loaded."""
    lake.run("CREATE TABLE t (a BIGINT)")
    files = ['{"a": 1}', *['{"a": "x"}'] * wrong, '{"a": 2}']
    if loads:
        lake.copy(*files, options=f"JSON 'auto' {max_error}")
    else:
        assert lake.refused(*files, options=f"JSON 'auto' {max_error}") == FAILED
    assert ([[1], [2]] if loads else []) == lake.run("SELECT a FROM t ORDER BY a")


def test_client_is_told_of_both(lake: Lake) -> None:
    """A COPY tells how many records it has loaded, and how many it could not load."""
    lake.run("CREATE TABLE t (a BIGINT)")
    lake.copy('{"a": 1}{"a": 2}', '{"a": "x"}', options="JSON 'auto' MAXERROR 2")
    look = "Check 'stl_load_errors' system table for details."
    assert [
        "Load into table 't' completed, 2 record(s) loaded successfully.",
        f"Load into table 't' completed, 1 record(s) could not be loaded.  {look}",
    ] == lake.notices()


def test_load_errors_can_be_read(lake: Lake) -> None:
    """STL_LOAD_ERRORS tells file, line, column, type, text and value of what failed; what is not ASCII is a dot."""
    lake.run("CREATE TABLE t (a VARCHAR(4), b INTEGER)")
    one, other = lake.copy('{"a": "ä",\n"b": "1x"}', '\n{"a": "abcde"}', options="JSON 'auto' MAXERROR 3")
    reason = "Invalid digit, Value 'x', Pos 1, Type: Integer"
    assert [
        [one, 2, "b", "int4", "", 1, '{"a": ".",\n"b": "1x"}', "1x", 1207, reason],
        [other, 2, "a", "varchar", "4", 0, '{"a": "abcde"}', "abcde", 1204, "String length exceeds DDL length"],
    ] == lake.run(
        "SELECT TRIM(filename), line_number, TRIM(colname), TRIM(type), TRIM(col_length), position, TRIM(raw_line), "
        "TRIM(raw_field_value), err_code, TRIM(err_reason) FROM stl_load_errors WHERE query = pg_last_copy_id() "
        "ORDER BY filename"
    )


def test_raw_line_is_cut(lake: Lake) -> None:
    """A raw line has 1,024 characters, the name of a file 256."""
    lake.run("CREATE TABLE t (a BIGINT)")
    name = lake.put('{"a": "' + "x" * 2000 + '"}', "n" * 250)
    lake.run(f"COPY t FROM '{lake.manifest({'url': name})}' IAM_ROLE '{ROLE}' MANIFEST JSON 'auto' MAXERROR 2")
    assert [[1024, 1024, name[:256]]] == lake.run(
        "SELECT LENGTH(raw_line), LENGTH(raw_field_value), TRIM(filename) FROM stl_load_errors"
    )


def test_error_detail_has_no_text(lake: Lake) -> None:
    """SYS_LOAD_ERROR_DETAIL tells the same but for the text of the line, and is there on Serverless too."""
    lake.run("CREATE TABLE t (b INTEGER)")
    (uri,) = lake.copy('{"b": 1.5}', options="JSON 'auto' MAXERROR 2")
    reason = "Invalid digit, Value '.', Pos 1, Type: Integer"
    assert [[uri, 1, "b", "int4", "", 1, 1207, reason, "dev"]] == lake.run(
        "SELECT TRIM(file_name), line_number, TRIM(column_name), TRIM(column_type), TRIM(column_length), position, "
        "error_code, TRIM(error_message), TRIM(database_name) FROM sys_load_error_detail "
        "WHERE query_id = pg_last_copy_id()"
    )
    with pytest.raises(ProgrammingError, match="42703"):
        lake.run("SELECT raw_line FROM sys_load_error_detail")


def test_errors_survive_the_rollback(lake: Lake) -> None:
    """What a failed load tells is there when the transaction is not, under the number of that load."""
    lake.run("CREATE TABLE t (b INTEGER)")
    lake.run("BEGIN")
    lake.copy('{"b": 1}')
    lake.refused('{"b": "x"}')
    lake.run("ROLLBACK")
    assert [[1207]] == lake.run("SELECT error_code FROM sys_load_error_detail WHERE query_id = pg_last_copy_id()")
    assert [[0]] == lake.run("SELECT pg_last_copy_count()")


def test_errors_can_be_read_within_the_transaction(lake: Lake) -> None:
    """What a load tells that did not fail can be read before its transaction is committed, and kept in a table."""
    lake.run("CREATE TABLE t (b INTEGER)")
    lake.run("CREATE TABLE kept (file_name VARCHAR(256), line_number BIGINT)")
    lake.run("BEGIN")
    (uri,) = lake.copy('{"b": "x"}{"b": 1}', options="JSON 'auto' MAXERROR 2")
    lake.run(
        "INSERT INTO kept SELECT TRIM(file_name), line_number FROM sys_load_error_detail "
        "WHERE query_id = pg_last_copy_id()"
    )
    lake.run("COMMIT")
    assert [[uri, 1]] == lake.run("SELECT file_name, line_number FROM kept")


def test_files_are_told(lake: Lake) -> None:
    """SYS_LOAD_DETAIL and STL_LOAD_COMMITS tell each file that was read, its bytes and lines, whatever was loaded."""
    lake.run("CREATE TABLE t (a BIGINT)")
    one, other = lake.copy('{"a": 1}\n{"a": "x"}\n', '{"a":\n2}', options="JSON 'auto' MAXERROR 2")
    assert [[one, 20, 2], [other, 8, 2]] == lake.run(
        "SELECT TRIM(file_name), bytes_scanned, lines_scanned FROM sys_load_detail "
        "WHERE query_id = pg_last_copy_id() ORDER BY file_name"
    )
    assert [[one, 2, "json"], [other, 2, "json"]] == lake.run(
        "SELECT TRIM(filename), lines_scanned, LOWER(TRIM(file_format)) FROM stl_load_commits "
        "WHERE query = pg_last_copy_id() ORDER BY filename"
    )


def test_replacements_are_told(lake: Lake) -> None:
    """A record that ACCEPTINVCHARS changed is told with its first such column; at most 100 are, but all are counted."""
    lake.run("CREATE TABLE t (a VARCHAR(9), b VARCHAR(9))")
    (uri,) = lake.copy(
        b'{"a": "x"}\n' + b'{"a": "x", "b": "\xff", "c": 1}\n' * 101, options="JSON 'auto' ACCEPTINVCHARS"
    )
    told = "SELECT COUNT(*), MIN({}), MIN(line_number), MIN(TRIM({})), MIN(TRIM(raw_line)) FROM {}"
    row = [100, uri, 2, "b", '{"a": "x", "b": ".", "c": 1}']
    assert [row] == lake.run(told.format("TRIM(file_name)", "column_name", "sys_copy_replacements"))
    assert [row] == lake.run(told.format("TRIM(filename)", "colname", "stl_replacements"))
    assert "completed, 101 record(s) were loaded with replacements" in lake.notices()[-1]


def test_history_has_one_row_for_each_copy(lake: Lake) -> None:
    """SYS_LOAD_HISTORY tells of each COPY how it ended, its rows, files and errors."""
    lake.run("CREATE TABLE t (a BIGINT)")
    lake.copy('{"a": 1}', '{"a": "x"}', '{"a": 2}', options="JSON 'auto' MAXERROR 2")
    lake.refused('{"a": 3}{"a": "x"}')
    assert [["completed", "t", "json", 2, 3, 1, True], ["aborted", "t", "json", 0, 1, 1, True]] == lake.run(
        "SELECT status, table_name, file_format, loaded_rows, source_file_count, error_count, end_time >= start_time "
        "FROM sys_load_history ORDER BY query_id"
    )


def test_last_copy_is_of_the_session(lake: Lake, cluster: RedshiftDouble) -> None:
    """PG_LAST_COPY_ID is -1 before the session's first COPY, and as before when a COPY is rolled back or not begun."""
    last = "SELECT pg_last_copy_id(), pg_last_copy_count()"
    assert [[-1, 0]] == lake.run(last)
    lake.run("CREATE TABLE t (a BIGINT)")
    lake.copy('{"a": 1}{"a": 2}')
    ((first, rows),) = lake.run(last)
    assert first != -1
    assert 2 == rows
    lake.refused('{"a": 3}', options="CSV")
    lake.refused('{"a": 3}', options="JSON 's3://lake/absent'")
    lake.refused('{"a": 3}', table="t (b)")
    lake.run("BEGIN")
    lake.copy('{"a": 3}')
    assert [[first, 2]] != lake.run(last)
    lake.run("ROLLBACK")
    assert [[first, 2]] == lake.run(last)
    with closing(connect(cluster)) as other:
        assert [[-1, 0]] == replace(lake, connection=other).run(last)


def test_serverless_has_no_stl_tables(lake: Lake, cluster: RedshiftDouble, monkeypatch: pytest.MonkeyPatch) -> None:
    """On Serverless the SYS views tell of errors, and STL tables may not be read."""
    lake.run("CREATE TABLE t (a BIGINT)")
    monkeypatch.setattr(cluster, "serverless", True)
    with closing(connect(cluster)) as connection:
        workgroup = replace(lake, connection=connection)
        assert FAILED.replace("stl_load_errors", "sys_load_error_detail") == workgroup.refused('{"a": "x"}')
        assert [[1207]] == workgroup.run("SELECT error_code FROM sys_load_error_detail")
        with pytest.raises(ProgrammingError, match="42501"):
            workgroup.run("SELECT err_code FROM STL_LOAD_ERRORS")


def test_column_names_are_lower_case(lake: Lake) -> None:
    """A column's name is lower-case whatever CREATE TABLE says, so auto does not find a key with capitals."""
    lake.run('CREATE TABLE t (firstName VARCHAR(9), "lastName" VARCHAR(9))')
    lake.copy('{"firstName": "x", "lastname": "y"}')
    assert [[None, "y"]] == lake.run("SELECT firstname, lastname FROM t")

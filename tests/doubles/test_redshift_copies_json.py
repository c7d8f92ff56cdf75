"""COPY of JSON takes, converts and refuses what Redshift's documentation says; the stand-in's docstrings name pages."""

import gzip
import socket
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime

import pytest
from redshift_connector.core import Connection
from redshift_connector.error import ProgrammingError

from doubles.driver import connect, run
from doubles.lake_of_json import Lake
from doubles.redshift.server import ROLE, RedshiftDouble
from doubles.s3 import S3Server

LAST = "query_id = pg_last_copy_id()"

pytestmark = pytest.mark.skipif(not hasattr(socket, "AF_UNIX"), reason="its Postgres listens on a Unix socket")


@pytest.fixture(scope="module")
def database(cluster: RedshiftDouble) -> Iterator[Connection]:
    """Return a connection for all tests here: an empty database for each would take most of the time."""
    cluster.make_empty()
    with closing(connect(cluster)) as connection:
        yield connection


@pytest.fixture
def lake(s3: S3Server, database: Connection) -> Lake:
    """Return the bucket, and a database without the table ``t``."""
    run(database, "DROP TABLE IF EXISTS t")
    return Lake(s3, database)


@pytest.mark.parametrize(
    "content",
    [
        '{"a": 1}\n{"a": 2}\n',
        '{"a": 1}\n{"a": 2}',
        '{"a": 1}{"a": 2}',
        '\n\n{"a": 1}\r\n \t\n{"a": 2}\n\n',
        '{\n  "a":\n  1\n}\n{\n  "a": 2}',
    ],
)
def test_objects_follow_one_another(lake: Lake, content: str) -> None:
    """Each object is a row, however the objects and their parts are spread over lines."""
    lake.run("CREATE TABLE t (a BIGINT)")
    lake.copy(content)
    assert [[1], [2]] == lake.run("SELECT a FROM t ORDER BY a")


@pytest.mark.parametrize(
    ("option", "row"),
    [
        ("'auto'", [1, None]),
        ("", [1, None]),
        ("AS 'auto'", [1, None]),
        ("'auto ignorecase'", [1, "x"]),
    ],
)
def test_auto_matches_keys_to_columns(lake: Lake, option: str, row: list[object]) -> None:
    """Keys go to the columns of their names, with or without their case; other keys are left out, missing ones NULL."""
    lake.run("CREATE TABLE t (id BIGINT, firstname VARCHAR(9))")
    lake.copy('{"firstName": "x", "other": {"id": 7}, "id": 1}', options=f"FORMAT AS JSON {option}")
    assert [row] == lake.run("SELECT id, firstname FROM t")


@pytest.mark.parametrize(
    "paths",
    [
        """["$['Id']", "$['in']['b']", "$['list'][1]"]""",
        """["$.Id", "$.in.b", "$.list[1]"]""",
    ],
)
def test_jsonpaths_pick_by_place(lake: Lake, paths: str) -> None:
    """A jsonpaths file picks values, in brackets or with dots, for the columns in order; what is missing is NULL."""
    lake.run("CREATE TABLE t (c BIGINT, b VARCHAR(9), a BIGINT)")
    uri = lake.put(f'{{"jsonpaths": {paths}}}')
    lake.copy(
        '{"Id": 1, "in": {"b": "x"}, "list": [4, 5]}{"list": [6, 7]}', options=f"JSON '{uri}'", table="t (a, b, c)"
    )
    assert [[1, "x", 5], [None, None, 7]] == lake.run("SELECT a, b, c FROM t ORDER BY c")


def test_jsonpaths_read_arrays(lake: Lake) -> None:
    """With a jsonpaths file, an array is a row too."""
    lake.run("CREATE TABLE t (a BIGINT, b VARCHAR(9))")
    uri = lake.put('{"jsonpaths": ["$[1]", "$[0]"]}')
    lake.copy('["x", 1]["y", 2]', options=f"JSON '{uri}'")
    assert [[1, "x"], [2, "y"]] == lake.run("SELECT a, b FROM t ORDER BY a")


def test_jsonpaths_under_another_name_are_none(lake: Lake) -> None:
    """If the file's key is not jsonpaths, COPY does as for auto."""
    lake.run("CREATE TABLE t (a BIGINT)")
    lake.copy('{"a": 1, "b": 2}', options=f"""JSON '{lake.put('{"paths": ["$.b"]}')}'""")
    assert [[1]] == lake.run("SELECT a FROM t")


@pytest.mark.parametrize(
    ("file", "message"),
    [
        (
            '{"jsonpaths": ["$.a", "$.b"]}',
            "Number of jsonpaths and the number of columns should match. JSONPath size: 2",
        ),
        ('{"jsonpaths": ["$.a"', "Invalid JSONPath format"),
        ('{"jsonpaths": ["$.a"]} {}', "Invalid JSONPath format"),
        ('[["$.a"]]', "Invalid JSONPath format"),
        ('{"jsonpaths": [""]}', "Invalid JSONPath format"),
        ('{"jsonpaths": [1]}', "Invalid JSONPath format"),
        ('{"jsonpaths": ["$[\'a\'].b"]}', "Invalid JSONPath format"),
        ('{"jsonpaths": ["$.*"]}', "Invalid JSONPath format"),
        ('{"jsonpaths": ["a"]}', "Invalid JSONPath format"),
    ],
)
def test_wrong_jsonpaths_fail(lake: Lake, file: str, message: str) -> None:
    """MAXERROR does not apply to the jsonpaths file: what is wrong there fails the COPY."""
    lake.run("CREATE TABLE t (a BIGINT)")
    assert lake.refused('{"a": 1}', options=f"JSON '{lake.put(file)}' MAXERROR 10").startswith(message)


MOMENT = datetime(2018, 11, 1, 20, 57, 10, 796000)  # noqa: DTZ001 - TIMESTAMP has no time zone


@pytest.mark.parametrize(
    ("kind", "options", "told", "value"),
    [
        ("VARCHAR(99)", "", "null", None),
        ("VARCHAR(99)", "", '"x\\ty\\\\\\n\\u00e4"', "x\ty\\\nä"),
        ("VARCHAR(99)", "", "4.6", "4.6"),
        ("VARCHAR(99)", "", "1540919166796.0", "1540919166796.0"),
        ("VARCHAR(99)", "", "true", "true"),
        ("VARCHAR(99)", "", '["nisi",\n "ad", 1.50]', '["nisi","ad",1.50]'),
        ("VARCHAR(99)", "", '{"id":0,\n "name": "Renaldo"}', '{"id": 0,"name": "Renaldo"}'),
        ("VARCHAR(99)", "", '""', ""),
        ("VARCHAR(99)", "EMPTYASNULL", '""', None),
        ("VARCHAR(99)", "EMPTYASNULL", '" "', " "),
        ("VARCHAR(99)", "BLANKSASNULL", '" \\t "', None),
        ("VARCHAR(99)", "BLANKSASNULL", '""', ""),
        ("VARCHAR(99)", "BLANKSASNULL", '"\u00a0"', "\u00a0"),
        ("VARCHAR(99)", "", '"\ufffe\ufdd0"', "\ufffe\ufdd0"),
        ("VARCHAR(99)", "ACCEPTINVCHARS", '"a\ufffe\U0001ffffb"', "a???????b"),
        ("VARCHAR(4)", "", '"ää"', "ää"),
        ("VARCHAR(3)", "TRUNCATECOLUMNS", '"ää"', "ä"),
        ("VARCHAR(3)", "TRUNCATECOLUMNS", '"abcd"', "abc"),
        ("BIGINT", "", '"12"', 12),
        ("BIGINT", "", "-9223372036854775808", -(2**63)),
        ("INTEGER", "", '""', None),
        ("INTEGER", "", '"  "', None),
        ("DOUBLE PRECISION", "", "1540919166796.0", 1540919166796.0),
        ("DOUBLE PRECISION", "", '"1e3"', 1000.0),
        ("DOUBLE PRECISION", "", "7", 7.0),
        ("BOOLEAN", "", "true", True),
        ("BOOLEAN", "", '"F"', False),
        ("BOOLEAN", "", "1", True),
        ("TIMESTAMP", "TIMEFORMAT 'epochmillisecs'", "1541105830796", MOMENT),
        ("TIMESTAMP", "TIMEFORMAT AS 'epochmillisecs'", '"1541105830796"', MOMENT),
        ("TIMESTAMP", "TIMEFORMAT 'epochsecs'", "1541105830", MOMENT.replace(microsecond=0)),
        ("TIMESTAMP", "TIMEFORMAT 'auto'", '"2018-11-01T20:57:10.796Z"', MOMENT),
        ("TIMESTAMP", "", '"2018-11-01 20:57:10"', MOMENT.replace(microsecond=0)),
    ],
)
def test_values_become_the_columns_type(lake: Lake, kind: str, options: str, told: str, value: object) -> None:
    """A JSON value is converted to the type of its column."""
    lake.run(f"CREATE TABLE t (a {kind})")
    lake.copy(f'{{"a": {told}}}', options=f"JSON 'auto' {options}")
    assert [[value]] == lake.run("SELECT a FROM t")


@pytest.mark.parametrize(
    ("kind", "options", "told", "code", "reason"),
    [
        ("VARCHAR(3)", "", b'"\xc3\xa4\xc3\xa4"', 1204, "String length exceeds DDL length"),
        ("VARCHAR(9)", "", b'"a\xe9b"', 1220, "String contains invalid or unsupported UTF-8 codepoints"),
        ("VARCHAR(9)", "", b'"\\u0000"', 1220, "String contains invalid or unsupported UTF-8 codepoints"),
        ("VARCHAR(9)", "", b'"\\ud83d"', 1220, "String contains invalid or unsupported UTF-8 codepoints"),
        ("VARCHAR(9) NOT NULL", "", b"null", 1213, "Missing data for not-null field"),
        ("VARCHAR(9) NOT NULL", "EMPTYASNULL", b'""', 1213, "Missing data for not-null field"),
        ("BIGINT", "", b'"x"', 1207, "Invalid digit, Value 'x', Pos 0, Type: Long"),
        ("INTEGER", "", b"1.5", 1207, "Invalid digit, Value '.', Pos 1, Type: Integer"),
        ("INTEGER", "", b"true", 1207, "Invalid digit, Value 't', Pos 0, Type: Integer"),
        ("INTEGER", "", b"2147483648", 1222, "Overflow"),
        ("BIGINT", "", b"9223372036854775808", 1222, "Overflow"),
        ("BIGINT", "", b"1" * 3000, 1222, "Overflow"),
        ("DOUBLE PRECISION", "", b'"x"', 1208, "Invalid digit, Value 'x', Pos 0, Type: Double"),
        ("DOUBLE PRECISION", "", b"1e999", 1204, "Input data exceeded the acceptable range"),
        ("BOOLEAN", "", b'"maybe"', 1210, "Unknown boolean format"),
        ("TIMESTAMP", "", b"1541105830796", 1206, "Error in Timestamp value or format [%Y-%m-%d %H:%M:%S]"),
        ("TIMESTAMP", "", b'"2018-11-31 20:57:10"', 1206, "Error in Timestamp value or format"),
        (
            "TIMESTAMP",
            "TIMEFORMAT 'epochmillisecs'",
            b'"x"',
            1206,
            "Error in Timestamp value or format [epochmillisecs]",
        ),
        ("TIMESTAMP", "TIMEFORMAT 'epochmillisecs'", b"1541105830796.0", 1206, "Error in Timestamp value or format"),
        ("TIMESTAMP", "TIMEFORMAT 'epochmillisecs'", b"9" * 19, 1206, "Error in Timestamp value or format"),
    ],
)
def test_values_that_do_not_fit_are_errors(  # noqa: PLR0913, PLR0917 - one row of the table
    lake: Lake, kind: str, options: str, told: bytes, code: int, reason: str
) -> None:
    """A value that its column cannot hold is an error with a code, the column and the reason."""
    lake.run(f"CREATE TABLE t (a {kind})")
    lake.copy(b'{"a": ' + told + b"}", options=f"JSON 'auto' MAXERROR 2 {options}")
    ((found, column, why),) = lake.run(
        f"SELECT error_code, TRIM(column_name), TRIM(error_message) FROM sys_load_error_detail WHERE {LAST}"
    )
    assert (code, "a", reason) == (found, column, str(why)[: len(reason)])
    assert [] == lake.run("SELECT a FROM t")


@pytest.mark.parametrize(
    ("option", "value"),
    [("ACCEPTINVCHARS", "a??b\x7f"), ("ACCEPTINVCHARS AS '^'", "a^^b\x7f"), ("ACCEPTINVCHARS '.'", "a..b\x7f")],
)
def test_wrong_utf8_can_be_replaced(lake: Lake, option: str, value: str) -> None:
    """With ACCEPTINVCHARS, each byte that is no UTF-8 becomes one character, by default a question mark."""
    lake.run("CREATE TABLE t (a VARCHAR(9))")
    lake.copy(b'{"a": "a\xff\xfeb\x7f"}', options=f"JSON 'auto' {option}")
    assert [[value]] == lake.run("SELECT a FROM t")


@pytest.mark.parametrize(
    ("content", "rows", "errors"),
    [
        (b'{"a": 1},\n{"a": 2}', [1, 2], [1]),
        (b'junk {"a": 1}\nmore\njunk\n{"a": 2} end', [1, 2], [1, 3, 4]),
        (b'{"a": 1}\n{"a": "cut\n{"a": 3}\n', [1, 3], [2]),
        (b'{"a": 1}\n{"a":\n{"a": 3}\n{"a": 4}\n', [1, 4], [3]),
        (b'{"a": 1}\n{"a": 2', [1], [2]),
        (b'{"a": 1}\n{"a": 2\n\n', [1], [2]),
        (b'\xc2\xa0\n{"a": 1}', [1], [1]),
        (b'{"a": 1}\n{"a": }{"a": 3}\n{"a": 4}', [1, 4], [2]),
        (b'{"a": NaN}\n{"a": 2}', [2], [1]),
        (b"{'a': 1}\n{\"a\": 2}", [2], [1]),
        (b'{"a": 1,}\n{"a": 2}', [2], [1]),
        (b'{"b": "\x00"}\n{"a": 2}', [2], [1]),
        (b'[{"a": 1}, {"a": 2}]\n{"a": 3}', [3], [1]),
        (b'\xef\xbb\xbf{"a": 1}', [1], [1]),
        (b"[" * 100_000 + b'\n{"a": 2}', [2], [1]),
    ],
)
def test_what_is_no_json_is_an_error(lake: Lake, content: bytes, rows: list[int], errors: list[int]) -> None:
    """What is not well-formed, or stands between objects, is an error at its last line; the search then goes on."""
    lake.run("CREATE TABLE t (a BIGINT)")
    lake.copy(content, options="JSON 'auto' MAXERROR 10")
    assert rows == [a for (a,) in lake.run("SELECT a FROM t ORDER BY a")]
    assert [[line, 1216] for line in errors] == lake.run(
        f"SELECT line_number, error_code FROM sys_load_error_detail WHERE {LAST} ORDER BY line_number"
    )


@pytest.mark.parametrize(
    ("paths", "reason"),
    [
        ("$.list[2]", "Invalid JSONPath format: Not an array or index out of range."),
        ("$.a[0]", "Invalid JSONPath format: Not an array or index out of range."),
        ("$.a.b", "Invalid JSONPath format: Member is not an object."),
    ],
)
def test_path_that_leads_nowhere_is_an_error(lake: Lake, paths: str, reason: str) -> None:
    """An array's element that is not there is an error of the record, and so is a path through what is no object."""
    lake.run("CREATE TABLE t (a VARCHAR(9))")
    uri = lake.put(f'{{"jsonpaths": ["{paths}"]}}')
    lake.copy('{"a": "x", "list": [1, 2]}', options=f"JSON '{uri}' MAXERROR 2")
    assert [[1216, reason]] == lake.run(
        "SELECT err_code, TRIM(err_reason) FROM stl_load_errors WHERE query = pg_last_copy_id()"
    )


def test_last_of_two_equal_keys_counts(lake: Lake) -> None:
    """Of a key told twice, the last value is loaded (our choice: the documentation does not say)."""
    lake.run("CREATE TABLE t (a BIGINT)")
    lake.copy('{"a": 1, "a": 2}')
    assert [[2]] == lake.run("SELECT a FROM t")


def test_object_has_at_most_4_mb(lake: Lake) -> None:
    """An object of more than 4 MB fails the load, whatever MAXERROR says."""
    lake.run("CREATE TABLE t (a BIGINT)")
    text = '{"a": 1, "b": "' + "x" * (4 * 1024 * 1024 - 17) + '"}'
    lake.copy(text)
    assert [[1]] == lake.run("SELECT a FROM t")
    assert lake.refused(text.replace("1", "12"), options="JSON 'auto' MAXERROR 100").startswith(
        "Load into table 't' failed."
    )


def test_gzip_is_unpacked(lake: Lake) -> None:
    """With GZIP the files are unpacked; one that is not packed fails the COPY."""
    lake.run("CREATE TABLE t (a BIGINT)")
    lake.copy(gzip.compress(b'{"a": 1}'), options="JSON 'auto' GZIP")
    assert [[1]] == lake.run("SELECT a FROM t")
    assert "compression" in lake.refused('{"a": 1}', options="JSON 'auto' GZIP")


def test_column_not_listed_is_null(lake: Lake) -> None:
    """Only the columns that are listed are loaded; one that is not the table's is an error."""
    lake.run("CREATE TABLE t (a BIGINT, b BIGINT)")
    lake.copy('{"a": 1, "b": 2}', table="t (b)")
    assert [[None, 2]] == lake.run("SELECT a, b FROM t")
    assert 'column "c" of relation "t" does not exist' == lake.refused('{"a": 1}', table="t (a, c)")


def test_file_that_need_not_be_there_is_left_out(lake: Lake) -> None:
    """A file that is not mandatory may be absent, but not all of them."""
    lake.run("CREATE TABLE t (a BIGINT)")
    absent: dict[str, object] = {"url": "s3://lake/absent.json"}
    here: dict[str, object] = {"url": lake.put('{"a": 1}'), "mandatory": True}
    copy = f"COPY t FROM '{{}}' IAM_ROLE '{ROLE}' MANIFEST JSON 'auto'"
    lake.run(copy.format(lake.manifest(absent, here)))
    assert [[1]] == lake.run("SELECT a FROM t")
    for manifest in (lake.manifest(absent), lake.manifest(here, absent | {"mandatory": True}), lake.put("{}")):
        with pytest.raises(ProgrammingError, match="XX000"):
            lake.run(copy.format(manifest))


@pytest.mark.parametrize(
    "options",
    [
        "JSON 'Auto'",
        "JSON 'noshred'",
        "JSON 'auto' FORMAT AS PARQUET",
        "JSON 'auto' JSON 'auto'",
        "JSON 'auto' CSV",
        "JSON 'auto' DELIMITER ','",
        "JSON 'auto' ESCAPE",
        "JSON 'auto' FILLRECORD",
        "JSON 'auto' IGNOREBLANKLINES",
        "JSON 'auto' NULL AS 'x'",
        "JSON 'auto' REMOVEQUOTES",
        "JSON 'auto' MAXERROR",
        "JSON 'auto' MAXERROR -1",
        "JSON 'auto' MAXERROR 100001",
        "JSON 'auto' MAXERROR 1 IGNOREALLERRORS",
        "JSON 'auto' TIMEFORMAT 'EpochMillisecs'",
        "JSON 'auto' ACCEPTINVCHARS 'ab'",
        "JSON 'auto' ACCEPTINVCHARS 'ä'",
        "JSON 'auto' COMPUPDATE MAYBE",
        "JSON 'auto' GZIP BZIP2",
        "JSON 'auto' ROUNDEC",
        "JSON 'auto' NOLOAD",
        "JSON 'auto' CREDENTIALS 'aws_access_key_id=x;aws_secret_access_key=y'",
        "FORMAT AS PARQUET GZIP",
    ],
)
def test_copy_takes_no_other_option(lake: Lake, options: str) -> None:
    """An option that Redshift does not take with JSON, or the stand-in does not know, is an error."""
    lake.run("CREATE TABLE t (a BIGINT)")
    lake.refused('{"a": 1}', options=options)
    assert [] == lake.run("SELECT a FROM t")


def test_options_that_change_nothing_here(lake: Lake) -> None:
    """COMPUPDATE OFF and STATUPDATE OFF are taken, in any order of the options."""
    lake.run("CREATE TABLE t (a BIGINT)")
    lake.copy('{"a": 1}', options="COMPUPDATE OFF STATUPDATE OFF MAXERROR AS 100000 FORMAT JSON 'auto' TRUNCATECOLUMNS")
    assert [[1]] == lake.run("SELECT a FROM t")

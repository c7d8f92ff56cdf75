"""COPY is rendered from what the settings say, and MAXERROR from the run's budget."""

from dataclasses import replace

import pytest

from songplays.engines.redshift.copy_statement import CopyJson
from songplays.lake.source import SourceFile
from songplays.pipeline import Budget

STATEMENT = CopyJson(
    "landed",
    ["artist", "level"],
    "s3://lake/manifests/load-1/manifest",
    "arn:aws:iam::123456789012:role/songplays",
    "us-west-2",
    None,
    gzip=False,
    most_errors=0,
)
BEGINNING = (
    """COPY landed ("artist", "level") FROM 's3://lake/manifests/load-1/manifest' """
    "IAM_ROLE 'arn:aws:iam::123456789012:role/songplays' REGION 'us-west-2' "
)


def test_copy_of_json() -> None:
    """The statement has the role, the region, the paths or auto, GZIP where it is wanted, and no option that cuts."""
    assert f"{BEGINNING}FORMAT AS JSON 'auto' MANIFEST MAXERROR 1" == str(STATEMENT)
    packed = replace(STATEMENT, paths="s3://lake/paths.json", gzip=True)
    assert f"{BEGINNING}FORMAT AS JSON 's3://lake/paths.json' GZIP MANIFEST MAXERROR 1" == str(packed)


@pytest.mark.parametrize(
    ("budget", "maxerror"),
    [
        (Budget(share=0, at_least=0), 1),
        (Budget(share=0, at_least=5), 6),
        (Budget(share=0.01, at_least=100), 101),
        (Budget(share=0.5, at_least=0), 501),
        (Budget(share=0, at_least=99_999), 100_000),
        (Budget(share=0, at_least=100_000), 100_000),
        (Budget(share=1), 1001),
    ],
)
def test_maxerror(budget: Budget, maxerror: int) -> None:
    """COPY stops at one error more than the budget can allow for files of that size, and at 100,000 in any case."""
    most = budget.allowed_at_most([SourceFile("a.json", 600, ""), SourceFile("b.json", 400, "")])
    assert str(replace(STATEMENT, most_errors=most)).endswith(f" MAXERROR {maxerror}")


def test_packed_files_hold_more_lines_than_bytes() -> None:
    """A byte of gzip may be a thousand lines."""
    assert 1032 * 10 == Budget(share=1).allowed_at_most([SourceFile("a.json.gz", 10, "")])

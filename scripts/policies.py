"""Write docs/policies/*.json from the code's own list of calls; with --check, fail if one is stale."""

import json
import sys
from pathlib import Path

from songplays.infrastructure.policies import Names, loader, operator_of_cluster, operator_of_workgroup

FOLDER = Path(__file__).parents[1] / "docs" / "policies"
NAMES = Names(
    region="us-west-2",
    account="123456789012",
    identifier="sparkify",
    role_name="songplays_S3toRedshiftStaging",
    database="user_song_plays",
    user="loader",
    sources=("udacity-dend/log_data", "udacity-dend/log_json_path.json", "udacity-dend/song_data"),
    written=("your-bucket/songplays-manifests", "your-bucket/songplays-staging"),
)
"""The brief's names, and an account that is nobody's; docs/policies/README.md says what to replace."""


def pages() -> dict[Path, str]:
    """Return each file's content."""
    made = {
        "operator.json": operator_of_cluster(NAMES),
        "operator-serverless.json": operator_of_workgroup(NAMES),
        "loader.json": loader(NAMES),
    }
    return {FOLDER / name: json.dumps(policy, indent=2) + "\n" for name, policy in made.items()}


if __name__ == "__main__":
    for page, content in pages().items():
        if sys.argv[1:] != ["--check"]:
            FOLDER.mkdir(exist_ok=True)
            page.write_text(content, encoding="utf-8")
        elif not page.exists() or page.read_text(encoding="utf-8") != content:
            sys.exit(f"docs/policies/{page.name} is stale; run `make docs`")

"""Derive the dashboard's US map from two npm packages: state shapes and populations, both public Census facts.

Run it to renew the files: ``python scripts/us_map.py``. It needs npm and its registry; the product needs neither.
"""

import csv
import hashlib
import io
import json
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import Any

SHAPES = ("us-atlas@3.0.1", "package/states-albers-10m.json")
POPULATION = ("vega-datasets@3.2.1", "package/data/population_engineers_hurricanes.csv")
# The package names no year; its figures are those of the Census Bureau's 2016 estimate (California 39,250,017).
POPULATION_YEAR = 2016
POPULATION_SOURCE = "US Census Bureau, population estimates, vintage 2016 (NST-EST2016-01)"
OUT = Path(__file__).parents[1] / "src" / "songplays" / "dashboard"

# FIPS 5-2: the numbers the Census writes, the letters people write.
FIPS_CODES = """
AL01 AK02 AZ04 AR05 CA06 CO08 CT09 DE10 DC11 FL12 GA13 HI15 ID16 IL17 IN18 IA19 KS20 KY21 LA22 ME23
MD24 MA25 MI26 MN27 MS28 MO29 MT30 NE31 NV32 NH33 NJ34 NM35 NY36 NC37 ND38 OH39 OK40 OR41 PA42 RI44
SC45 SD46 TN47 TX48 UT49 VT50 VA51 WA53 WV54 WI55 WY56 PR72
"""
POSTAL_CODES = {int(pair[2:]): pair[:2] for pair in FIPS_CODES.split()}


def file_of_package(package: str, member: str) -> bytes:
    """Return one file of an npm package, fetched into a temporary folder."""
    npm = shutil.which("npm")
    if npm is None:
        sys.exit("us_map: npm is not installed · install Node.js and run this again")
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([npm, "pack", "--silent", package], cwd=folder, check=True, stdout=subprocess.DEVNULL)  # noqa: S603 - fixed arguments
        (archive,) = Path(folder).glob("*.tgz")
        with tarfile.open(archive) as packed:
            content = packed.extractfile(member)
            if content is None:
                sys.exit(f"us_map: {package} holds no file {member} · look for its new name")
            return content.read()


def states_only(topology: dict[str, Any]) -> dict[str, Any]:
    """Return the topology with its states alone, each named by its postal code."""
    states = topology["objects"]["states"]
    for state in states["geometries"]:
        state["id"] = POSTAL_CODES[int(state["id"])]
        del state["properties"]
    states["geometries"].sort(key=lambda state: state["id"])
    return {
        "type": "Topology",
        "transform": topology["transform"],
        "objects": {"states": states},
        "arcs": topology["arcs"],
    }


def populations(table: str) -> str:
    """Return code, name, population, year and source of every state as CSV, by code."""
    rows = sorted(
        (POSTAL_CODES[int(row["id"])], row["state"], int(row["population"]))
        for row in csv.DictReader(io.StringIO(table))
    )
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(("code", "name", "population", "year", "source"))
    writer.writerows((*row, POPULATION_YEAR, POPULATION_SOURCE) for row in rows)
    return out.getvalue()


def main() -> None:
    """Fetch both packages and write the two files."""
    shapes, population = file_of_package(*SHAPES), file_of_package(*POPULATION)
    topology = json.dumps(states_only(json.loads(shapes)), separators=(",", ":"), sort_keys=True)
    (OUT / "us_states.json").write_text(topology + "\n", encoding="utf-8")
    (OUT / "us_states.csv").write_text(populations(population.decode()), encoding="utf-8")
    for (package, member), content in ((SHAPES, shapes), (POPULATION, population)):
        sys.stdout.write(f"{package} {member} sha256 {hashlib.sha256(content).hexdigest()}\n")


if __name__ == "__main__":
    main()

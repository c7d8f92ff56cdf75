"""The peers' own virtual environment: what cannot be installed is left out, with the reason."""

import shutil
import subprocess
import sys
from pathlib import Path

from bench.buckets import ROOT

HOME = ROOT / "build" / "bench-peers"
PYTHON = HOME / ".venv" / "bin" / "python"
REQUIREMENTS = Path(__file__).with_name("requirements.txt")


def install() -> dict[str, str]:
    """Install each package by itself, once; return why one cannot be had, by name."""
    if not PYTHON.exists():
        print(f"Setting up {PYTHON.parents[1]}; the first time this takes some minutes.", flush=True)
        subprocess.run([sys.executable, "-m", "venv", PYTHON.parents[1]], check=True)
    missing = {}
    pip: list[str | Path] = [PYTHON, "-m", "pip", "--quiet", "--disable-pip-version-check", "install"]
    for requirement in REQUIREMENTS.read_text(encoding="utf-8").split():
        stamp = PYTHON.parents[1] / f"installed {requirement}"
        if not stamp.exists():
            done = subprocess.run([*pip, requirement], capture_output=True, text=True, check=False)
            if done.returncode:
                last = (done.stderr.strip().splitlines() or ["pip failed"])[-1]
                missing[requirement.partition("==")[0].partition("[")[0]] = last
                continue
            stamp.touch()
    if not shutil.which("java"):
        missing["java"] = "there is no Java; Spark needs 17 or newer"
    return missing


def site_packages() -> Path:
    """Return where the packages lie."""
    return next((PYTHON.parents[1] / "lib").glob("python*/site-packages"))

"""Write constraints.txt: the versions that pip resolves now, with the hash of each file that any platform below needs.

    python .ci/lock.py

pip resolves once for the Python that runs this; the other platforms get the same versions.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections import defaultdict
from pathlib import Path

HERE = Path(__file__).resolve().parent
PROJECT = f"{HERE.parent}[test]"
BUILD = ("hatchling", "editables")
PYTHONS = ("3.11", "3.12", "3.13", "3.14")
MACHINES = ("x86_64", "aarch64")
HEADER = """\
# What CI installs, by version and hash; written by .ci/lock.py, not by hand.
# pip install --require-hashes -r .ci/constraints.txt && pip install --no-deps --no-build-isolation -e .
"""

Found = dict[tuple[str, str], set[str]]


def resolved(*options: str) -> Found:
    """Hashes by name and version, as pip would install them; nothing is installed."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        command = [sys.executable, "-m", "pip", "install", "--quiet", "--dry-run", "--ignore-installed"]
        subprocess.run([*command, "--report", str(report), *options], check=True)
        installs = json.loads(report.read_text(encoding="utf-8"))["install"]
    return {
        (item["metadata"]["name"].lower().replace("_", "-"), item["metadata"]["version"]): {
            f"sha256:{item['download_info']['archive_info']['hashes']['sha256']}"
        }
        for item in installs
        if "archive_info" in item["download_info"]
    }


def platform(python: str, machine: str) -> list[str]:
    """The options of pip that mean Linux on ``machine`` with ``python``."""
    tags = [f"manylinux_2_{minor}_{machine}" for minor in (17, 24, 26, 27, 28)] + [f"manylinux2014_{machine}"]
    tags += [f"manylinux1_{machine}", f"manylinux2010_{machine}"] if machine == "x86_64" else []
    return ["--python-version", python, "--only-binary", ":all:", *(f"--platform={tag}" for tag in tags)]


def main() -> None:
    """Resolve, collect, write."""
    found: Found = defaultdict(set, resolved(PROJECT, *BUILD))
    versions = [f"{name}=={version}" for name, version in sorted(found)]
    for python in PYTHONS:
        for machine in MACHINES:
            with tempfile.TemporaryDirectory() as target:
                try:
                    more = resolved("--no-deps", "--target", target, *platform(python, machine), *versions)
                except subprocess.CalledProcessError:
                    sys.stderr.write(f"not for Python {python} on {machine}\n")
                    continue
            for key, hashes in more.items():
                found[key] |= hashes
    lines = [
        " \\\n    ".join([f"{name}=={version}", *(f"--hash={hash_}" for hash_ in sorted(hashes))])
        for (name, version), hashes in sorted(found.items())
    ]
    (HERE / "constraints.txt").write_text(HEADER + "\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

"""The wheel carries ontology, queries and data: installed in an empty folder, kg works there too."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
from pathlib import Path

from tests.conftest import ROOT


def run(*words: str | Path, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [str(w) for w in words], cwd=cwd, capture_output=True, text=True, env={**os.environ, **environment}
    )
    assert done.returncode == 0, done.stderr
    return done


def test_an_installed_wheel_builds_and_answers_in_an_empty_folder(tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", tmp_path, ROOT, cwd=tmp_path)
    wheel = next(tmp_path.glob("*.whl"))
    run(sys.executable, "-m", "venv", tmp_path / "venv", cwd=tmp_path)
    python = tmp_path / "venv" / "bin" / "python"
    run(python, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", wheel, cwd=tmp_path)
    # The libraries come from this environment: a PYTHONPATH does not read the .pth file of an editable install.
    libraries = {"PYTHONPATH": sysconfig.get_path("purelib")}

    built = run(python, "-m", "kg", "build", cwd=empty, **libraries)
    asked = run(python, "-m", "kg", "query", "partners", "SK", "--format", "csv", cwd=empty, **libraries)

    assert "built-in data set" in built.stderr
    assert (empty / "build" / "kg.ttl").is_file()
    assert (empty / "build" / "graph.html").is_file()
    assert "Amazon Web Services" in asked.stdout
    location = run(python, "-c", "import kg; print(kg.__file__)", cwd=empty, **libraries).stdout
    assert str(tmp_path) in location

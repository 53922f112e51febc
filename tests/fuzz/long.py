"""The long tier: ``python -m tests.fuzz.long TARGET SECONDS`` fuzzes one target with atheris, guided by coverage.

New inputs that reach new code go to the folder named by KG_FUZZ_CORPUS (default: a folder that is
thrown away); an input that breaks the target is written to the current folder as ``crash-…``: it becomes a
file in ``tests/fuzz/corpus`` and the bug a fix.
"""

from __future__ import annotations

import os
import sys
import tempfile


def main() -> None:
    """Fuzz until the time is over."""
    import atheris

    with atheris.instrument_imports(include=["kg"]):
        from tests.fuzz.targets import HERE, TARGETS
    name, seconds = sys.argv[1:3]
    grown = os.environ.get("KG_FUZZ_CORPUS") or tempfile.mkdtemp()
    options = [
        f"-max_total_time={seconds}",
        "-max_len=4096",
        "-timeout=20",
        "-rss_limit_mb=4096",
        "-print_final_stats=1",
    ]
    atheris.Setup([sys.argv[0], *options, grown, str(HERE / "corpus" / name)], TARGETS[name])
    atheris.Fuzz()


if __name__ == "__main__":
    main()

"""Write the expected answers, the catalogue and the tutorial anew: ``python -m tests.queries.update``, then review the diff."""

from __future__ import annotations

import sys

from kg.errors import KgError
from tests.queries import notebook
from tests.queries.catalogue import PAGE, catalogue
from tests.queries.conftest import real_graph
from tests.queries.expected import calls, differences


def main(words: list[str]) -> int:
    """Rewrite the files whose names contain one of ``words`` (default: all) and say what changed."""
    graph = real_graph()
    changed = failed = 0
    for call in calls():
        if words and not any(word in call.path.stem for word in words):
            continue
        try:
            before, now = call.expected(), call.answered(graph)
        except KgError as error:
            print(f"{call.path.name}: {error}")
            failed += 1
            continue
        if before != now:
            print(call.path.name)
            for line in differences(before, now):
                print(f"  {line}")
        changed += call.write(graph)
    if not words and (page := catalogue(graph)) != (PAGE.read_text(encoding="utf-8") if PAGE.exists() else ""):
        PAGE.write_text(page, encoding="utf-8", newline="\n")
        changed += 1
        print(PAGE.name)
    if not words and (page := notebook.run(notebook.written(), graph)) != notebook.written():
        notebook.PAGE.write_text(page, encoding="utf-8", newline="\n")
        changed += 1
        print(notebook.PAGE.name)
    print(f"{changed} changed; look at `git diff` before you commit")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""Bounded work: a query that takes too much is stopped at its limit, a crash is a message, and the next one works."""

from __future__ import annotations

import faulthandler
import io
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from pyoxigraph import Store

from kg.answers.apart import ask_apart
from kg.answers.engine import LocalEngine
from kg.answers.write import write
from kg.errors import INTERNAL, KgError
from kg.isolation.worker import GIB, LimitError, Limits, within

CROSS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l FILTER(?a = ?l && ?d != ?i) }"
DOUBLING = " ".join(f"BIND(CONCAT(?x{i}, ?x{i}) AS ?x{i + 1})" for i in range(30))
HEAVY = {
    "cross product": CROSS,
    "free paths": "SELECT * { ?a <urn:x:next>*/<urn:x:next>*/<urn:x:next>* ?b }",
    "nested closure": "SELECT * { ?a ((<urn:x:next>*)*)* ?b . ?c ((<urn:x:next>*)*)* ?d }",
    "long path": f"SELECT * {{ ?a {'<urn:x:next>/' * 1100}<urn:x:next> ?b }}",
    "many unions": f"SELECT * {{ {'{ ?a ?b ?c } UNION ' * 700} {{ ?a ?b ?c }} ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }}",
    "doubling CONCAT": f'SELECT (STRLEN(?x30) AS ?n) {{ BIND("{"a" * 16}" AS ?x0) {DOUBLING} }}',
    "cross product, sorted": CROSS.replace("(COUNT(*) AS ?n)", "*") + " ORDER BY ?a",
}
CRASHING = {
    "100,000 parentheses": ("SELECT * { FILTER(" + "(" * 100_000, "bytes"),
    "16,000 parentheses": ("SELECT * { FILTER(" + "(" * 16_000, "nested deeper"),
    "16,000 braces": ("SELECT * " + "{" * 16_000, "nested deeper"),
    "sum of 7,000 numbers": (f"SELECT * {{ FILTER({'1+' * 7_000}1) }}", "broke the engine"),
    "16,000 exclamation marks": (f"SELECT * {{ FILTER({'!' * 16_000}1) }}", "broke the engine"),
}


def ask(folder: Path, text: str, limits: Limits | None = None) -> str:
    """What `kg query --format csv` would print."""

    def task() -> int:
        faulthandler.disable()  # pytest's own report of a crash that is wanted here
        write(LocalEngine(Store.read_only(str(folder)), "urn:x:").ask(text), "csv", "urn:x:")
        return 0

    printed, real = io.StringIO(), sys.stdout
    sys.stdout = printed
    try:
        assert within(limits or Limits(), task) == 0
    finally:
        sys.stdout = real
    return printed.getvalue()


def works(folder: Path) -> bool:
    return ask(folder, "ASK { <urn:x:n1> <urn:x:label> 'one'@en }") == "true\n"


@pytest.mark.parametrize("text", HEAVY.values(), ids=HEAVY)
def test_heavy_queries_are_stopped_within_the_limit_and_a_second(store_folder: Path, text: str) -> None:
    start = time.monotonic()
    with pytest.raises(KgError, match=r"stopped after 1 s|broke the engine"):
        ask(store_folder, text, Limits(seconds=1.0, memory=2 * GIB))

    assert time.monotonic() - start < 2
    assert works(store_folder)


def test_a_catastrophic_regular_expression_is_no_problem_for_this_engine(store_folder: Path) -> None:
    text = f'SELECT * {{ BIND("{"a" * 35}b" AS ?x) FILTER(REGEX(?x, "^(a+)+$")) }}'

    assert ask(store_folder, text, Limits(seconds=2.0)) == "x\n"


@pytest.mark.parametrize(("text", "message"), CRASHING.values(), ids=CRASHING)
def test_what_crashes_a_parser_is_an_error_message(store_folder: Path, text: str, message: str) -> None:
    with pytest.raises(KgError, match=message) as caught:
        ask(store_folder, text)

    assert caught.value.exit_code == 2
    assert works(store_folder)


def test_memory_is_bounded(store_folder: Path) -> None:
    with pytest.raises(KgError, match="out of memory"):
        ask(store_folder, HEAVY["doubling CONCAT"], Limits(memory=GIB))

    assert works(store_folder)


def test_what_is_printed_is_bounded(store_folder: Path) -> None:
    with pytest.raises(LimitError, match="printed more than 10,000 bytes"):
        ask(store_folder, "SELECT * { ?a ?b ?c . ?d ?e ?f }", Limits(output=10_000))


def test_rows_are_bounded(store_folder: Path) -> None:
    engine = LocalEngine(Store.read_only(str(store_folder)), "urn:x:")
    engine.max_rows = 10

    assert len(engine.ask("SELECT * { ?a ?b ?c } LIMIT 10").terms) == 10  # type: ignore[union-attr]
    for text in ("SELECT * { ?a ?b ?c } LIMIT 11", "CONSTRUCT WHERE { ?a ?b ?c }"):
        with pytest.raises(KgError, match="more than 10 rows"):
            engine.ask(text)


def test_a_reader_that_takes_its_time_is_not_stopped() -> None:
    class Slow(io.StringIO):
        def write(self, text: str) -> int:
            time.sleep(0.7)
            return super().write(text)

    def task() -> int:
        for _ in range(2):
            print("x" * 70_000)
        return 0

    real, sys.stdout = sys.stdout, Slow()
    try:
        assert within(Limits(seconds=0.5), task) == 0
    finally:
        sys.stdout = real


def test_the_child_has_no_network(listener: tuple[str, list[str]]) -> None:
    url, connections = listener
    port = int(url.rstrip("/").rsplit(":", 1)[1])

    def task() -> int:
        with socket.create_connection(("127.0.0.1", port), timeout=2):
            return 0

    with pytest.raises(KgError, match="Permission denied"):
        within(Limits(), task)
    assert not connections


def test_even_past_the_guard_the_engine_reaches_no_server(
    store_folder: Path, listener: tuple[str, list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    url, connections = listener
    monkeypatch.setattr("kg.answers.engine.check_query", lambda *_, **__: None)

    with pytest.raises(KgError, match="Permission denied"):
        ask(store_folder, f"SELECT * {{ SERVICE <{url}> {{ ?a ?b ?c }} }}")
    assert not connections


def test_exit_code_output_and_errors_come_back(capsys: pytest.CaptureFixture[str]) -> None:
    def task() -> int:
        print("result 결과")
        print("note", file=sys.stderr)
        return 1

    assert within(Limits(), task) == 1
    captured = capsys.readouterr()
    assert (captured.out, captured.err) == ("result 결과\n", "note\n")


def test_a_bug_in_the_child_is_an_internal_error_with_its_traceback(capsys: pytest.CaptureFixture[str]) -> None:
    assert within(Limits(), lambda: [][1]) == INTERNAL
    assert "IndexError" in capsys.readouterr().err


def test_a_missing_store_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(KgError, match=r"^[^\n]+; check it, or build anew with `kg build`$"):
        ask(tmp_path / "nothing", "ASK {}")


def test_no_child_is_left_behind(store_folder: Path) -> None:
    def children() -> set[str]:
        return {
            child for each in Path("/proc/self/task").iterdir() for child in (each / "children").read_text().split()
        }

    before = children()  # a browser of other tests, perhaps
    with pytest.raises(LimitError):
        ask(store_folder, CROSS, Limits(seconds=0.2))
    assert children() <= before


def test_the_child_dies_with_its_parent() -> None:
    program = (
        "import os, time, sys; from kg.isolation.worker import Limits, within\n"
        "def task():\n  os.write(1, b'%d\\n' % os.getpid())\n  time.sleep(60)\n  return 0\n"
        "within(Limits(), task)"
    )
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE) as parent:
        assert parent.stdout
        child = int(parent.stdout.readline())
        parent.kill()
        parent.wait()
    for _ in range(100):
        if not Path(f"/proc/{child}").exists() or "Z" in Path(f"/proc/{child}/stat").read_text().split()[2]:
            return
        time.sleep(0.02)
    pytest.fail("the child still runs")


def test_a_process_of_its_own_costs_little() -> None:
    program = (
        "from resource import *; from kg.isolation.worker import Limits, within\n"
        "spent = lambda: sum(sum(getrusage(who)[:2]) for who in (RUSAGE_SELF, RUSAGE_CHILDREN))\n"
        "before = spent()\n"
        "for _ in range(20): within(Limits(), lambda: 0)\n"
        "print((spent() - before) / 20)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert float(done.stdout) < 0.02  # seconds of CPU; measured 0.002, and more where the memory to copy is large


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["SELECT * { SERVICE <http://example.org/> {} }"], "query:1:12: SERVICE"),
        (["INSERT DATA { <urn:a> <urn:b> 1 }"], "query:1:1: INSERT"),
        ([CROSS, "--timeout", "0.3"], "stopped after 0.3 s"),
        (["SELECT * { ?a ?b ?c }", "--max-rows", "1"], "more than 1 rows"),
    ],
)
def test_on_the_command_line_each_of_them_is_exit_code_2(
    words: list[str], message: str, built: Callable[..., list[str]], capfd: pytest.CaptureFixture[str]
) -> None:
    from kg.cli import main

    assert main(["query", *words, *built()]) == 2
    captured = capfd.readouterr()
    assert message in captured.err
    assert captured.out == ""


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { ?a <urn:x:label> ?b } ORDER BY ?a",
        "SELECT ?none ?b { ?a <urn:x:label> ?b }",
        "SELECT * { ?a <urn:x:none> ?b }",
        "ASK { ?a <urn:x:label> 'one'@en }",
        "CONSTRUCT WHERE { ?a ?b ?c }",
        'SELECT * { VALUES ?x { "a\\nb" 1.50 <urn:y> "\\u0007" UNDEF } }',
    ],
)
def test_an_answer_from_another_process_is_the_same(store_folder: Path, text: str) -> None:
    engine = LocalEngine(Store.read_only(str(store_folder)), "urn:x:")

    here, there = engine.ask(text), ask_apart(engine, text)

    assert type(here) is type(there)
    assert str(here) == str(there)


@pytest.mark.parametrize(("text", "message"), [(CROSS, "stopped after 0.5 s"), (f"SELECT * {{ FILTER({'1+' * 7_000}1) }}", "broke the engine"), ("ASK { SERVICE <urn:x> {} }", "SERVICE"), ("oops", "not SPARQL")])  # fmt: skip
def test_queries_of_view_and_export_are_bounded_too(store_folder: Path, text: str, message: str) -> None:
    faulthandler.disable()
    engine = LocalEngine(Store.read_only(str(store_folder)), "urn:x:")

    with pytest.raises(KgError, match=message):
        ask_apart(engine, text, limits=Limits(seconds=0.5 if text is CROSS else 30))

"""Hostile query text: refused by its tokens, whichever way a parser may read them."""

from __future__ import annotations

import contextlib
import re
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, Quad, RdfFormat, Store, parse

from kg.errors import UNUSABLE, KgError
from kg.limits import LIMITS
from kg.rules import rule
from kg.shapes.guard import check_shapes
from kg.sparql.guard import RefusedError, check_query
from tests.conftest import ROOT

MAX_TEXT, MAX_DEPTH = LIMITS["KG_MAX_QUERY_BYTES"][0], LIMITS["KG_MAX_QUERY_DEPTH"][0]

# %s is the IRI of a server. Where Oxigraph connects without the guard, `connects` is true.
SERVICE = {
    "plain": ("SELECT * { SERVICE %s { ?a ?b ?c } }", True),
    "lower case": ("SELECT * { service %s { ?a ?b ?c } }", True),
    "silent": ("SELECT * { SERVICE SILENT %s { ?a ?b ?c } }", True),
    "silent without a space": ("SELECT * { SERVICESILENT%s{ ?a ?b ?c } }", True),
    "variable": ("SELECT * { VALUES ?s { %s } SERVICE ?s { ?a ?b ?c } }", None),
    "optional": ("SELECT * { ?s ?p ?o OPTIONAL { SERVICE %s { ?a ?b ?c } } }", True),
    "exists": ("SELECT * { ?s ?p ?o FILTER EXISTS { SERVICE %s { ?a ?b ?c } } }", True),
    "sub-select": ("SELECT * { { SELECT * { SERVICE %s { ?a ?b ?c } } } }", True),
    "construct": ("CONSTRUCT { ?a ?b ?c } WHERE { SERVICE %s { ?a ?b ?c } }", True),
    "name with the keyword as prefix": ("PREFIX : %s SELECT * { SERVICE:x { ?a ?b ?c } }", True),
    "behind a bracket": ("SELECT * { ?s ?p ?o FILTER(true)SERVICE%s{ ?a ?b ?c } }", True),
    "behind a comment ended by CR": ("SELECT * { ?s ?p ?o #x\rSERVICE %s { ?a ?b ?c }\n}", True),
    "comparison that looks like an IRI": ("SELECT * { ?s ?p ?o FILTER(?s<'x>')SERVICE %s{ ?a ?b ?c }#'\n}", None),
    "comparison, comment, keyword": ("SELECT * { ?s ?p ?o FILTER(?o<?p)SERVICE#>\n%s{ ?a ?b ?c } }", None),
    "comparison, comment with three quotes": (
        'SELECT * { ?s ?p ?o FILTER(?o<?p)#>"""\nSERVICE %s{ ?a ?b ?c }#"""\n}',
        None,
    ),
    "comparison with a name": ('SELECT * { ?s ?p ?o FILTER(?o<urn:x#>"""\n)SERVICE %s{ ?a ?b ?c }#"""\n}', None),
    "behind a number": ("SELECT * { ?s ?p 1SERVICE %s { ?a ?b ?c } }", None),
    "behind true": ("SELECT * { ?s ?p trueSERVICE %s { ?a ?b ?c } }", None),
    "behind a language": ('SELECT * { ?s ?p "x"@en--ltrSERVICE %s { ?a ?b ?c } }', None),
    "escaped letter": ("SELECT * { \\u0053ERVICE %s { ?a ?b ?c } }", None),
    "escaped small letter": ("SELECT * { \\u0073ervice %s { ?a ?b ?c } }", None),
    "escaped letter, eight digits": ("SELECT * { \\U00000053ERVICE %s { ?a ?b ?c } }", None),
    "escaped quote": ('SELECT * { BIND("\\u0022 AS ?x) SERVICE %s { ?a ?b ?c } #")\n}', None),
    "escaped quote behind an escaped letter": (
        'SELECT * { BIND("\\u0061\\u0022 AS ?x) SERVICE %s { ?a ?b ?c } #")\n}',
        None,
    ),
    "escaped quote, the last character there is": (
        'SELECT * { BIND("\\U0010FFFF\\U00000022 AS ?x) SERVICE %s { ?a ?b ?c } #")\n}',
        None,
    ),
    "escaped quote, eight digits": (
        'SELECT * { BIND("\\U00000022 AS ?x) SERVICE %s { ?a ?b ?c } #")\n}',
        None,
    ),
    "letter that folds to S": ("SELECT * { \u017fERVICE %s { ?a ?b ?c } }", None),
    "string that another reading ends": ("SELECT * { BIND(''' AS ?x) SERVICE %s { ?a ?b ?c } BIND('''' AS ?y) }", None),
}
FOREIGN = {
    "FROM a URL": ("SELECT * FROM %s { ?a ?b ?c }", "FROM"),
    "FROM NAMED a URL": ("SELECT * FROM NAMED %s { GRAPH ?g { ?a ?b ?c } }", "FROM"),
    "FROM without a space": ("SELECT*FROM%s{ ?a ?b ?c }", "FROM"),
    "FROM a name": ("PREFIX ex: %s SELECT * FROM ex:x { ?a ?b ?c }", "FROM"),
    "FROM behind a comment": ("SELECT * FROM #<urn:x:known>\n%s { ?a ?b ?c }", "FROM"),
    "DESCRIBE FROM": ("DESCRIBE <urn:x:a> FROM %s", "FROM"),
    "LOAD": ("LOAD %s", "LOAD"),
    "LOAD SILENT INTO": ("LOAD SILENT %s INTO GRAPH <urn:x:g>", "LOAD"),
}
UPDATES = (
    "INSERT DATA { <urn:a> <urn:b> 1 }",
    "DELETE DATA { <urn:a> <urn:b> 1 }",
    "DELETE WHERE { ?s ?p ?o }",
    "PREFIX x: <urn:x> INSERT { ?s ?p 1 } WHERE { ?s ?p ?o }",
    "WITH <urn:g> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
    "CLEAR ALL",
    "DROP SILENT ALL",
    "CREATE GRAPH <urn:g>",
    "ADD <urn:a> TO <urn:b>",
    "MOVE <urn:a> TO <urn:b>",
    "COPY <urn:a> TO <urn:b>",
    "delete data { <urn:a> <urn:b> 1 }",
    "ASK {} ; DROP ALL",
)
HARMLESS = (
    "SELECT * { ?s ?p 'SERVICE <http://x/> { LOAD }' }",
    'SELECT * { ?s ?p "say \\"SERVICE\\" FROM" }',
    'SELECT * { ?s ?p """\nSERVICE "LOAD" \\""" FROM\n""" }',
    "SELECT * { ?s ?p '''LOAD ' '' SERVICE''' }",
    "SELECT * { ?s <http://example.org/SERVICE/FROM> ?o } # LOAD, SERVICE, DELETE",
    "SELECT * { ?s <urn:service> ?o }",
    "SELECT * { ?s ex:SERVICE ?load ; ex:delete $FROM . ?from a :LOAD . _:service ?p 'x'@from }",
    "PREFIX services: <urn:x> SELECT * { ?s services:x ?o }",
    "SELECT * FROM <urn:x:known> { ?s ?p ?o }",
    "SELECT * FROM NAMED <urn:x:known> { ?s ?p ?o }",
    "SELECT * { ?a ?b ?c FILTER(?a<?b && ?c>3 || ?a<=?b && -?c >= .5e3) }",
    "SELECT (COUNT(*) AS ?n) { ?s (^ex:a/!(ex:b|^ex:c))+ ?o } GROUP BY ?s HAVING (?n<3) ORDER BY DESC(?n) LIMIT 5",
    "SELECT * { <<( ?a ?b ?c )>> ?p 'x'@en--ltr . ?a ex:p\\(x\\)%20y \\u0022 }".replace(" \\u0022", ""),
    "ASK { ?s ?p '\\u0022' }",
    "",
)


@pytest.mark.parametrize(("text", "connects"), SERVICE.values(), ids=SERVICE)
def test_service_is_refused_however_it_is_written(
    text: str, connects: bool | None, listener: tuple[str, list[str]]
) -> None:
    url, connections = listener

    with pytest.raises(RefusedError, match=r"query:\d+:\d+: .*(SERVICE|token)"):
        check_query(text % f"<{url}>")

    if connects:  # the reason for the guard: without it the engine asks the server
        store = Store()
        store.add(Quad(NamedNode("urn:a"), NamedNode("urn:b"), NamedNode("urn:c")))
        with contextlib.suppress(OSError):
            list(store.query(text % f"<{url}>"))
        assert connections


@pytest.mark.parametrize(("text", "word"), FOREIGN.values(), ids=FOREIGN)
@pytest.mark.parametrize("target", ["http://127.0.0.1:9/x", "file:///etc/hostname", "canary.ttl"])
def test_no_query_names_a_graph_that_is_not_in_the_store(text: str, word: str, target: str) -> None:
    with pytest.raises(RefusedError, match=rf"query:\d+:\d+: {word}"):
        check_query(text % f"<{target}>", graphs=["urn:x:known"])


@pytest.mark.parametrize("text", UPDATES)
def test_updates_are_refused(text: str) -> None:
    with pytest.raises(RefusedError, match="update"):
        check_query(text)


@pytest.mark.parametrize("text", HARMLESS)
def test_words_inside_strings_iris_names_and_comments_are_harmless(text: str) -> None:
    check_query(text, graphs=["urn:x:known"])


def test_the_message_names_construct_line_and_column() -> None:
    with pytest.raises(RefusedError) as caught:
        check_query("SELECT *\n{ ?s ?p ?o .\n  SERVICE <http://example.org/> {} }", "mine.rq")

    assert str(caught.value).startswith("mine.rq:3:3: SERVICE ")
    assert caught.value.exit_code == UNUSABLE


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("\n\nSERVICE", "query:3:1: SERVICE would ask"),
        ("ASK { SERVICE", "query:1:7: SERVICE would ask"),
        ("ASK { TrueService", "query:1:7: SERVICE in 'TRUESERVICE' would ask"),
        ("ASK { aService", "query:1:7: SERVICE in 'ASERVICE' would ask"),
        ("SELECT * FROM ex:x {}", "query:1:10: FROM ex:x names no graph here; remove it"),
        ("SELECT * FROM <urn:y> {}", "query:1:10: FROM <urn:y> names no graph here; remove it"),
        ("SELECT * FROM", "query:1:10: FROM  names no graph here; remove it"),
        ("SELECT * FROM zzz <urn:x:known> {}", "query:1:10: FROM zzz names no graph here; remove it"),
        ("\n`", "query:2:1: '`' starts no token"),
        ("CLEAR ALL", "query:1:1: CLEAR belongs to an update; the data set is read-only"),
        ("ASK { ?s service:x 1 }", "query:1:10: prefix 'service' can be read as SERVICE; call it something else"),
        ("ASK {\n } `", "query:2:4: '`' starts no token of SPARQL; check quotes"),
        ("\\UFFFFFFFF", "query:1:1: '\\\\' starts no token"),
    ],
)
def test_each_message_names_what_it_refuses(text: str, message: str) -> None:
    with pytest.raises(RefusedError) as caught:
        check_query(text, graphs=["urn:x:known"])

    assert str(caught.value).startswith(message)


def test_an_escape_beyond_unicode_is_no_character() -> None:
    check_query("ASK { ?s ?p '\\UFFFFFFFF' , '\\uD800' , '\\U0010FFFF' , '\\U00110000' }")


def test_a_bracket_too_many_at_the_start_takes_no_room() -> None:
    check_query(")" + "(" * MAX_DEPTH)
    check_query("a " + "(" * MAX_DEPTH)
    with pytest.raises(RefusedError, match="nested deeper than 64 levels"):
        check_query("))" + "(" * (MAX_DEPTH + 1))


@pytest.mark.parametrize(
    "token", ["<urn:x> ", "<http://x/> ", "'''x''' ", '"x" ', "x:y ", "?x ", "<= ", "1.5 ", "@en ", "_:b "]
)
def test_only_brackets_nest(token: str) -> None:
    check_query(token * (MAX_DEPTH * 2))
    with pytest.raises(RefusedError, match="nested deeper"):
        check_query("(" * MAX_DEPTH + token + "(")


def test_a_closing_bracket_closes_one() -> None:
    check_query("(" * MAX_DEPTH + ")" + "(")
    with pytest.raises(RefusedError, match="nested deeper"):
        check_query("(" * MAX_DEPTH + ")((")


@pytest.mark.parametrize("opening", ["(", "{", "[", "<<", "\n(", "?a<(", "?a<'('("])
def test_nesting_is_bounded_in_every_reading(opening: str) -> None:
    with pytest.raises(RefusedError, match="nested deeper"):
        check_query(opening * (MAX_DEPTH + 1))


def test_nesting_hidden_in_what_may_be_an_iri_is_seen() -> None:
    with pytest.raises(RefusedError, match="nested deeper"):
        check_query("SELECT * { FILTER(?a<" + "(" * 500 + "1" + ")" * 500 + "&&2>1) }")


def test_nesting_up_to_the_limit_is_fine_and_side_by_side_counts_once() -> None:
    check_query("(" * MAX_DEPTH + ")" * MAX_DEPTH)
    check_query("()" * 1000)
    check_query("(" * 100 + ")" * 100, max_depth=100)


def test_length_is_bounded_in_bytes() -> None:
    check_query("#" + "x" * (MAX_TEXT - 1))
    with pytest.raises(RefusedError, match="16,385 bytes"):
        check_query("#" + "x" * MAX_TEXT)
    with pytest.raises(RefusedError, match="bytes"):
        check_query("#" + "\uac00" * (MAX_TEXT // 3 + 1))
    check_query("#" + "x" * MAX_TEXT, max_text=MAX_TEXT + 1)


@pytest.mark.parametrize(
    "text", ["SELECT * { ?s ?p 'open }", "SELECT \x00", "SELECT * { ?s ?p \u00a0 }", "\ufeffASK {}", "`", "'\ud800' \\"]
)
def test_what_is_no_token_is_refused_with_its_place(text: str) -> None:
    with pytest.raises(RefusedError, match=r"query:1:\d+: .* starts no token"):
        check_query(text)


@pytest.mark.parametrize(
    "text",
    [
        "<a" * 8000,
        "?a<" * 5000,
        "'\"" * 8000,
        '"""\\' * 4000,
        "a." * 8000,
        "ex:a" + "." * 16000,
        "<<" * 60 + "?a<x" * 4000,
    ],
)
def test_the_guard_itself_cannot_be_kept_busy(text: str) -> None:
    start = time.process_time()
    with contextlib.suppress(RefusedError):
        check_query(text[:MAX_TEXT])

    assert time.process_time() - start < 1


def test_all_rules_and_queries_of_the_project_pass() -> None:
    files = [*ROOT.glob("queries/*.rq"), *ROOT.glob("ontology/rules/*.rq")]
    assert files
    for path in files:
        check_query(path.read_text(encoding="utf-8"), path.name, max_text=64 * 1024)


def test_a_rule_may_not_leave_the_data_set() -> None:
    with pytest.raises(KgError, match=r"ontology/rules/10-x\.rq:1:33: SERVICE"):
        rule.read_rules({"10-x.rq": "CONSTRUCT { ?s ?p ?o } WHERE  { SERVICE <http://example.org/> { ?s ?p ?o } }"})


SHAPE = """\
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix ex: <http://example.org/> .
ex:s a sh:NodeShape ; sh:targetClass ex:C ; """


@pytest.mark.parametrize(
    ("shape", "construct"),
    [
        (
            "sh:target [ a sh:SPARQLTarget ; sh:select 'SELECT ?this { SERVICE <http://x/> { ?this ?p ?o } }' ] .",
            "sh:(target|SPARQLTarget)",
        ),
        (
            "sh:rule [ a sh:SPARQLRule ; sh:construct 'CONSTRUCT { $this ?p 1 } WHERE { }' ] .",
            "sh:(rule|SPARQLRule|construct)",
        ),
        ("sh:js [ a sh:JSConstraint ; sh:jsFunctionName 'f' ] .", "sh:(js|JSConstraint)"),
        ("sh:sparql [ sh:select 'SELECT $this { SERVICE <http://x/> { $this ?p ?o } }' ] .", "SERVICE"),
        ("sh:sparql [ sh:select 'SELECT $this FROM <file:///etc/passwd> { $this ?p ?o }' ] .", "FROM"),
        ("sh:validator [ sh:ask 'ASK { service <http://x/> { $this ?p ?o } }' ] .", "SERVICE"),
        ("sh:shapesGraph <http://example.org/more> .", "sh:shapesGraph"),
        ("a sh:SPARQLFunction .", "sh:SPARQLFunction"),
    ],
)
def test_shapes_hold_no_targets_rules_functions_or_scripts(shape: str, construct: str) -> None:
    triples = [quad.triple for quad in parse(SHAPE + shape, format=RdfFormat.TURTLE)]

    with pytest.raises(KgError, match=f"^mine.ttl: .*{construct}"):
        check_shapes(triples, "mine.ttl")


def test_core_shapes_and_sparql_constraints_pass() -> None:
    shape = (
        SHAPE
        + "sh:property [ sh:path ex:p ; sh:minCount 1 ] ; sh:sparql [ sh:select 'SELECT $this { $this ex:p ?v }' ] ."
    )
    check_shapes(quad.triple for quad in parse(shape, format=RdfFormat.TURTLE))


def test_imports_are_never_fetched(make_workspace: Callable[..., object], listener: tuple[str, list[str]]) -> None:
    url, connections = listener
    workspace = make_workspace()
    path: Path = workspace.root / "ontology" / "own.ttl"  # type: ignore[attr-defined]
    path.write_text(
        f"<urn:x:own> a <http://www.w3.org/2002/07/owl#Ontology> ; <http://www.w3.org/2002/07/owl#imports> <{url}> ."
    )

    with pytest.raises(KgError, match=re.escape(f"imports <{url}>")):
        workspace.ontology  # type: ignore[attr-defined]  # noqa: B018

    assert not connections

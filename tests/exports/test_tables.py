"""CSV: what is in the graph is in the tables, and no cell runs in a spreadsheet."""

from __future__ import annotations

import csv
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad, Store, Triple

from kg.exports import write
from kg.exports.selection import Dataset, Selection
from kg.exports.tables import neutral, plain
from kg.rdf.namespaces import KG, PREFIXES, SKOS


def rows(files: dict[str, bytes], name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(files[name].decode())))


def count(selection: Selection, pattern: str) -> int:
    store = Store()
    store.extend(Quad(*triple) for triple in selection.triples)
    (row,) = store.query(f"SELECT (COUNT(DISTINCT ?x) AS ?n) {{ {pattern} }}", prefixes=PREFIXES)  # type: ignore[misc]
    return int(row["n"].value)


def test_each_table_has_as_many_rows_as_the_graph_has_nodes_of_its_kind(project: Selection) -> None:
    files = write("csv", project)
    expected = {"entities.csv": "?x a/rdfs:subClassOf* kg:Entity", "documents.csv": "?x a kg:Document"}
    expected |= {
        "evidence.csv": "?x a kg:Evidence",
        "partnerships.csv": "?x a kg:Partnership",
        "concepts.csv": "?x a skos:Concept",
    }
    for key, cls in project.vocabulary.sheet_keys.items():
        if project.of_class(cls):
            expected["part-of.csv" if key == "partOf" else f"{key}.csv"] = f"?x a <{cls}>"

    for name, pattern in expected.items():
        assert len(rows(files, name)) == count(project, pattern), name
    links = "?a ?p ?b . ?a a/rdfs:subClassOf* kg:Entity . ?b a/rdfs:subClassOf* kg:Entity BIND(CONCAT(STR(?a), STR(?p), STR(?b)) AS ?x)"
    assert len(rows(files, "links.csv")) == count(project, links)


def test_values_stand_as_the_graph_has_them_with_labels_for_people(small: Dataset) -> None:
    files = write("csv", small.whole(), language="ko")
    (amount,) = rows(files, "amounts.csv")
    builders = [row for row in rows(files, "participants.csv") if row["role"] == "builder"]
    (hall,) = (row for row in rows(files, "entities.csv") if row["id"] == "hall")

    expected = [("hall", "acme", "애크미"), ("hall", "bolt", "볼트")]

    assert (amount["value"], amount["unit"], amount["kind"]) == ("7000000000000", "KRW", "total-investment")
    assert sorted((row["subject"], row["who"], row["who_label"]) for row in builders) == expected
    assert (hall["label_en"], hall["label_ja"], hall["kind"]) == ("Server Hall", "サーバーホール", "data-center")
    assert {(row["subject"], row["predicate"], row["object"]) for row in rows(files, "links.csv")} >= {
        ("acme", "builds", "hall"),
        ("hall", "within", "harbour"),
        ("harbour-city", "governs", "harbour"),
    }


def test_a_formula_in_a_text_does_not_run_and_can_be_read_back(small: Dataset) -> None:
    (description,) = rows(write("csv", small.whole()), "descriptions.csv")

    assert description["gist"].startswith("'=cmd|")
    assert plain(description["gist"]).startswith("=cmd|")


@given(st.text(alphabet=st.sampled_from("'=+-@\t\rax1")))
def test_no_neutral_cell_starts_like_a_formula_and_every_one_reads_back(text: str) -> None:
    assert neutral(text)[:1] not in tuple("=+-@\t\r")
    assert plain(neutral(text)) == text


def test_a_separator_that_a_value_holds_is_replaced_by_another(small: Dataset) -> None:
    acme, alias = NamedNode(small.base + "acme"), NamedNode(SKOS + "altLabel")
    more = [Triple(acme, alias, Literal(text, language="en")) for text in ("A|C", "Acme & Co")]
    files = write("csv", small.select([*small.whole().triples, *more]))

    table = next(t for t in json.loads(files["csv-metadata.json"])["tables"] if t["url"] == "entities.csv")
    (column,) = (c for c in table["tableSchema"]["columns"] if c["name"] == "alias_en")
    (row,) = (r for r in rows(files, "entities.csv") if r["id"] == "acme")
    assert column["separator"] == "¦"
    assert sorted(row["alias_en"].split("¦")) == ["ACME Inc.", "Acme & Co", "A|C"]


def test_the_metadata_is_a_data_dictionary_of_every_column_of_every_table(project: Selection) -> None:
    files = write("csv", project)
    tables = {t["url"]: t["tableSchema"] for t in json.loads(files["csv-metadata.json"])["tables"]}

    assert set(tables) == {name for name in files if name.endswith(".csv")}
    for name, schema in tables.items():
        header = files[name].decode().split("\n", 1)[0].strip().split(",")
        assert [column["name"] for column in schema["columns"]] == header
    value = next(c for c in tables["amounts.csv"]["columns"] if c["name"] == "value")
    assert value["datatype"] == "decimal"
    assert value["propertyUrl"] == KG + "value"
    assert "canonical unit" in value["dc:description"]
    assert set(value["titles"]) == {"en", "ko", "ja"}


@pytest.mark.parametrize("table", ["participants.csv", "evidence.csv", "dates.csv"])
def test_the_metadata_turn_the_cells_into_the_triples_of_the_graph(project: Selection, table: str) -> None:
    files = write("csv", project)
    schema = next(t for t in json.loads(files["csv-metadata.json"])["tables"] if t["url"] == table)["tableSchema"]
    triples = {str(t).removesuffix(" .") for t in project.triples}

    for row in rows(files, table)[:50]:
        subject = NamedNode(schema["aboutUrl"].replace("{+id}", row["id"]))
        for column in schema["columns"][1:]:
            if column.get("suppressOutput") or not row[column["name"]]:
                continue
            cell = row[column["name"]]
            for item in cell.split(column["separator"]) if "separator" in column else [cell]:
                if "valueUrl" in column:
                    value: NamedNode | Literal = NamedNode(column["valueUrl"].replace(f"{{+{column['name']}}}", item))
                    assert str(Triple(subject, NamedNode(column["propertyUrl"]), value)) in triples
                else:
                    start = f"{subject} <{column['propertyUrl']}> {Literal(plain(item))}"
                    assert any(t.startswith(start) for t in triples if t.startswith(str(subject)))

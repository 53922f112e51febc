"""For every constraint on the ontology's style, a small edit to the ontology that breaks exactly that one."""

from __future__ import annotations

_TERM = "kg:Mill a owl:Class ; rdfs:isDefinedBy <https://w3id.org/regional-kg/ontology/core>"
_LABELS = 'rdfs:label "mill"@en, "제분소"@ko, "製粉所"@ja ; skos:definition "An entity that grinds."@en, "빻는 개체."@ko, "ひく実体。"@ja'
_CONCEPT = 'skos:prefLabel "mill"@en, "제분소"@ko, "製粉所"@ja ; skos:definition "A kind that grinds."@en, "빻는 종류."@ko, "ひく種類。"@ja'
_SCHEME = (
    f"kgs:mills {_CONCEPT} ; a skos:ConceptScheme . kgc:mill a skos:Concept ; skos:inScheme kgs:mills ; {_CONCEPT}"
)
_MESSAGE = 'sh:message "Wrong; do right."@en, "틀림. 고치십시오."@ko, "誤り。直してください。"@ja'
_MODULE = '<urn:m> a owl:Ontology ; owl:versionIRI <urn:m1> ; dcterms:license <urn:l> ; dcterms:title "M"@en, "엠"@ko, "エム"@ja'
_TAGS = {"English": "en", "Korean": "ko", "Japanese": "ja"}


def _without(text: str, name: str, language: str) -> str:
    """``text`` without the object of ``name`` in ``language``."""
    head, _, tail = text.partition(f"{name} ")
    objects, mark, rest = tail.partition(" ;")
    kept = [part for part in objects.split(", ") if not part.endswith(f"@{_TAGS[language]}")]
    return f"{head}{name} {', '.join(kept)}{mark}{rest}"


def _with(text: str, name: str) -> str:
    return text.replace(f"{name} ", f'{name} "another"@en, ', 1)


def _languages() -> dict[str, str]:
    cases = {}
    for prefix, name, text in (
        ("TermLabel", "rdfs:label", f"{_TERM} ; {_LABELS}"),
        ("TermDefinition", "skos:definition", f"{_TERM} ; {_LABELS}"),
        ("ModuleTitle", "dcterms:title", _MODULE),
        ("SchemeLabel", "skos:prefLabel", _SCHEME),
        ("SchemeDefinition", "skos:definition", _SCHEME),
        ("ShapeMessage", "sh:message", f"kgsh:Mill a sh:PropertyShape ; sh:path kg:mill ; {_MESSAGE}"),
    ):
        for language in _TAGS:
            cases[f"{prefix}{language} qualifiedMinCount"] = f"INSERT DATA {{ {_without(text, name, language)} }}"
        cases[f"{prefix}Once uniqueLang"] = f"INSERT DATA {{ {_with(text, name)} }}"
    text = f"kgc:mill a skos:Concept ; skos:inScheme kgs:rank ; {_CONCEPT}"
    for language in _TAGS:
        cases[f"ConceptLabel{language} qualifiedMinCount"] = (
            f"INSERT DATA {{ {_without(text, 'skos:prefLabel', language)} }}"
        )
    cases["ConceptLabelOnce uniqueLang"] = f"INSERT DATA {{ {_with(text, 'skos:prefLabel')} }}"
    cases["ConceptDefinitionOnce uniqueLang"] = f"INSERT DATA {{ {_with(text, 'skos:definition')} }}"
    for language in _TAGS:
        cases[f"ConceptDefined sparql {language}"] = f"INSERT DATA {{ {_without(text, 'skos:definition', language)} }}"
    return cases


def _once(name: str, subject: str, path: str, second: str) -> dict[str, str]:
    return {
        f"{name} minCount": f"DELETE WHERE {{ {subject} {path} ?value }}",
        f"{name} maxCount": f"INSERT DATA {{ {subject} {path} {second} }}",
    }


_CORE = "<https://w3id.org/regional-kg/ontology/core>"
_PAIR = "kg:millPair a kg:Pairing ; kg:roleA kgc:builder ; kg:roleB kgc:owner ; kg:edgeKind kgc:cooperation"
STYLE_CASES = {
    **_languages(),
    **_once("ModuleVersion", _CORE, "owl:versionIRI", "<urn:x>"),
    **_once("ModuleLicense", _CORE, "dcterms:license", "<urn:x>"),
    "ConceptScheme minCount": "DELETE WHERE { kgc:normal skos:inScheme ?scheme }",
    "ConceptScheme maxCount": "INSERT DATA { kgc:normal skos:inScheme kgs:basis }",
    "ConceptScheme class": "DELETE DATA { kgc:normal skos:inScheme kgs:rank } ; INSERT DATA { kgc:normal skos:inScheme kgc:preferred }",
    "TermModule class": f"INSERT DATA {{ {_TERM.replace('ontology/core', 'ontology/none')} ; {_LABELS} }}",
    "TermModule maxCount": f"INSERT DATA {{ {_TERM}, <https://w3id.org/regional-kg/ontology/claims> ; {_LABELS} }}",
    "TermInModule sparql": "INSERT DATA { kg:Mill a owl:Class }",
    "ClassName sparql": f"INSERT DATA {{ {_TERM.replace('kg:Mill', 'kg:mill')} ; {_LABELS} }}",
    "PropertyName sparql": f"INSERT DATA {{ {_TERM.replace('owl:Class', 'owl:AnnotationProperty')} ; {_LABELS} }}",
    "PropertyRange sparql": f"INSERT DATA {{ {_TERM.replace('kg:Mill a owl:Class', 'kg:mill a owl:ObjectProperty')} ; {_LABELS} }}",
    "PropertyScheme sparql": "DELETE WHERE { kg:role kg:conceptScheme ?scheme }",
    "ClaimPropertyPart sparql": "DELETE WHERE { kg:who kg:part ?part }",
    "PartName in": 'DELETE WHERE { kg:who kg:part ?part } ; INSERT DATA { kg:who kg:part "worth" }',
    "PartName maxCount": 'INSERT DATA { kg:who kg:part "support" }',
    "ClaimClassKey sparql": "DELETE WHERE { kg:Statement kg:sheetKey ?key }",
    "SheetKeyOnce maxCount": 'INSERT DATA { kg:Statement kg:sheetKey "sayings" }',
    "SheetKeyOnce pattern": 'DELETE WHERE { kg:Statement kg:sheetKey ?key } ; INSERT DATA { kg:Statement kg:sheetKey "say so" }',
    "ClassNoCycle sparql": "INSERT DATA { kg:Entity rdfs:subClassOf kg:Agent }",
    "Successor minCount": "INSERT DATA { kg:who owl:deprecated true }",
    "Concept nodeKind": f"INSERT DATA {{ [] a skos:Concept ; skos:inScheme kgs:rank ; {_CONCEPT} }}",
    "Concept pattern": f"INSERT DATA {{ kgs:mill a skos:Concept ; skos:inScheme kgs:rank ; {_CONCEPT} }}",
    "ConceptLabelApart disjoint altLabel": "INSERT { kgc:normal skos:altLabel ?x } WHERE { kgc:normal skos:prefLabel ?x FILTER(LANG(?x) = 'en') }",
    "ConceptLabelApart disjoint hiddenLabel": "INSERT { kgc:normal skos:hiddenLabel ?x } WHERE { kgc:normal skos:prefLabel ?x FILTER(LANG(?x) = 'en') }",
    "SchemeUsed minCount": f"INSERT DATA {{ kgs:mills a skos:ConceptScheme ; {_CONCEPT} }}",
    "ConceptNameInScheme sparql": f"INSERT DATA {{ kgc:mill a skos:Concept ; skos:inScheme kgs:rank ; {_CONCEPT} . kgc:mills a skos:Concept ; skos:inScheme kgs:rank ; {_CONCEPT.replace('제분소', '방앗간').replace('製粉所', '水車')} }}",
    "BroaderConcept class": "INSERT DATA { kgc:normal skos:broader kgs:rank }",
    "BroaderNoCycle sparql": "INSERT DATA { kgc:normal skos:broader kgc:preferred . kgc:preferred skos:broader kgc:normal }",
    "UnitComplete sparql": "DELETE WHERE { kgc:pyeong kg:factor ?factor }",
    "UnitComplete sparql unit": "DELETE WHERE { kgc:pyeong kg:canonicalUnit ?unit }",
    "StatusComplete sparql": "DELETE WHERE { kgc:planned kg:order ?order }",
    "StatusComplete sparql axis": "DELETE WHERE { kgc:planned kg:axis ?axis }",
    "QuantityKindComplete sparql": "DELETE WHERE { kgc:depth kg:unitOf ?unit }",
    "UnitOfUnit in": f"DELETE WHERE {{ kgc:depth kg:unitOf ?unit }} ; INSERT DATA {{ kgc:depth kg:unitOf kgc:mill . kgc:mill a skos:Concept ; skos:inScheme kgs:rank ; kg:canonicalUnit kgc:mill ; kg:factor 1.0 ; {_CONCEPT} }}",
    "UnitOfCanonical equals": "DELETE WHERE { kgc:site-area kg:unitOf ?unit } ; INSERT DATA { kgc:site-area kg:unitOf kgc:pyeong }",
    "FactorNumber datatype": 'DELETE WHERE { kgc:pyeong kg:factor ?factor } ; INSERT DATA { kgc:pyeong kg:factor 3 }',
    "FactorNumber minExclusive": "DELETE WHERE { kgc:pyeong kg:factor ?factor } ; INSERT DATA { kgc:pyeong kg:factor 0.0 }",
    "FactorNumber maxCount": "INSERT DATA { kgc:pyeong kg:factor 3.5 }",
    "CanonicalOnce class": "DELETE WHERE { kgc:pyeong kg:canonicalUnit ?unit } ; INSERT DATA { kgc:pyeong kg:canonicalUnit kgs:unit }",
    "CanonicalOnce maxCount": "INSERT DATA { kgc:pyeong kg:canonicalUnit kgc:m }",
    "ShortcutProperty class": "DELETE WHERE { kgc:builder kg:shortcut ?p } ; INSERT DATA { kgc:builder kg:shortcut kg:Company }",
    "ShortcutProperty maxCount": "INSERT DATA { kgc:builder kg:shortcut kg:owns }",
    "PairingRoleA minCount": f"INSERT DATA {{ {_PAIR.replace('kg:roleA kgc:builder ; ', '')} }}",
    "PairingRoleA maxCount": f"INSERT DATA {{ {_PAIR} ; kg:roleA kgc:owner }}",
    "PairingRoleB minCount": f"INSERT DATA {{ {_PAIR.replace('kg:roleB kgc:owner ; ', '')} }}",
    "PairingRoleB maxCount": f"INSERT DATA {{ {_PAIR} ; kg:roleB kgc:builder }}",
    "PairingEdgeKind minCount": f"INSERT DATA {{ {_PAIR.replace(' ; kg:edgeKind kgc:cooperation', '')} }}",
    "PairingEdgeKind maxCount": f"INSERT DATA {{ {_PAIR} ; kg:edgeKind kgc:study }}",
    "PairingScheme node": f"INSERT DATA {{ {_PAIR.replace('kgc:owner', 'kgc:MW')} }}",
    "ShapeMessagePlain not": f"INSERT DATA {{ kgsh:Mill a sh:PropertyShape ; sh:path kg:mill ; {_MESSAGE.replace('Wrong', 'https://w3id.org/x is wrong')} }}",
    "PropertyShapeStyle nodeKind": f"INSERT DATA {{ [] a sh:PropertyShape ; sh:path kg:mill ; {_MESSAGE} }}",
    "OwnMessageGiven minCount": "INSERT DATA { kgsh:Mill a sh:NodeShape ; sh:closed true }",
}  # fmt: skip

"""For every constraint of the data shapes, a small edit to the valid graph that breaks exactly that one.

A case is named by its shape and the constraint's parameter: ``"AmountUnit minCount"``.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from pyoxigraph import Store

from kg.rdf.namespaces import SHAPES, XSD
from kg.shapes.check import Result, validate
from kg.shapes.model import Constraint, Shape
from tests.shapes.graphs import DATA_SHAPES, FILES, valid

# Shapes about one property: a node of the valid graph that has it, and a second value for it.
PROPERTIES = """
ClaimSubject ClaimSubjectClass | :state | :quarter
ClaimDerivedFromClass | :ranked | :dataset
ClaimManner | :ranked | kgc:superlative
ClaimSpeaker ClaimSpeakerClass | :hope | :mason
ClaimPeriod ClaimPeriodForm | :smithBuilds | "2024/2026"
ClaimEarliest ClaimEarliestDay | :broken | "2025-08-28"^^xsd:date
ClaimLatest ClaimLatestDay | :finished | "2029-12-30"^^xsd:date
ClaimRank | :ranked | kgc:normal
ClaimReason ClaimReasonText | :ranked | "another"
ClaimAccepted ClaimAcceptedFlag | :state | false
ParticipationRole | :smithBuilds | kgc:owner
ParticipationWho ParticipationWhoClass | :masonSigns | :smith
ParticipationCount ParticipationCountNumber | :helpersSign | 4
AmountKind | :budget | kgc:fund-size
AmountUnit | :cost | kgc:USD
AmountValueNumber | :cost |
AmountLow AmountLowNumber | :cost | 6900000000000.0
AmountHigh AmountHighNumber | :cost | 7100000000000.0
AmountBound | :cost | kgc:about
AmountPayer AmountPayerClass | :cost | :mason
QuantityValueNumber | :power |
QuantityLow QuantityLowNumber | :power | 102.0
QuantityHigh QuantityHighNumber | :power | 104.0
QuantityBound | :power | kgc:about
QuantityAt QuantityAtForm | :power | "2026"
DateKind | :signed | kgc:visit
DateWhen DateWhenForm | :signed | "2025-07"
DateBound | :finished | kgc:about
StatusStatus | :state | kgc:planned
LocationPlace | :stands | :town
PartWhole PartWholeClass | :belongs | :deal
ListRole | :others | kgc:owner
ListOpen ListOpenFlag | :others | false
RelationRelation | :follows | kgc:follows
RelationObject RelationObjectClass | :follows | :wing
PostPost | :rules | kgc:governor
PostOrganization PostOrganizationClass | :rules | :mason
PostSince PostSinceForm | :rules | "2022-06"
PostUntil PostUntilForm | :rules | "2027"
DomainKind | :uses | kgc:domain-served
DomainDomain | :uses | kgc:cloud
IncentiveIncentive | :relief | kgc:labour-deregulation
DescriptionKind | :purpose | kgc:effect
DescriptionGist DescriptionGistText | :purpose | "More."
StatementGist StatementGistText | :hope | "More."
NameName NameNameText | :ranked | "Tawn"
RankDecisionClaim RankDecisionClaimClass | :misprint | :state
RankDecisionRank | :misprint | kgc:preferred
RankDecisionReason RankDecisionReasonText | :misprint | "another"
IdentityVerdict | :form | kgc:unsure
IdentityEntityClass | :form |
IdentityNameForm | :form |
IdentityReason IdentityReasonText | :form | "another"
EvidenceSource EvidenceSourceClass | :stateEvidence | :memo
EvidenceLine EvidenceLineNumber | :costSaid | 5
EvidenceWords EvidenceWordsText | :costSaid | "7"
EvidenceBasis | :costSaid | kgc:derived
EvidenceModality | :costSaid | kgc:fact
EvidenceNote EvidenceNoteText | :hopeSaid | "and so"
EvidenceAsOf EvidenceAsOfForm | :hopeSaid | "2024"
EvidenceReporter EvidenceReporterClass | :hopeSaid | :mason
EvidenceAnchor EvidenceAnchorForm | :hopeSaid | "2024"
EvidenceStatedValue EvidenceStatedValueNumber | :costSaid | 8.5
EvidenceStatedLow EvidenceStatedLowNumber | :costSaid | 5.5
EvidenceStatedHigh EvidenceStatedHighNumber | :costSaid | 8.5
EvidenceStatedUnit | :costSaid | kgc:USD
DocumentFile DocumentFileText | :article | "b.txt"
DocumentSha256 | :article | "1123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
DocumentLines DocumentLinesNumber | :article | 21
DocumentLanguage DocumentLanguageForm | :article | "ko"
DocumentPublisher DocumentPublisherClass | :article | :mason
DocumentIssued DocumentIssuedForm | :article | "2025"
SectionFirstLine SectionFirstLineNumber | :again | 12
SectionLastLine SectionLastLineNumber | :again | 19
SectionKind | :body | kgc:caption
SectionReference SectionReferenceForm | :body | "2024"
SectionReferenceNote SectionReferenceNoteText | :body | "again"
SectionCertainty | :body | kgc:likely
SectionRepeats SectionRepeatsClass | :again | :again
EntityKind | :mill | kgc:data-center
GovernsOne GovernsRegion | :council | :quarter
IsoOne IsoForm | :town | "KR-98"
PartnershipPartnerClass | :pair |
PartnershipKind | :pair | kgc:agreement
PartnershipThrough PartnershipThroughClass | :pair | :wing
PartnershipDerivedFromClass | :pair | :dataset
PartnershipRule PartnershipRuleText | :pair | "41"
PartnershipPlanned PartnershipPlannedFlag | :pair | true
DatasetVersion | :dataset | "0.2.0"
DatasetLicense DatasetLicenseAddress | :dataset | <https://example.org/licence>
"""

WRONG = {"decimal": '"many"', "integer": '"many"', "boolean": '"perhaps"', "date": '"some day"', "string": '"text"@en'}
# Numbers that rdflib reads, but no other engine.
MISSPELT = {XSD + "decimal": '"3e4"^^xsd:decimal', XSD + "integer": '"７"^^xsd:integer'}
# What else than ``:dataset`` is of the wrong class.
OF_ANOTHER_CLASS = {"LocationPlaceClass": ":council"}


def _property_edits() -> dict[str, str]:
    edits = {}
    shapes = {shape.name.removeprefix(SHAPES): shape for shape in FILES["obligations"].shapes.values()}
    for line in PROPERTIES.strip().splitlines():
        names, focus, second = (part.strip() for part in line.split("|"))
        for name in names.split():
            for constraint in shapes[name].constraints:
                edits[f"{name} {constraint.parameter}"] = _edit(name, shapes[name], constraint, focus, second)
    return edits


def _edit(name: str, shape: Shape, constraint: Constraint, focus: str, second: str) -> str:
    path = f"<{shape.path.value}>"
    remove = f"DELETE WHERE {{ {focus} {path} ?value }}"
    wrong = {
        "datatype": lambda: WRONG[constraint.value.value.rsplit("#", 1)[1]],
        "pattern": lambda: MISSPELT.get(
            next((c.value.value for c in shape.constraints if c.parameter == "datatype"), ""), '"some day"'
        ),
        "class": lambda: OF_ANOTHER_CLASS.get(name, ":dataset"),
        "or": lambda: ":dataset",
        "nodeKind": lambda: '"free"',
    }
    match constraint.parameter:
        case "minCount":
            return remove
        case "maxCount":
            return f"INSERT DATA {{ {focus} {path} {second} }}"
        case parameter:
            return f"{remove} ; INSERT DATA {{ {focus} {path} {wrong[parameter]()} }}"


def constraints(file: str) -> Iterator[tuple[str, Shape, Constraint]]:
    """(case name, shape, constraint) of all named shapes of a file."""
    for shape in FILES[file].shapes.values():
        if shape.name.startswith(SHAPES):
            for constraint in shape.constraints:
                yield f"{shape.name.removeprefix(SHAPES)} {constraint.parameter}", shape, constraint


def _closed_edits() -> dict[str, str]:
    """A closed shape refuses a property that belongs to another class."""
    nodes = {
        "AmountClaim": ":cost", "DateClaim": ":signed", "Dataset": ":dataset", "Description": ":purpose", "Document": ":article",
        "DomainClaim": ":uses", "Evidence": ":costSaid", "IdentityDecision": ":form", "IncentiveClaim": ":relief", "ListClaim": ":others",
        "LocationClaim": ":stands", "NameClaim": ":ranked", "PartClaim": ":belongs", "Participation": ":masonSigns", "Partnership": ":pair",
        "PostClaim": ":rules", "QuantityClaim": ":power", "RankDecision": ":misprint", "RelationClaim": ":follows", "Section": ":body",
        "Slot": ":costSlot", "Statement": ":hope", "StatusClaim": ":state",
    }  # fmt: skip
    return {f"{shape} closed": f'INSERT DATA {{ {node} kg:glossed "en" }}' for shape, node in nodes.items()}


OTHERS = {
    # claims
    "ClaimSupport minCount": "DELETE WHERE { :stands kg:evidence ?e . ?e ?p ?o }",
    "ClaimDateOrder sparql": 'DELETE DATA { :smithBuilds kg:earliest "2024-01-01"^^xsd:date } ; INSERT DATA { :smithBuilds kg:earliest "2026-01-01"^^xsd:date }',
    "ClaimSpeakerNamed or": "DELETE DATA { :hope kg:speaker :ann }",
    "ClaimSpeakerNeeded in": "INSERT DATA { :state kg:speaker :ann }",
    "ClaimMannerHeld sparql": "DELETE DATA { :costSaid kg:modality kgc:plan } ; INSERT DATA { :costSaid kg:modality kgc:forecast }",
    "ConceptOfScheme sparql": "DELETE DATA { :state kg:status kgc:under-construction } ; INSERT DATA { :state kg:status kgc:builder }",
    "KindOfScheme sparql": "DELETE DATA { :mill kg:kind kgc:car-plant } ; INSERT DATA { :mill kg:kind kgc:builder }",
    "ClaimStage maxCount": "INSERT DATA { :masonSigns kg:stage kgc:initial, kgc:final }",
    "ClaimRuleText datatype": 'INSERT DATA { :state kg:rule "rule"@en }',
    "ClaimEvidenceClass class": "INSERT DATA { :stands kg:evidence :dataset }",
    "ClaimSlot maxCount": "INSERT DATA { :cost kg:slot :more . :more a kg:Slot }",
    "ClaimSlotClass class": "DELETE DATA { :cost kg:slot :costSlot . :costSlot a kg:Slot } ; INSERT DATA { :cost kg:slot :dataset }",
    "ClaimSlotGiven minCount": "DELETE DATA { :cost kg:slot :costSlot . :costSlot a kg:Slot }",
    "ClaimRankReason or": 'DELETE DATA { :ranked kg:reason "a misprint" }',
    "PostHolder class": "DELETE DATA { :rules kg:subject :ann } ; INSERT DATA { :rules kg:subject :paper }",
    "EvidenceSection maxCount": 'DELETE DATA { :article kg:hasSection :body . :body kg:lastLine 10 } ; INSERT DATA { :article kg:hasSection :body, :more . :body kg:lastLine 9 . :more a kg:Section ; skos:prefLabel "more"@en, "더"@ko, "他"@ja ; kg:kind kgc:body ; kg:firstLine 10 ; kg:lastLine 10 . :costSaid kg:section :more } ; DELETE DATA { :costSaid kg:line 4 } ; INSERT DATA { :costSaid kg:line 4 }',
    "EvidenceSectionClass class": 'INSERT DATA { :noted a kg:NameClaim ; kg:subject :mill ; kg:name "Mill" ; kg:manner kgc:asserted ; kg:evidence :note . :note a kg:Evidence ; kg:source :article ; kg:section :dataset ; kg:line 2 ; kg:words "Mill" ; kg:basis kgc:stated ; kg:modality kgc:fact }',
    "EvidenceSectionDocument sparql": "DELETE DATA { :costSaid kg:section :body } ; INSERT DATA { :costSaid kg:section :page }",
    "SectionDocument maxCount": "INSERT DATA { :memo kg:hasSection :again }",
    "TypedOnce minCount": 'INSERT DATA { :guild skos:prefLabel "Guild"@en }',
    # participation
    "ParticipationCountPositive minInclusive": "DELETE DATA { :helpersSign kg:count 3 } ; INSERT DATA { :smithSigns a kg:Participation ; kg:subject :deal ; kg:who :smith ; kg:role kgc:party ; kg:manner kgc:asserted ; kg:derivedFrom :lies . :helpersSign kg:count 0 }",
    "CountOfGroup sparql": "INSERT DATA { :masonBuilds kg:count 2 }",
    # numbers
    "AmountCurrency node": "DELETE DATA { :cost kg:unit kgc:KRW } ; INSERT DATA { :cost kg:unit kgc:MW }",
    "AmountNumber minCount": "DELETE WHERE { :cost kg:value ?v ; kg:low ?l ; kg:high ?h }",
    "AmountNotNegative minInclusive": "DELETE WHERE { :cost kg:value ?v ; kg:low ?l ; kg:high ?h } ; INSERT DATA { :cost kg:value -1.0 }",
    "AmountPer maxCount": "INSERT DATA { :cost kg:per kgc:per-year, kgc:per-firm }",
    "AmountValue maxCount": "DELETE WHERE { :cost kg:low ?l ; kg:high ?h } ; INSERT DATA { :cost kg:value 8000000000000.0 }",
    "QuantityNumber minCount": "DELETE WHERE { :power kg:value ?v ; kg:low ?l ; kg:high ?h }",
    "QuantityNotNegative minInclusive": "DELETE WHERE { :power kg:value ?v ; kg:low ?l ; kg:high ?h } ; INSERT DATA { :power kg:value -1.0 }",
    "QuantityPer maxCount": "INSERT DATA { :power kg:per kgc:per-year, kgc:per-firm }",
    "QuantityValue maxCount": "DELETE WHERE { :power kg:low ?l ; kg:high ?h } ; INSERT DATA { :power kg:value 104.0 }",
    "QuantityKind minCount": "DELETE WHERE { :power kg:kind ?k }",
    "QuantityKind maxCount": "DELETE DATA { :power kg:kind kgc:power-capacity ; kg:unit kgc:MW } ; INSERT DATA { :power kg:kind kgc:site-area, kgc:designated-area ; kg:unit kgc:m2 }",
    "QuantityUnit minCount": "DELETE WHERE { :power kg:unit ?u }",
    "QuantityUnit maxCount": "INSERT DATA { :power kg:unit kgc:m2 }",
    "QuantityUnitOfKind sparql": "DELETE DATA { :power kg:unit kgc:MW } ; INSERT DATA { :power kg:unit kgc:m2 }",
    "NumberOrder sparql": "DELETE WHERE { :power kg:value ?v ; kg:low ?l } ; INSERT DATA { :power kg:low 104.0 }",
    "NumberWithinBounds sparql": "DELETE DATA { :power kg:value 103.0 } ; INSERT DATA { :power kg:value 105.0 }",
    # dates
    "DateEnd minCount": "DELETE WHERE { :signed kg:earliest ?e ; kg:latest ?l }",
    "MilestoneOrder sparql": 'DELETE DATA { :finished kg:latest "2029-12-31"^^xsd:date } ; INSERT DATA { :finished kg:latest "2024-12-31"^^xsd:date }',
    # other claims
    "LocationPlaceClass or": "DELETE DATA { :stands kg:place :quarter } ; INSERT DATA { :stands kg:place :council }",
    "PostOrder sparql": 'DELETE DATA { :rules kg:until "2026" } ; INSERT DATA { :rules kg:until "2021" }',
    "StatementManner in": "DELETE DATA { :hope kg:manner kgc:forecast ; kg:speaker :ann . :hopeSaid kg:modality kgc:forecast } ; INSERT DATA { :hope kg:manner kgc:asserted . :hopeSaid kg:modality kgc:fact }",
    # slots and decisions
    "SlotClaims minCount": "INSERT DATA { :empty a kg:Slot }",
    "SlotOnePreferred sparql": 'DELETE DATA { :budget kg:slot :budgetSlot } ; DELETE DATA { :budgetSlot a kg:Slot } ; INSERT DATA { :budget kg:slot :costSlot ; kg:rank kgc:preferred ; kg:reason "newer" . :cost kg:rank kgc:preferred ; kg:reason "older" }',
    "IdentityEntity minCount": 'DELETE DATA { :form kg:entity :town } ; INSERT DATA { :form kg:nameForm "Tawn" }',
    "IdentityEntity maxCount": "INSERT DATA { :form kg:entity :ann, :council }",
    "IdentityTwoSides minCount": 'DELETE DATA { :form kg:nameForm "Toun" }',
    # evidence
    "EvidenceClaim minCount": 'INSERT DATA { :loose a kg:Evidence ; kg:source :article ; kg:line 1 ; kg:words "x" ; kg:basis kgc:stated ; kg:modality kgc:fact }',
    "EvidenceClaim maxCount": "INSERT DATA { :state kg:evidence :costSaid }",
    "EvidenceLinePositive minInclusive": "DELETE DATA { :costSaid kg:line 4 ; kg:section :body } ; INSERT DATA { :costSaid kg:line 0 }",
    "EvidenceWordsLength minLength": 'DELETE DATA { :costSaid kg:words "7 trillion won" } ; INSERT DATA { :costSaid kg:words "" }',
    "EvidenceWordsLength maxLength": 'DELETE DATA { :costSaid kg:words "7 trillion won" } ; INSERT DATA { :costSaid kg:words "thirty characters, word by word" }',
    "EvidenceInDocument sparql": "DELETE DATA { :costSaid kg:line 4 ; kg:section :body } ; INSERT DATA { :costSaid kg:line 21 }",
    "EvidenceInSection sparql": "DELETE DATA { :costSaid kg:line 4 } ; INSERT DATA { :costSaid kg:line 11 }",
    "EvidenceNoRepeat not": "DELETE DATA { :costSaid kg:line 4 ; kg:section :body } ; INSERT DATA { :costSaid kg:line 11 ; kg:section :again }",
    "EvidenceInferredNote or": 'DELETE DATA { :hopeSaid kg:note "she says so" }',
    # documents and sections
    "DocumentSha256Form datatype": 'DELETE WHERE { :article kg:sha256 ?s } ; INSERT DATA { :article kg:sha256 "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"@en }',
    "DocumentSha256Form pattern": 'DELETE WHERE { :article kg:sha256 ?s } ; INSERT DATA { :article kg:sha256 "0123" }',
    "DocumentLinesPositive minInclusive": "DELETE WHERE { :article kg:lines ?l } ; INSERT DATA { :article kg:lines 0 }",
    "DocumentSectionClass class": "INSERT DATA { :article kg:hasSection :dataset }",
    "DocumentSections minCount": "DELETE WHERE { :article kg:hasSection ?s . ?s ?p ?o } ; DELETE WHERE { ?e kg:section ?s }",
    "SectionDocument minCount": "DELETE DATA { :article kg:hasSection :again }",
    "SectionFirstLinePositive minInclusive": "DELETE DATA { :body kg:firstLine 1 } ; INSERT DATA { :body kg:firstLine 0 }",
    "SectionLineOrder sparql": "DELETE DATA { :again kg:lastLine 20 } ; INSERT DATA { :again kg:lastLine 10 }",
    "SectionInDocument sparql": "DELETE DATA { :again kg:lastLine 20 } ; INSERT DATA { :again kg:lastLine 21 }",
    "SectionApart sparql": "DELETE DATA { :again kg:firstLine 11 } ; INSERT DATA { :again kg:firstLine 10 }",
    "SectionReferenceSure sparql": "DELETE DATA { :body kg:certainty kgc:certain }",
    "SectionRepeatNamed sparql": "DELETE DATA { :again kg:repeats :body }",
    # entities
    "EnglishLabel qualifiedMinCount": 'DELETE DATA { :mill skos:prefLabel "Mill"@en }',
    "KoreanLabel qualifiedMinCount": 'DELETE DATA { :mill skos:prefLabel "제분소"@ko }',
    "JapaneseLabel qualifiedMinCount": 'DELETE DATA { :mill skos:prefLabel "製粉所"@ja }',
    "LabelOncePerLanguage uniqueLang": 'INSERT DATA { :mill skos:prefLabel "Works"@en }',
    "LabelTagged datatype": 'INSERT DATA { :mill skos:altLabel "Works" }',
    "LabelAliasApart disjoint altLabel": 'INSERT DATA { :mill skos:altLabel "Mill"@en }',
    "LabelAliasApart disjoint hiddenLabel": 'INSERT DATA { :mill skos:hiddenLabel "Mill"@en }',
    "AliasHiddenApart disjoint": 'INSERT DATA { :town skos:hiddenLabel "Ville"@en }',
    "EntityGlossed in": 'INSERT DATA { :mill kg:glossed "fr" }',
    "EntityOneSort xone": "INSERT DATA { :mill a kg:Place }",
    "EntityClosed sparql": "INSERT DATA { :mill kg:count 12 }",
    "NameOfOne sparql": 'INSERT DATA { :mill skos:altLabel "Deal"@en }',
    "Governing class": "DELETE DATA { :council kg:governs :town } ; INSERT DATA { :mason kg:governs :town }",
    "Coded class": 'DELETE DATA { :town kg:iso "KR-99" } ; INSERT DATA { :council kg:iso "KR-99" }',
    "IsoForm datatype": 'DELETE DATA { :town kg:iso "KR-99" } ; INSERT DATA { :town kg:iso "KR-99"@en }',
    "IsoOfOne sparql": 'INSERT DATA { :quarter kg:iso "KR-99" }',
    "PartOfNoCycle sparql": "INSERT DATA { :town kg:partOf :quarter . :quarter kg:partOf :town }",
    "LocatedInNoCycle sparql": "INSERT DATA { :town kg:locatedIn :mill }",
    "AgreementParties sparql": "DELETE DATA { :helpersSign kg:count 3 ; kg:role kgc:party } ; INSERT DATA { :helpersSign kg:role kgc:attendee }",
    "NoAddress not": 'DELETE DATA { :costSaid kg:words "7 trillion won" } ; INSERT DATA { :costSaid kg:words "ann@example.org" }',
    # partnerships
    "PartnershipPartners minCount": "DELETE DATA { :pair kg:partner :smith }",
    "PartnershipPartners maxCount": "INSERT DATA { :annBuilds a kg:Participation ; kg:subject :mill ; kg:who :ann ; kg:role kgc:builder ; kg:manner kgc:asserted ; kg:accepted true ; kg:derivedFrom :lies . :pair kg:partner :ann ; kg:derivedFrom :annBuilds }",
    "PartnershipPartnerClass class": "DELETE DATA { :pair kg:partner :smith . :smithBuilds kg:who :smith } ; INSERT DATA { :pair kg:partner :quarter . :smithBuilds kg:who :quarter }",
    "PartnershipPartnerNamed not": "DELETE DATA { :pair kg:partner :smith . :smithBuilds kg:who :smith } ; INSERT DATA { :pair kg:partner :helpers . :smithBuilds kg:who :helpers }",
    "PartnershipDerivedFrom minCount": "DELETE WHERE { :pair kg:derivedFrom ?claim }",
    "PartnershipDerivedFromClass class": "INSERT DATA { :pair kg:derivedFrom :dataset }",
    "PartnershipGrounded sparql": "DELETE DATA { :pair kg:derivedFrom :smithBuilds }",
    # advice
    "ActDated qualifiedMinCount": "DELETE WHERE { :signed ?p ?o } ; DELETE WHERE { :signedEvidence ?p ?o } ; DELETE WHERE { :signedSlot ?p ?o }",
    "AmountMagnitude sparql": "DELETE WHERE { :budget kg:value ?v ; kg:low ?l ; kg:high ?h } ; INSERT DATA { :budget kg:value 7.0 }",
    "DayOfOurTime pattern": 'DELETE DATA { :finished kg:latest "2029-12-31"^^xsd:date } ; INSERT DATA { :finished kg:latest "2209-12-31"^^xsd:date }',
    "DocumentDated minCount": 'DELETE DATA { :article dcterms:issued "2025-08-31" }',
    "EntityMentioned minCount": 'INSERT DATA { :guild a kg:Association ; skos:prefLabel "Guild"@en, "조합"@ko, "組合"@ja }',
    "EntityNamed qualifiedMinCount": "DELETE { ?c ?p ?o } WHERE { ?c a kg:NameClaim ; kg:subject :mill ; ?p ?o }",
    "FacilityLocated minCount": "DELETE WHERE { :mill kg:within ?place }",
    "GistShort maxLength": f'INSERT DATA {{ :purpose kg:gist "{"long " * 60}" }} ; DELETE DATA {{ :purpose kg:gist "It grinds data." }}',
    "InferredDateAnchor sparql": 'DELETE DATA { :signedEvidence kg:basis kgc:stated } ; INSERT DATA { :signedEvidence kg:basis kgc:inferred ; kg:note "so" }',
    "LabelSpaces pattern": 'INSERT DATA { :mill skos:altLabel "Big  Mill"@en }',
    "PartsExceedWhole sparql": "DELETE WHERE { :budget kg:value ?v ; kg:low ?l ; kg:high ?h } ; INSERT DATA { :budget kg:value 8000000000000.0 ; kg:low 8000000000000.0 ; kg:high 8000000000000.0 }",
    "PostOrganizationGiven minCount": "DELETE DATA { :rules kg:organization :council }",
    "SlotConflict sparql": "INSERT DATA { :bill a kg:AmountClaim ; kg:subject :mill ; kg:kind kgc:total-investment ; kg:unit kgc:KRW ; kg:value 9000000000000.0 ; kg:low 9000000000000.0 ; kg:high 9000000000000.0 ; kg:payer :council ; kg:slot :costSlot ; kg:manner kgc:asserted ; kg:derivedFrom :lies }",
    "SlotDiffers sparql": "INSERT DATA { :bill a kg:AmountClaim ; kg:subject :mill ; kg:kind kgc:total-investment ; kg:unit kgc:KRW ; kg:value 6000000000000.0 ; kg:bound kgc:more-than ; kg:low 6000000000000.0 ; kg:payer :council ; kg:slot :costSlot ; kg:manner kgc:asserted ; kg:derivedFrom :lies }",
    "StageShrinks sparql": "INSERT DATA { :later a kg:QuantityClaim ; kg:subject :mill ; kg:kind kgc:power-capacity ; kg:unit kgc:MW ; kg:stage kgc:final ; kg:value 50.0 ; kg:low 50.0 ; kg:high 50.0 ; kg:manner kgc:asserted ; kg:accepted true ; kg:derivedFrom :lies ; kg:slot :laterSlot . :laterSlot a kg:Slot }",
    "StatusAsOf minCount": 'DELETE DATA { :stateEvidence kg:asOf "2025" }',
    "TargetSpeaker or": "DELETE DATA { :hope kg:manner kgc:forecast ; kg:speaker :ann . :hopeSaid kg:modality kgc:forecast } ; INSERT DATA { :hope kg:manner kgc:target . :hopeSaid kg:modality kgc:target }",
}

# Further ways to break a rule that has several.
MORE = {
    "MilestoneOrder sparql end": 'INSERT DATA { :a a kg:DateClaim ; kg:subject :deal ; kg:kind kgc:start ; kg:when "2025" ; kg:earliest "2025-01-01"^^xsd:date ; kg:accepted true ; kg:manner kgc:asserted ; kg:derivedFrom :lies ; kg:slot :aSlot . :aSlot a kg:Slot . :b a kg:DateClaim ; kg:subject :deal ; kg:kind kgc:end ; kg:when "2024" ; kg:latest "2024-12-31"^^xsd:date ; kg:accepted true ; kg:manner kgc:asserted ; kg:derivedFrom :lies ; kg:slot :bSlot . :bSlot a kg:Slot }',
    "SlotConflict sparql dates": 'INSERT DATA { :a a kg:DateClaim ; kg:subject :mill ; kg:kind kgc:groundbreaking ; kg:when "2026" ; kg:earliest "2026-01-01"^^xsd:date ; kg:latest "2026-12-31"^^xsd:date ; kg:manner kgc:asserted ; kg:derivedFrom :lies ; kg:slot :brokenSlot }',
    "SlotConflict sparql lists": "INSERT DATA { :a a kg:ListClaim ; kg:subject :mill ; kg:role kgc:builder ; kg:open false ; kg:manner kgc:asserted ; kg:derivedFrom :lies ; kg:slot :othersSlot }",
    "NumberWithinBounds sparql low": "DELETE DATA { :power kg:value 103.0 } ; INSERT DATA { :power kg:value 101.0 }",
    "ClaimEarliestDay datatype calendar": 'DELETE DATA { :broken kg:earliest "2025-08-29"^^xsd:date } ; INSERT DATA { :broken kg:earliest "2025-02-30"^^xsd:date }',
    "EntityClosed sparql skos": 'INSERT DATA { :mill skos:prefLable "Mill"@en }',
    "KindOfScheme sparql none": "INSERT DATA { :mason kg:kind kgc:car-plant }",
    "SectionReferenceSure sparql note": 'DELETE DATA { :body kg:referenceNote "printed" }',
    "PartsExceedWhole sparql phases": "DELETE WHERE { :budget kg:kind ?k ; kg:value ?v ; kg:low ?l ; kg:high ?h } ; INSERT DATA { :budget kg:kind kgc:phase-budget ; kg:low 8000000000000.0 }",
}  # fmt: skip

# Edits that break nothing, each beside one that does.
FINE = {
    "completion of another stage": 'DELETE DATA { :finished kg:latest "2029-12-31"^^xsd:date } ; INSERT DATA { :finished kg:latest "2024-12-31"^^xsd:date ; kg:stage kgc:initial }',
    "completion that is not accepted": 'DELETE DATA { :finished kg:latest "2029-12-31"^^xsd:date ; kg:accepted true } ; INSERT DATA { :finished kg:latest "2024-12-31"^^xsd:date ; kg:rank kgc:deprecated ; kg:reason "old" }',
    "completion on the day of groundbreaking": 'DELETE DATA { :finished kg:latest "2029-12-31"^^xsd:date } ; INSERT DATA { :finished kg:latest "2025-08-29"^^xsd:date }',
    "a shared name with a decision that the two differ": 'INSERT DATA { :town skos:altLabel "Council"@en . :council skos:altLabel "Council"@en }',
    "a name shared in another language": 'INSERT DATA { :mill skos:altLabel "Deal"@ko }',
    "two named parties": "DELETE DATA { :helpersSign kg:count 3 ; kg:who :helpers } ; INSERT DATA { :helpersSign kg:who :smith }",
    "a party and a signatory": "DELETE DATA { :helpersSign kg:count 3 ; kg:who :helpers ; kg:role kgc:party } ; INSERT DATA { :helpersSign kg:who :smith ; kg:role kgc:signatory }",
    "amounts of one slot in two currencies": "INSERT DATA { :a a kg:AmountClaim ; kg:subject :mill ; kg:kind kgc:total-investment ; kg:unit kgc:USD ; kg:value 5.0 ; kg:low 5.0 ; kg:high 5.0 ; kg:slot :costSlot ; kg:manner kgc:asserted ; kg:derivedFrom :lies ; kg:rank kgc:normal ; kg:reason \"both stand\" }",
    "competing claims with a decision": 'INSERT DATA { :a a kg:AmountClaim ; kg:subject :mill ; kg:kind kgc:total-investment ; kg:unit kgc:KRW ; kg:value 9000000000000.0 ; kg:slot :costSlot ; kg:manner kgc:asserted ; kg:derivedFrom :lies . :cost kg:rank kgc:preferred ; kg:reason "newer" }',
    "a superlative without a speaker": "DELETE DATA { :hope kg:manner kgc:forecast ; kg:speaker :ann . :hopeSaid kg:modality kgc:forecast } ; INSERT DATA { :hope kg:manner kgc:superlative . :hopeSaid kg:modality kgc:superlative }",
    "a plan and a fact in one claim": "INSERT DATA { :cost kg:evidence :again1 . :again1 a kg:Evidence ; kg:source :article ; kg:line 2 ; kg:words \"x\" ; kg:basis kgc:stated ; kg:modality kgc:fact }",
    "a range without a value": "DELETE DATA { :power kg:value 103.0 }",
    "a term that ends in the year it starts": 'DELETE DATA { :rules kg:until "2026" } ; INSERT DATA { :rules kg:until "2022" }',
    "a span of EDTF": 'DELETE DATA { :signed kg:when "2025-06" } ; INSERT DATA { :signed kg:when "[2021-05-31,2021-06-30]" }',
    "properties and classes of other vocabularies": "INSERT DATA { :mill a <https://schema.org/Place> ; <https://schema.org/url> <https://example.org/> }",
    "parts that fill the whole": "DELETE WHERE { :budget kg:value ?v ; kg:low ?l ; kg:high ?h } ; INSERT DATA { :budget kg:value 7000000000000.0 ; kg:low 7000000000000.0 ; kg:high 7000000000000.0 }",
    "a Latin letter label in Korean": 'DELETE DATA { :mill skos:prefLabel "제분소"@ko } ; INSERT DATA { :mill skos:prefLabel "Mill"@ko }',
}  # fmt: skip

CASES: dict[str, str] = {**_property_edits(), **_closed_edits(), **OTHERS, **MORE}


@cache
def case(name: str) -> tuple[Store, tuple[Result, ...]]:
    """The edited graph of a case and what the data shapes say of it; not to be changed."""
    store = valid(CASES[name])
    return store, tuple(validate(store, DATA_SHAPES))

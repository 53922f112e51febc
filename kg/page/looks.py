"""How kinds of node look: a symbol and a colour a group of classes, told apart by shape alone too.

The colours are those of Okabe and Ito, which people with any colour vision can tell apart.
"""

from __future__ import annotations

from dataclasses import dataclass

from kg.ontology.vocabulary import Vocabulary
from kg.rdf.namespaces import KG


@dataclass(frozen=True, slots=True)
class Group:
    """Classes (with all below them) that share a look and a line of the legend.

    ``id`` is the end of the interface concept that names the group; ``shape`` one of the script's symbols.
    """

    id: str
    classes: tuple[str, ...]
    shape: str
    colour: str


GROUPS = (
    Group("companies", ("Company", "CorporateGroup", "Fund"), "dot", "#0072b2"),
    Group("public", ("PublicBody",), "square", "#d55e00"),
    Group("research", ("Institute", "University", "Hospital"), "triangle", "#009e73"),
    Group("bodies", ("Organization",), "hexagon", "#cc79a7"),
    Group("people", ("Person",), "star", "#e69f00"),
    Group("unnamed", ("UnnamedGroup", "Agent"), "ring", "#8a8a8a"),
    Group("facilities", ("Facility", "Shop"), "diamond", "#f0e442"),
    Group("projects", ("Undertaking",), "plate", "#56b4e9"),
    Group("acts", ("Act",), "tag", "#b6a1e8"),
    Group("places", ("Place",), "pin", "#b8c4a0"),
    Group("others", ("Entity",), "cross", "#999999"),
)


def group_of(cls: str, vocabulary: Vocabulary) -> int:
    """The index in ``GROUPS`` of the group whose class is the nearest to ``cls``."""
    above = vocabulary.ancestors(cls)
    near = {
        name: (len(vocabulary.ancestors(KG + name)), -index)
        for index, group in enumerate(GROUPS)
        for name in group.classes
        if KG + name in above
    }
    if not near:
        return len(GROUPS) - 1
    return -near[max(near, key=lambda name: near[name])][1]

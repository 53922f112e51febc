"""The graph patterns of a query: which triples it may read, and how they hang together.

A reader of SPARQL's groups and paths, quick enough for some hundreds of queries at the start of a
command. Expressions are passed over but for the groups that EXISTS asks.
What is not read here (GRAPH, negated property sets …) is refused, never guessed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from kg.rdf.namespaces import RDF, XSD
from kg.sparql.paths import SAME, Chain, Choice, Inverse, Path, Repeated, Step, steps
from kg.sparql.tokens import Tokens

_AGGREGATES: Final = ("COUNT", "SUM", "MIN", "MAX", "AVG", "SAMPLE", "GROUP_CONCAT")
_MODIFIERS: Final = ("GROUP", "HAVING", "ORDER", "LIMIT", "OFFSET", "VALUES")
_CLOSING: Final = {"(": ")", "[": "]", "{": "}"}


@dataclass(slots=True)
class Group:
    """The patterns of one group and the groups inside: unions, optional parts, sub-selects, what EXISTS asks."""

    steps: list[Step] = field(default_factory=list)
    inner: list[Group] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Query:
    """A query's form, its template (CONSTRUCT), its pattern, and where in the text the pattern starts."""

    form: str
    template: tuple[Step, ...]
    where: Group
    start: int


def read(text: str, prefixes: Mapping[str, str]) -> Query:
    """Read the SELECT or CONSTRUCT query ``text``; ``prefixes`` are known beforehand.

    Raises:
        UnreadError: a construct that is not read here.
    """
    return _Reader(text, prefixes).query()


class _Reader(Tokens):
    def __init__(self, text: str, prefixes: Mapping[str, str]) -> None:
        super().__init__(text)
        self.prefixes = dict(prefixes)
        self.made = 0
        self.node = "?_:"  # A blank node in a pattern is a variable without a name.

    def fresh(self, start: str = "?_") -> str:
        self.made += 1
        return f"{start}{self.made}"

    def balanced(self) -> list[Group]:
        """Pass over a bracketed expression; the groups that EXISTS asks inside it."""
        asked: list[Group] = []
        closing: list[str] = []
        while True:
            if self.kind == "end":
                self.unread()
            if self.word("EXISTS"):
                asked.append(self.group())
                continue
            token = self.next()
            if token in _CLOSING:
                closing.append(_CLOSING[token])
            elif closing and token == closing[-1]:
                closing.pop()
            if not closing:
                return asked

    # --- the query

    def query(self) -> Query:
        while self.word("PREFIX"):
            name = self.next()
            self.prefixes[name[:-1]] = self.next()[1:-1]
        template: list[Step] = []
        grouped = True
        if self.word("CONSTRUCT"):
            form, self.node = "CONSTRUCT", "_:"
            self.expect("{")
            while not self.mark("}"):
                if not self.mark("."):
                    self.triples(template)
            self.node = "?_:"
        elif self.word("SELECT"):
            form = "SELECT"
            _, grouped = self.projection()
        else:
            self.unread()
        self.word("WHERE")
        opening = self.at
        where = self.group()
        if self.tokens[opening + 1][1].upper() == "SELECT":  # no VALUES may stand before it
            self.unread()
        self.modifiers(where, aggregated=not grouped)
        if self.kind != "end":
            self.unread()
        return Query(form, tuple(template), where, self.tokens[opening][2] + 1)

    def projection(self) -> tuple[set[str] | None, bool]:
        """The variables of a SELECT (None: all), and whether none of them is a total."""
        self.word("DISTINCT", "REDUCED")
        if self.mark("*"):
            return None, True
        names: set[str] = set()
        plain = True
        while True:
            if self.kind == "variable":
                names.add(f"?{self.next()[1:]}")
            elif self.kind == "mark" and self.value == "(":
                start = self.at
                if self.balanced():
                    self.unread()
                plain = plain and not any(text.upper() in _AGGREGATES for _, text, _ in self.tokens[start : self.at])
                names.add(f"?{self.tokens[self.at - 2][1][1:]}")
            else:
                return names, plain

    def ends(self) -> bool:
        return self.sees("}") or (self.kind == "word" and self.value.upper() in _MODIFIERS)

    def modifiers(self, group: Group, *, aggregated: bool) -> None:
        """What follows a pattern: groups are counted one by one, but a total or a limit depends on everything."""
        grouped = False
        while self.kind == "word" and self.value.upper() in _MODIFIERS:
            modifier = self.next().upper()
            self.word("BY")
            if modifier in ("LIMIT", "OFFSET"):
                self.unread()
            elif modifier == "VALUES":
                self.values()
            elif modifier == "GROUP":
                grouped = True
                while self.kind == "variable":
                    self.next()
            else:
                aggregated = aggregated or modifier == "HAVING"
                while not self.ends():
                    self.word("ASC", "DESC")
                    if self.kind != "variable" and not self.sees("("):
                        self.next()
                    group.inner += self.balanced()
        if aggregated and not grouped:
            self.unread()

    def group(self) -> Group:
        self.expect("{")
        if self.word("SELECT"):
            names, plain = self.projection()
            self.word("WHERE")
            found = self.group()
            self.modifiers(found, aggregated=not plain)
            self.expect("}")
            # What a sub-select does not project has nothing to do with variables of the same name outside.
            return found if names is None else _renamed(found, names, self.fresh("_"))
        found = Group()
        while not self.mark("}"):
            self.part(found)
        return found

    def part(self, found: Group) -> None:
        if self.kind == "mark" and self.value == "{":
            found.inner.append(self.group())
            while self.word("UNION"):
                found.inner.append(self.group())
        elif self.word("FILTER", "BIND"):
            self.word("NOT")
            if self.word("EXISTS"):
                found.inner.append(self.group())
                return
            if not self.sees("("):
                self.next()
            start = self.at
            found.inner += self.balanced()
            found.steps += self.alias(start)
        elif self.word("OPTIONAL", "MINUS"):
            found.inner.append(self.group())
        elif self.word("VALUES"):
            self.values()
        elif not self.mark("."):
            self.triples(found.steps)

    def alias(self, start: int) -> Iterator[Step]:
        """What ``(?one AS ?other)`` says, if that is what stands at ``start``."""
        tokens = self.tokens[start : self.at]
        if [text.upper() for kind, text, _ in tokens if kind != "variable"] == ["(", "AS", ")"] and len(tokens) == 5:
            yield Step(f"?{tokens[1][1][1:]}", SAME, f"?{tokens[3][1][1:]}")

    def values(self) -> None:
        if self.kind == "variable":
            self.next()
        else:
            self.balanced()
        self.balanced()

    # --- triples

    def triples(self, found: list[Step]) -> None:
        subject = self.term(found)
        if not self.sees(".}"):
            self.properties(subject, found)

    def properties(self, subject: str, found: list[Step]) -> None:
        while True:
            path = self.path()
            while True:
                value = self.term(found)
                found += steps(subject, path, value, self.fresh)
                if not self.mark(","):
                    break
            if not self.sees(";"):
                return
            while self.mark(";"):
                pass
            if self.sees(".]}"):
                return

    def term(self, found: list[Step]) -> str:
        if self.kind == "variable":
            return f"?{self.next()[1:]}"
        if self.kind == "iri":
            return self.next()
        if self.kind == "name":
            return f"<{self.full(self.next())}>"
        if self.kind == "blank":
            return self.node + self.next()[2:]
        if self.kind == "text":
            return self.literal()
        if self.word("TRUE"):
            return f'"true"^^<{XSD}boolean>'
        if self.word("FALSE"):
            return f'"false"^^<{XSD}boolean>'
        if self.mark("["):
            node = self.fresh(self.node)
            if not self.sees("]"):
                self.properties(node, found)
            self.expect("]")
            return node
        if self.mark("-") or self.mark("+") or self.kind == "number":
            self.next() if self.kind == "number" else self.unread()
            return self.fresh()
        return self.unread()

    def literal(self) -> str:
        """A plain text as itself; one that a store may write otherwise (a number, a date) as a variable."""
        text = self.next()
        simple = text[0] not in text[1:-1] and '"' not in text[1:-1] and "\\" not in text
        value = f'"{text[1:-1]}"'
        if self.kind == "tag":
            value += self.next().lower()
        elif self.mark("^^"):
            simple = self.term([]) == f"<{XSD}string>" and simple
        return value if simple else self.fresh()

    def full(self, name: str) -> str:
        prefix, _, rest = name.partition(":")
        if prefix not in self.prefixes:
            self.unread()
        return self.prefixes[prefix] + rest

    # --- paths

    def path(self) -> Path:
        options = [self.chain()]
        while self.mark("|"):
            options.append(self.chain())
        return options[0] if len(options) == 1 else Choice(tuple(options))

    def chain(self) -> Path:
        parts = [self.element()]
        while self.mark("/"):
            parts.append(self.element())
        return parts[0] if len(parts) == 1 else Chain(tuple(parts))

    def element(self) -> Path:
        inverse = self.mark("^")
        inner: Path
        if self.mark("("):
            inner = self.path()
            self.expect(")")
        elif self.kind == "word" and self.value == "a":
            self.next()
            inner = RDF + "type"
        elif self.kind == "variable":
            self.next()
            inner = None
        elif self.kind == "iri":
            inner = self.next()[1:-1]
        elif self.kind == "name":
            inner = self.full(self.next())
        else:
            self.unread()
        if self.mark("*") or self.mark("+") or self.mark("?"):
            inner = Repeated(inner)
        return Inverse(inner) if inverse else inner


def _renamed(group: Group, kept: set[str], suffix: str) -> Group:
    def name(end: str) -> str:
        return end + suffix if end.startswith("?") and end not in kept else end

    own = [Step(name(step.subject), step.predicates, name(step.object), step.closure) for step in group.steps]
    return Group(own, [_renamed(each, kept, suffix) for each in group.inner])

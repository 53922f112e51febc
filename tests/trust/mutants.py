"""What can be changed in a module, one thing at a time, as cosmic-ray says."""

from __future__ import annotations

import ast
import random
from dataclasses import dataclass


@dataclass(frozen=True)
class Mutant:
    """A changed source; the lines of the statement in which it is changed."""

    source: str
    lines: range


def mutants(source: str, sample: int | None, seed: int) -> list[Mutant]:
    """What can be changed in ``source``; no change twice, and none of annotations and docstrings alone."""
    from cosmic_ray.ast import ast_nodes, get_ast
    from cosmic_ray.mutating import mutate_code
    from cosmic_ray.plugins import get_operator, operator_names

    nodes = list(ast_nodes(get_ast(source)))
    operators = [get_operator(name) for name in operator_names()]
    work = [
        (line, number, occurrence)
        for number, operator in enumerate(operators)
        if not operator.arguments()
        for occurrence, line in enumerate(at[0] for node in nodes for at, _ in operator().mutation_positions(node))
    ]
    work.sort()
    random.Random(seed).shuffle(work)
    seen, found = {None, _meaning(source)}, []
    for line, number, occurrence in work:
        if len(found) == sample:
            break
        mutant = mutate_code(source, operators[number](), occurrence)
        meaning = _meaning(mutant or source)
        if mutant is not None and meaning not in seen:
            seen.add(meaning)
            found.append(Mutant(mutant, _statement(source, line)))
    return found


def _statement(source: str, line: int) -> range:
    """The lines of the innermost statement around ``line``; of one with a body its head."""
    best = range(line, line + 1)
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.stmt):
            first = min([node.lineno, *(each.lineno for each in getattr(node, "decorator_list", []))])
            body = getattr(node, "body", None)
            end = max(body[0].lineno, node.lineno + 1) if body else (node.end_lineno or node.lineno) + 1
            if line in range(first, end):
                best = range(first, end)
    return best


def _meaning(source: str) -> str | None:
    """What Python runs of ``source``: annotations are never evaluated here, docstrings are for people, and how an
    argument may be passed (``*``, ``/``) is for callers, whom the type checker reads."""
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return None
    for node in ast.walk(tree):
        if isinstance(node, ast.arg):
            node.annotation = None
        elif isinstance(node, ast.arguments):
            node.args = [*node.posonlyargs, *node.args, *node.kwonlyargs]
            node.defaults = [*node.defaults, *(each for each in node.kw_defaults if each)]
            node.posonlyargs, node.kwonlyargs, node.kw_defaults = [], [], []
        elif isinstance(node, ast.AnnAssign):
            node.annotation = ast.Constant(None)
        elif isinstance(node, (ast.FunctionDef, ast.ClassDef, ast.Module)):
            if isinstance(node, ast.FunctionDef):
                node.returns = None
            if ast.get_docstring(node) is not None:
                node.body = node.body[1:] or [ast.Pass()]
    return ast.dump(tree)

"""The page as one HTML file that needs no network, no script and nothing beside it."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from pyoxigraph import Store

from kg.docs.diagrams import claim_model, roots, tree
from kg.docs.model import page
from kg.docs.words import WORDS
from kg.workspace import Workspace

MARK: Final = b'<meta name="generator" content="kg docs">'


def render(workspace: Workspace, store: Store, language: str = "en") -> str:
    """The documentation of the ontology of ``workspace``, opened in ``language``."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        keep_trailing_newline=True,
    )
    vocabulary = workspace.vocabulary
    trees = [tree(vocabulary, root) for root in roots(vocabulary) if len(vocabulary.subclasses(root)) > 1]
    template = environment.get_template("page.html.jinja")
    # The diagrams escape what they show themselves.
    diagrams = {"claim_model": Markup(claim_model(vocabulary)), "trees": [Markup(each) for each in trees]}  # noqa: S704
    return template.render(page=page(workspace, store), words=WORDS, language=language, **diagrams)

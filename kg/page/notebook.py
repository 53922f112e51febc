"""The graph page inside a notebook: a frame that carries the whole page, so that nothing is fetched there either."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape


@dataclass(frozen=True, slots=True)
class Frame:
    """A page (HTML text) that notebooks show in a frame ``height`` pixels high."""

    page: str
    height: int = 720

    def _repr_html_(self) -> str:
        style = f"width: 100%; height: {self.height}px; border: 1px solid #8888; border-radius: 8px"
        return f'<iframe title="kg" style="{style}" srcdoc="{escape(self.page, quote=True)}"></iframe>'

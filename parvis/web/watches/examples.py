"""Three watches to begin with, made from the brand's name."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from parvis.core.models import Brand
from parvis.listening.proposals import Told, proposals
from parvis.web.ui.wording import say


@dataclass(frozen=True, slots=True)
class Example:
    name: str
    role: str
    query: str
    why: str

    @property
    def filled(self) -> str:
        """The query of the editor's address."""
        return urlencode({"name": self.name, "role": self.role, "query": self.query})


def examples_for(brand: Brand) -> list[Example]:
    made = proposals(Told(brand.name, brand.language))
    return [Example(str(say(one.name)), one.role, one.query, str(say(one.why))) for one in made]

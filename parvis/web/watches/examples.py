"""Three watches to begin with, made from the brand's name."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from parvis.core.models import Brand
from parvis.listening.query.formatter import quoted

ANGER = {
    "fr": "(arnaque* OU scandale* OU boycott* OU honteu* OU plainte*)",
    "en": "(scam* OR scandal* OR boycott* OR shame* OR complain*)",
}
ADVICE = {
    "fr": "(conseil* OU avis OU recommand* OU essayer OU compar*)",
    "en": "(advice OR review* OR recommend* OR tried OR compar*)",
}
NEAR = {"fr": "PROCHE", "en": "NEAR"}


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
    tongue = "fr" if brand.language == "fr" else "en"
    name = quoted(brand.name.replace('"', " ").strip())
    return [
        Example(brand.name, "brand", name, _("Everything that is said with your name.")),
        Example(
            _("Anger about %(brand)s") % {"brand": brand.name},
            "crisis",
            f"{name} {NEAR[tongue]}/15 {ANGER[tongue]}",
            _("Your name close to words that announce trouble."),
        ),
        Example(
            _("Who asks about %(brand)s") % {"brand": brand.name},
            "topic",
            f"{name} {'ET' if tongue == 'fr' else 'AND'} {ADVICE[tongue]}",
            _("People who ask for advice or compare: they may like an answer."),
        ),
    ]

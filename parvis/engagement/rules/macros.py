"""Texts with variables: which there are, how they are filled, what a macro may do. One pass: what is filled in is never read again."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from parvis.core.messages import Message
from parvis.engagement.rules import CaseType, Outcome

VARIABLES: Mapping[str, str] = {
    "person": "person",
    "personne": "person",
    "brand": "brand",
    "marque": "brand",
    "my name": "me",
    "mon nom": "me",
}
"""As one writes them between braces, in either language → what they stand for."""
ASIDE = ("tomorrow", "week")
LONGEST_TEXT = 20_000
_BRACES = re.compile(r"\{([^{}\n]{0,60})\}")


class BadMacro(Exception):
    """`field`: body or acts; `message` says what is wrong and what would do."""

    def __init__(self, field: str, message: Message) -> None:
        super().__init__(str(message))
        self.field = field
        self.message = message


@dataclass(frozen=True, slots=True)
class Values:
    """What the variables stand for in one conversation. `person`: the name they go by there, and nowhere else."""

    person: str
    brand: str
    me: str


@dataclass(frozen=True, slots=True)
class Acts:
    """What is done with the case. `assign`: "" = nothing, "me", or the id of a seat; `aside`: one of ASIDE."""

    assign: str = ""
    type: str = ""
    aside: str = ""
    close: str = ""

    def __bool__(self) -> bool:
        return bool(self.stored())

    def stored(self) -> dict[str, str]:
        """As the table keeps it: only what is asked."""
        said = {"assign": self.assign, "type": self.type, "aside": self.aside, "close": self.close}
        return {name: value for name, value in said.items() if value}

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> Acts:
        """What a later version wrote and this one does not know is passed over."""
        return cls(**{name: str(stored.get(name, "")) for name in ("assign", "type", "aside", "close")})


def unknown_in(body: str) -> list[str]:
    """Words in braces that are no variable, each once, in order."""
    return list(dict.fromkeys(word for word in _BRACES.findall(body) if _known(word) is None))


def fill(body: str, values: Values) -> str:
    """Every variable replaced; what is no variable stays as it is written."""
    said = {"person": values.person, "brand": values.brand, "me": values.me}
    return _BRACES.sub(lambda found: said.get(_known(found[1]) or "", found[0]), body)


def check_macro(body: str, acts: Acts) -> None:
    """Raises BadMacro."""
    strange = unknown_in(body)
    if strange:
        said = {"word": "{" + strange[0] + "}"}
        raise BadMacro("body", Message("%(word)s is not a variable. There are {person}, {brand} and {my name}.", said))
    if len(body) > LONGEST_TEXT:
        raise BadMacro("body", Message("This text is too long for an answer."))
    if not body.strip() and not acts:
        raise BadMacro("body", Message("Write a text, or choose something to do with the case."))
    if acts.type and acts.type not in list(CaseType):
        raise BadMacro("type", Message("Choose what it is about from the list."))
    if acts.close and acts.close not in list(Outcome):
        raise BadMacro("close", Message("Choose how the case ends from the list."))
    if acts.aside and acts.aside not in ASIDE:
        raise BadMacro("aside", Message("Choose until when from the list."))
    if acts.aside and (acts.close or body.strip()):
        raise BadMacro(
            "aside",
            Message("A case that is answered or closed is not put aside: its answer decides what it waits for."),
        )


def _known(word: str) -> str | None:
    return VARIABLES.get(" ".join(word.casefold().split()))

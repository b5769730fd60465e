"""Names as addresses carry them. Pure."""

from __future__ import annotations

import re

from anyascii import anyascii

from parvis.core.folding import fold_tokens

LONGEST = 80
HANDLE = re.compile(r"[a-z0-9](?:[a-z0-9_.-]{0,38}[a-z0-9])?")
KEPT_HANDLES = frozenset(
    ["admin", "administrator", "moderator", "team", "equipe", "support", "system", "parvis", "all", "tous", "everyone", "here", "ici"]
)  # fmt: skip
"""Names that would speak for the house, or call everybody."""
_APART = re.compile(r"[^a-z0-9]+")


def slug_of(title: str, otherwise: str = "t") -> str:
    """At most LONGEST characters of a-z, 0-9 and hyphens; `otherwise` when nothing of the title can be spelt so."""
    spelt = _APART.sub("-", anyascii(" ".join(fold_tokens(title[:400]))).lower()).strip("-")
    if len(spelt) > LONGEST:
        cut = spelt[: LONGEST + 1].rsplit("-", 1)[0]
        spelt = cut if len(cut) > LONGEST // 2 else spelt[:LONGEST]
    return spelt.strip("-") or otherwise


def handle_of(wanted: str) -> str:
    """The nearest handle that can be: "" when nothing is left."""
    spelt = re.sub(r"[^a-z0-9_.-]+", "-", anyascii(wanted).lower())[:40].strip("-_.")
    return spelt if HANDLE.fullmatch(spelt) else ""


def name_key(name: str) -> str:
    """By what a name is found: without accents, capitals and signs."""
    return " ".join(fold_tokens(name[:240]))[:120]


def handle_key(handle: str) -> str:
    """By what two handles are taken for one: j.doe, J_Doe and jdoe are."""
    return re.sub(r"[_.-]", "", handle.lower())

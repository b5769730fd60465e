"""Which column of a table is what, by its heading in French or English."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence

NEEDED = ("text",)
SYNONYMS: Mapping[str, tuple[str, ...]] = {
    "text": ("text", "texte", "message", "body", "content", "contenu", "corps", "commentaire", "comment", "avis", "review", "post",
             "publication", "tweet", "verbatim", "description", "full text", "texte integral"),
    "title": ("title", "titre", "subject", "sujet", "objet"),
    "author": ("author", "auteur", "auteure", "autrice", "name", "nom", "user", "utilisateur", "username", "from", "de", "pseudo",
               "reviewer", "screen name", "client"),
    "handle": ("handle", "identifiant", "compte", "account", "author handle"),
    "at": ("date", "at", "time", "heure", "datetime", "created at", "published", "published at", "publie le", "date de publication",
           "horodatage", "timestamp", "created", "cree le"),
    "url": ("url", "link", "lien", "permalink", "adresse", "address", "href", "page"),
    "id": ("id", "remote id", "post id", "reference", "guid", "numero"),
    "parent": ("parent", "parent id", "reply to", "in reply to", "en reponse a", "reponse a"),
    "thread": ("thread", "thread id", "fil", "conversation", "discussion"),
    "rating": ("rating", "note", "stars", "etoiles", "score"),
    "language": ("language", "langue", "lang"),
    "tags": ("tags", "etiquettes", "mots cles", "keywords", "categorie", "category"),
    "network": ("network", "reseau", "source", "plateforme", "platform"),
    "kind": ("kind", "type", "genre"),
}  # fmt: skip
_MEANING = {name: field for field, names in SYNONYMS.items() for name in names}


def folded(heading: str) -> str:
    """`Date_de publication ` → `date de publication`: no accents, no case, no punctuation."""
    bare = unicodedata.normalize("NFKD", heading).encode("ascii", "ignore").decode().lower()
    return " ".join("".join(c if c.isalnum() else " " for c in bare).split())


def suggest(headings: Sequence[str]) -> dict[str, str]:
    """Field → heading, for the headings that are understood; the first of two that mean the same wins."""
    mapping: dict[str, str] = {}
    for heading in headings:
        field = _MEANING.get(folded(heading))
        if field:
            mapping.setdefault(field, heading)
    return mapping

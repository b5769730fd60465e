"""Tables of contacts: name, e-mail, handle, network, stage, consent. A bad line is reported, the others are kept."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO

from parvis.connectors.contract import Author, Rejected
from parvis.connectors.manual.columns import folded
from parvis.connectors.manual.rows import BadRow, author_of, date_of
from parvis.connectors.manual.tables import BadLine, Rows, stream_lines
from parvis.core.messages import Message

SYNONYMS: Mapping[str, tuple[str, ...]] = {
    "name": ("name", "nom", "full name", "nom complet", "prenom nom", "display name", "contact"),
    "email": ("email", "e mail", "mail", "courriel", "adresse e mail", "adresse mail", "adresse electronique", "email address"),
    "handle": ("handle", "pseudo", "identifiant", "compte", "account", "username", "screen name"),
    "network": ("network", "reseau", "plateforme", "platform"),
    "stage": ("stage", "etape", "statut", "status", "relation"),
    "consent": ("consent", "consentement", "opt in", "optin", "newsletter", "accord"),
    "consented_at": ("consent date", "date du consentement", "date de consentement", "opt in date", "date d accord"),
    "wording": ("wording", "texte", "version", "text version", "version du texte"),
}  # fmt: skip
_MEANING = {name: field for field, names in SYNONYMS.items() for name in names}
STAGES = {
    "prospect": "prospect", "customer": "customer", "client": "customer", "cliente": "customer", "fan": "fan",
    "influencer": "influencer", "influenceur": "influencer", "influenceuse": "influencer", "ambassador": "ambassador",
    "ambassadeur": "ambassador", "ambassadrice": "ambassador", "partner": "partner", "partenaire": "partner",
}  # fmt: skip
YES = {"yes", "oui", "true", "vrai", "1", "x", "o", "y", "ok"}
NO = {"", "no", "non", "false", "faux", "0", "n"}
_EMAIL = re.compile(r"[^@\s,;<>\"]+@[^@\s,;<>\"]+\.[^@\s,;<>\".]{2,}")


@dataclass(frozen=True, slots=True)
class Contact:
    """One line. `email` and `account`: how the person is known again; at least one. `consents`: None = nothing was said."""

    number: int
    name: str
    email: str
    account: Author | None
    network: str
    stage: str
    consents: bool | None
    consented_at: datetime | None
    wording: str


def suggest(headings: Sequence[str]) -> dict[str, str]:
    """Field → heading, for the headings that are understood; the first of two that mean the same wins."""
    mapping: dict[str, str] = {}
    for heading in headings:
        field = _MEANING.get(folded(heading))
        if field:
            mapping.setdefault(field, heading)
    return mapping


def read_contacts(file: BinaryIO) -> Iterator[Contact | BadLine]:
    """However large the file: a block of it in memory at a time. Raises Rejected at once for wrong columns."""
    headings, rows = stream_lines(file)
    mapping = suggest(headings)
    if not {"email", "handle"} & set(mapping):
        shown = ", ".join(heading[:40] for heading in headings[:20]) or "–"
        raise Rejected(
            Message("No column holds an e-mail or a handle. Columns found: %(found)s.", {"found": shown}),
            field="file",
            mend=Message(
                "Name one column “email” or “handle”. Also understood: name, network, stage, consent, consent date."
            ),
        )
    return _contacts(rows, mapping)


def _contacts(rows: Rows, mapping: Mapping[str, str]) -> Iterator[Contact | BadLine]:
    for number, row in rows:
        if isinstance(row, Message):
            yield BadLine(number, row)
            continue
        try:
            yield to_contact(number, {field: (row.get(heading) or "").strip() for field, heading in mapping.items()})
        except BadRow as error:
            yield BadLine(number, error.message)


def to_contact(number: int, cells: Mapping[str, str]) -> Contact:
    """Raises BadRow. Reasons never repeat what stands in the line: reports outlive the people in them."""
    email, network = cells.get("email", "").lower(), cells.get("network", "").casefold()[:32]
    if email and not _EMAIL.fullmatch(email):
        raise BadRow(Message("The e-mail address is not one."))
    account = author_of(cells.get("name", ""), cells["handle"], network) if cells.get("handle") else None
    if not (email or account):
        raise BadRow(Message("There is neither an e-mail nor a handle."))
    stage = folded(cells.get("stage", ""))
    if stage and stage not in STAGES:
        raise BadRow(Message("The stage is none of those known here."))
    try:
        consented_at = date_of(cells.get("consented_at", ""))
    except BadRow:
        raise BadRow(Message("The date of the consent is not a date.")) from None
    return Contact(
        number=number,
        name=cells.get("name", "")[:200],
        email=email[:300],
        account=account,
        network=network,
        stage=STAGES.get(stage, ""),
        consents=_consents(cells),
        consented_at=consented_at,
        wording=cells.get("wording", "")[:120],
    )


def _consents(cells: Mapping[str, str]) -> bool | None:
    """None without such a column, or where it says nothing. Raises BadRow for a word that is neither yes nor no."""
    said = folded(cells.get("consent", ""))
    if said not in YES | NO:
        raise BadRow(Message("The consent is neither yes nor no."))
    return True if said in YES else (False if said else None)

"""What the demo team made its own in ninety days: answers it keeps ready, views it looks at, a colleague it called."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from parvis.demo.actions import House
from parvis.engagement.actions.cases import By
from parvis.engagement.actions.macros import MacroDraft, add_macro
from parvis.engagement.actions.notes import leave_note
from parvis.engagement.actions.views import save_view
from parvis.engagement.models import Case
from parvis.engagement.rules import CaseType, Outcome
from parvis.engagement.rules.macros import Acts

MACROS = (
    MacroDraft(
        "Retard : prise en charge",
        "Bonjour {personne}, merci de nous avoir écrit, et pardon pour cette nuit hachée. À partir de 60 minutes de "
        "retard, un quart du billet vous est rendu, la moitié au-delà de deux heures : il suffit de répondre à ce "
        "message avec votre numéro de réservation.",
        language="fr",
        acts=Acts(type=CaseType.COMPLAINT),
    ),
    MacroDraft(
        "Delay: what you are owed",
        "Hello {person}, thank you for writing, and sorry for the short night. From 60 minutes of delay a quarter of "
        "your fare comes back, half from two hours on: just answer here with your booking number.",
        language="en",
        acts=Acts(type=CaseType.COMPLAINT),
    ),
    MacroDraft(
        "Vélos à bord",
        "Bonjour {personne}, quatre vélos voyagent entiers dans la voiture-bar, sur réservation ; pliés et en housse, "
        "ils montent avec vous sans rien demander. Belle route !",
        language="fr",
        acts=Acts(close=Outcome.ANSWERED),
    ),
    MacroDraft(
        "Merci du mot gentil",
        "Merci {personne}, votre mot a fait le tour de l’équipage. À une prochaine nuit, {mon nom}",
        language="fr",
        acts=Acts(close=Outcome.ANSWERED),
    ),
    MacroDraft("À moi, pour demain", acts=Acts(assign="me", aside="tomorrow")),
)
VIEWS = (
    ("Réclamations en retard", {"view": "late", "type": "complaint"}),
    ("Questions sans personne", {"view": "unassigned", "type": "question"}),
)
CALL = "@Inès tu veux bien relire avant que ça parte ? Il nous a écrit deux fois cette semaine."


def take_up(house: House, cases: Iterable[Case], at: datetime) -> None:
    """Team answers and views by who leads, then a note that calls the community manager."""
    lead, colleague = house.seats["karim"].account, house.seats["tom"].account
    for draft in MACROS:
        add_macro(house.brand, draft, by=lead, at=at - timedelta(days=40))
    for name, asked in VIEWS:
        save_view(house.brand, name, asked, seat=None, by=lead, at=at - timedelta(days=30))
    called = next((case for case in cases if case.state == "open" and case.assignee_id), None)
    if called is not None:
        leave_note(house.brand, called.pk, CALL, By(colleague, at - timedelta(minutes=55)))

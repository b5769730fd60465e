"""What a crisis says in words: its factors, its roles, the first hours, what was done. Pure: rendered by whoever shows it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from parvis.core.messages import Message
from parvis.engagement.rules.crisis import Role

CHECKLIST = (
    Message("Name a pilot: one person decides, everybody knows who."),
    Message(
        "Establish the facts: what happened, since when, who is concerned. What is not known is said to be unknown."
    ),
    Message("Pause what was scheduled: nothing cheerful leaves today."),
    Message("Tell the direction and those who answer the telephone, before they read it elsewhere."),
    Message("Write a holding statement: what we know, what we do, when we speak again. No guess, no excuse."),
    Message("Have it validated, by the lawyer too where somebody is hurt or owed something."),
    Message("Answer first those who are concerned, one by one, then publish where most of it is said."),
    Message("Inform ambassadors and partners: they will be asked."),
    Message("Correct what is false once, with the source; do not feed those who only shout."),
    Message("Say again at the hour that was promised, even if nothing is new."),
    Message("Keep the journal: who decided what, when, on what grounds."),
    Message("Prepare the end: what we owe, to whom, by when; thank those who helped."),
)
"""The first hours, in the order in which they are wanted."""
ROLES: Mapping[str, Message] = {
    Role.PILOT: Message("Pilot"),
    Role.SPOKESPERSON: Message("Spokesperson"),
    Role.WRITER: Message("Writer"),
    Role.APPROVER: Message("Approver"),
    Role.LEGAL: Message("Legal"),
}
FACTORS: Mapping[str, tuple[Message, Message]] = {
    "volume": (Message("Volume"), Message("%(n)s posts in a day; usually %(of)s")),
    "negativity": (Message("Negativity"), Message("%(n)s of %(of)s posts are negative")),
    "types": (Message("Signs of a crisis"), Message("%(n)s of %(of)s posts name a danger")),
    "newcomers": (Message("New voices"), Message("%(n)s of %(of)s people were not heard for a month")),
    "reach": (Message("Reach"), Message("%(n)s people follow those who are negative")),
}
DONE: Mapping[str, Message] = {
    "opened": Message("opened the room"),
    "closed": Message("closed the room"),
    "reopened": Message("opened the room again"),
    "note": Message("noted"),
    "decision": Message("decided"),
    "role_given": Message("made %(seat)s: %(role)s"),
    "role_ended": Message("%(seat)s is no longer: %(role)s"),
    "task_added": Message("added to the checklist"),
    "task_done": Message("ticked off"),
    "task_undone": Message("took back the tick"),
    "task_reworded": Message("reworded a line of the checklist"),
    "task_removed": Message("removed from the checklist"),
    "contacts_added": Message("wants these people informed: %(people)s"),
    "contact_informed": Message("informed %(person)s"),
    "contact_not_yet": Message("has not informed %(person)s after all"),
    "contact_removed": Message("took %(person)s off the list"),
    "statement_made": Message("prepared a statement"),
    "statement_worded": Message("reworded a statement"),
    "validated": Message("validated a statement"),
    "withdrawn": Message("withdrew a statement"),
    "used": Message("answered with a statement"),
}
OTHER = Message("did something here")


def role_said(role: str) -> Message:
    return ROLES.get(role, OTHER)


def event_said(kind: str, data: Mapping[str, Any], names: Mapping[str, str], role: str = "") -> Message:
    """`names`: "seat:3" → who that is today; somebody erased is « […] ». `role`: the role in the reader's words."""
    said = DONE.get(kind, OTHER)
    if "%(" not in said.text:
        return said
    gone = "[…]"
    people = ", ".join(names.get(f"person:{pk}", gone) for pk in data.get("people", [])) or gone
    return Message(
        said.text,
        {
            "seat": names.get(f"seat:{data.get('seat')}", gone), "role": role or str(data.get("role", "")),
            "person": names.get(f"person:{data.get('person')}", gone), "people": people,
        },
    )  # fmt: skip


def factor_said(name: str, n: float, of: float) -> tuple[Message, Message]:
    """(its name, the evidence)"""
    title, sentence = FACTORS.get(name, (OTHER, Message("%(n)s")))
    return title, Message(sentence.text, {"n": round(n), "of": round(of)})

"""Words of the dossier: channels, purposes, kinds of rows, days of the week."""

from __future__ import annotations

from django.utils.translation import gettext as _

from parvis.engagement.rules import Kept
from parvis.people.rules import CHANNELS, PURPOSES


def channel_name(code: str) -> str:
    names = {
        "email": _("By e-mail"),
        "message": _("By direct message"),
        "phone": _("By telephone"),
        "post": _("By letter"),
        "public": _("In public"),
    }
    return names.get(code, code)


def purpose_name(code: str) -> str:
    names = {
        "answer": _("To answer them"),
        "newsletter": _("The newsletter"),
        "outreach": _("A proposal of ours"),
        "test": _("A test programme"),
        "quote": _("Publishing their words"),
    }
    return names.get(code, code)


def channels() -> list[tuple[str, str]]:
    return [(code, channel_name(code)) for code in CHANNELS]


def purposes() -> list[tuple[str, str]]:
    return [(code, purpose_name(code)) for code in PURPOSES]


def kind_name(kind: str) -> str:
    names = {
        "": _("Everything"),
        "post": _("Posts"),
        "answer": _("Our answers"),
        "case": _("Cases"),
        "note": _("Notes"),
        "consent": _("Consents"),
        "promise": _("Promises"),
    }
    return names.get(kind, kind)


def kept_name(standing: Kept) -> str:
    return {
        Kept.OWED: _("Owed"),
        Kept.LATE: _("Late"),
        Kept.KEPT: _("Kept"),
        Kept.BROKEN: _("Broken"),
    }[standing]

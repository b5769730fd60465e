"""How the states of a product test are called."""

from __future__ import annotations

from django.utils.translation import gettext as _

from parvis.community.rules.trials import Parcel, Phase, State


def state_name(state: State) -> str:
    return {
        State.APPLIED: _("Applied"),
        State.PICKED: _("Picked"),
        State.ASIDE: _("Left out"),
        State.CHOSEN: _("Tester"),
        State.WAITING: _("On the waiting list"),
        State.PASSED: _("Not chosen"),
        State.WITHDRAWN: _("Withdrew"),
        State.DONE: _("Feedback given"),
        State.MISSED: _("No feedback came"),
    }[state]


def parcel_name(parcel: Parcel) -> str:
    return {
        Parcel.AWAITED: _("Address awaited"),
        Parcel.READY: _("To send"),
        Parcel.SENT: _("On its way"),
        Parcel.RECEIVED: _("Received"),
        Parcel.PROBLEM: _("A problem"),
    }[parcel]


def phase_name(phase: Phase) -> str:
    return {
        Phase.SOON: _("Opens soon"),
        Phase.APPLYING: _("Applications are open"),
        Phase.CHOOSING: _("Testers are being chosen"),
        Phase.TESTING: _("The test is on"),
        Phase.OVER: _("The test is over"),
    }[phase]

"""Rooms whose own page is not a list of what moved last: a screen says how a kind of room is shown."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpResponse

from parvis.community.rules.access import Room
from parvis.community.rules.kinds import Kind
from parvis.web.forum.door import GuestRequest

Front = Callable[[GuestRequest, Room], HttpResponse]
FRONTS: dict[Kind, Front] = {}


def front(kind: Kind) -> Callable[[Front], Front]:
    """The page of every room of this kind, for readers of the room."""

    def told(view: Front) -> Front:
        FRONTS[kind] = view
        return view

    return told

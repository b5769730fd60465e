"""A picture that comes with a form, or for one."""

from __future__ import annotations

import re

from django.forms import Form
from django.http import QueryDict

from parvis.community.actions.uploads import QuotaFull
from parvis.community.models import Upload
from parvis.core.clock import now
from parvis.core.remaking import LARGEST, NotAPicture
from parvis.flows.pictures import bring_picture
from parvis.web.forum.door import GuestRequest
from parvis.web.forum.wording import picture_refusal

_MARKS = re.compile(r"[\[\]\\\n\r]")


def brought(request: GuestRequest) -> str:
    """The address of the picture in `picture`, once it is kept. Raises NotAPicture, QuotaFull."""
    return request.guest.ways.picture(picture_in(request, "picture").address)


def picture_in(request: GuestRequest, field: str) -> Upload:
    """The picture that came in a field of a form, kept. Raises NotAPicture, QuotaFull."""
    guest, file = request.guest, request.FILES.get(field)
    assert guest.member is not None
    if file is None:
        raise NotAPicture("empty")
    if (file.size or 0) > LARGEST:
        raise NotAPicture("too_heavy")
    return bring_picture(guest.member, guest.who, file.read(), at=now())


def posted(request: GuestRequest) -> tuple[QueryDict | None, str]:
    """What a form was sent with, its picture below its words; and why the picture was not taken. (None, "") = not sent."""
    if request.method != "POST":
        return None, ""
    if "picture" not in request.FILES:
        return request.POST, ""
    try:
        address = brought(request)
    except (NotAPicture, QuotaFull) as why:
        return request.POST, picture_refusal(why)
    told = request.POST.copy()
    alt = _MARKS.sub(" ", told.get("picture_alt", "")).strip()[:200]
    told["body"] = f"{told.get('body', '').rstrip()}\n\n![{alt}]({address})".lstrip()
    return told, ""


def fits(form: Form, problem: str) -> bool:
    """Whether a form can be taken; what is wrong with its picture is said at its words."""
    valid = form.is_valid()
    if problem:
        form.add_error("body", problem)
    return valid and not problem

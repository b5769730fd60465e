"""Two cases made one, one made two, and the way back."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from django.contrib import messages
from django.http import Http404
from django.utils.translation import gettext as _

from parvis.engagement.actions import merging
from parvis.engagement.actions.held import By
from parvis.engagement.actions.merging import Away, Ended, Moving, NotSplit, SameCase, TooLate
from parvis.engagement.models import Case, CaseMerge
from parvis.engagement.queries import visible_to
from parvis.web.inbox.views.work import by, verb
from parvis.web.ui.door import DeskRequest


def _tell(request: DeskRequest, act: Callable[[], object], done: str) -> None:
    """One call of the domain; what stands in the way, in words."""
    try:
        act()
    except SameCase:
        messages.error(request, _("These two are one case already."))
    except Ended:
        messages.error(request, _("One of the two is closed: open it again first."))
    except Moving:
        messages.error(request, _("An answer is leaving at this moment: wait until it has left."))
    except Away:
        messages.error(request, _("The other case is with a department: take it back first."))
    except NotSplit:
        messages.error(request, _("This cannot be taken out: it is no part of this case, or all that it is about."))
    except TooLate:
        messages.error(request, _("Something happened since: take the conversation out instead."))
    else:
        messages.success(request, done)


@verb
def merge(request: DeskRequest, case: int) -> None:
    """The other case becomes part of this one. `other`: its number, as its address shows it."""
    given = request.POST.get("other", "").strip().rsplit("/", 1)[-1].lstrip("#").partition("?")[0]
    other = int(given) if given.isdecimal() and len(given) < 18 else 0
    if not visible_to(request.desk.seat).filter(pk=other).exists():
        messages.error(request, _("There is no such case. Write its number, or paste its address."))
        return
    _tell(
        request,
        partial(merging.merge, request.desk.brand, case, other, by(request)),
        _("The two are one case now. Until something happens to it, this can be undone."),
    )


@verb
def undo(request: DeskRequest, case: int) -> None:
    given = request.POST.get("merge", "")
    row = CaseMerge.objects.filter(
        brand=request.desk.brand, winner_id=case, pk=given if given.isdecimal() else 0
    ).first()
    if row is None:
        raise Http404
    # The merge itself says whether anything happened since: the version that was seen adds nothing.
    acting = By(request.desk.account, by(request).at)
    _tell(request, partial(merging.undo, request.desk.brand, row.pk, acting), _("Undone: they are two cases again."))


@verb
def split(request: DeskRequest, case: int) -> None:
    """`member`: a case that was merged in, `post`: of somebody else in the thread."""
    member, post = request.POST.get("member", ""), request.POST.get("post", "")
    done = _("It has a case of its own now.")
    if member.isdecimal():
        if not Case.objects.filter(brand=request.desk.brand, pk=member).exists():
            raise Http404
        _tell(request, partial(merging.split_thread, request.desk.brand, case, int(member), by(request)), done)
    elif post.isdecimal():
        _tell(request, partial(merging.split_post, request.desk.brand, case, int(post), by(request)), done)
    else:
        raise Http404

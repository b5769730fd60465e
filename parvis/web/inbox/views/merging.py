"""Two cases made one, one made two, and the way back."""

from __future__ import annotations

from collections.abc import Callable

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


def _refusals(act: Callable[[], object]) -> Callable[[], str]:
    """What stands in the way, in words; "" = done."""

    def tried() -> str:
        try:
            act()
        except SameCase:
            return _("These two are one case already.")
        except Ended:
            return _("One of the two is closed: open it again first.")
        except Moving:
            return _("An answer is leaving at this moment: wait until it has left.")
        except Away:
            return _("The other case is with a department: take it back first.")
        except NotSplit:
            return _("This cannot be taken out: it is no part of this case, or all that it is about.")
        except TooLate:
            return _("Something happened since: take the conversation out instead.")
        except CaseMerge.DoesNotExist:
            raise Http404 from None
        return ""

    return tried


def _tell(request: DeskRequest, act: Callable[[], object], done: str) -> None:
    refused = _refusals(act)()
    if refused:
        messages.error(request, refused)
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
        lambda: merging.merge(request.desk.brand, case, other, by(request)),
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
    _tell(request, lambda: merging.undo(request.desk.brand, row.pk, acting), _("Undone: they are two cases again."))


@verb
def split(request: DeskRequest, case: int) -> None:
    """`member`: a case that was merged in, `post`: of somebody else in the thread."""
    member, post = request.POST.get("member", ""), request.POST.get("post", "")
    if member.isdecimal():
        if not Case.objects.filter(brand=request.desk.brand, pk=member).exists():
            raise Http404
        act: Callable[[], Case] = lambda: merging.split_thread(request.desk.brand, case, int(member), by(request))  # noqa: E731
    elif post.isdecimal():
        act = lambda: merging.split_post(request.desk.brand, case, int(post), by(request))  # noqa: E731
    else:
        raise Http404
    _tell(request, act, _("It has a case of its own now."))

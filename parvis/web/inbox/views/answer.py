"""Answering: the draft as it is written, letting it go, and what became of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from parvis.core.clock import now
from parvis.core.roles import Permission
from parvis.engagement.models import Case
from parvis.engagement.queries.families import answered_post
from parvis.engagement.queries.macros import macros_of
from parvis.flows import collision, reply
from parvis.flows.collision import Crossing
from parvis.outbox import queries as outbox
from parvis.outbox.actions import drafts
from parvis.outbox.actions.drafts import DraftExists, NotThere, StaleSave, Unsendable, Writing
from parvis.outbox.models import Outgoing
from parvis.web.inbox import panes
from parvis.web.inbox.address import read
from parvis.web.inbox.aside import members_seen, strand_of
from parvis.web.inbox.forms import Answer, snooze_times
from parvis.web.inbox.views.look import held, macro_to_follow
from parvis.web.inbox.views.macros import act_on
from parvis.web.inbox.views.work import back
from parvis.web.ui.door import DeskRequest, screen
from parvis.web.ui.wording import say


@require_POST
@screen(Permission.REPLY_SEND)
def save(request: DeskRequest, case: int) -> HttpResponse:
    """Autosave: answers with the line « saved at », or with both texts when somebody saved meanwhile."""
    found, form = held(request, case), Answer(request.POST)
    if not form.is_valid():
        return _told(request, found, error=_faults(form))
    try:
        draft = drafts.save_draft(
            answered_post(_strand(request, found)), _writing(request, form), by=request.desk.account, at=now()
        )
    except StaleSave as refused:
        return _told(request, found, draft=refused.stored, refused=refused.refused)
    if request.headers.get("HX-Request"):
        return _told(request, found, draft=draft)
    return back(request, case)


@require_POST
@screen(Permission.REPLY_SEND)
def send(request: DeskRequest, case: int) -> HttpResponse:
    found, form = held(request, case), Answer(request.POST)
    if not form.is_valid():
        return _whole(request, found, error=_faults(form))
    writing, at = _writing(request, form), now()
    try:
        strand = _strand(request, found)
        draft = drafts.save_draft(answered_post(strand), writing, by=request.desk.account, at=at)
        gone = collision.answer(
            found,
            draft,
            strand=strand,
            known=form.cleaned_data["known"],
            sure=bool(form.cleaned_data["confirm"]),
            by=request.desk.seat,
            at=at,
        )
    except StaleSave as refused:
        return _whole(request, found, refused=refused.refused)
    except Crossing as crossing:
        return _whole(request, found, crossing=crossing)
    except Unsendable as refused_text:
        return _whole(request, found, error=say(refused_text.message))
    except NotThere:
        messages.warning(request, _("This answer has already left."))
        return back(request, case)
    if gone.state == "by_hand":
        messages.info(request, _("The answer is ready: copy it into the conversation, then say that it is there."))
    else:
        messages.success(request, _("The answer is leaving."))
    if form.cleaned_data["macro"] and request.desk.may(Permission.CASE_WORK):
        chosen = macros_of(request.desk.brand.pk, request.desk.account).filter(pk=form.cleaned_data["macro"]).first()
        if chosen is not None:
            act_on(request, found, chosen)
    return back(request, case)


@require_POST
@screen(Permission.REPLY_SEND)
def discard(request: DeskRequest, case: int) -> HttpResponse:
    found = held(request, case)
    draft = outbox.draft_of(request.desk.brand.pk, _strand(request, found).thread_id, request.desk.account)
    if draft is not None:
        drafts.discard_draft(draft, by=request.desk.account, at=now())
    return back(request, case)


def _outcome(decide: Callable[..., Any]) -> Callable[..., HttpResponse]:
    """A person's word on a message that has not ended: one call, the refusals in words, back to the case."""

    @require_POST
    @screen(Permission.REPLY_SEND)
    def view(request: DeskRequest, case: int, outgoing: int) -> HttpResponse:
        answered = held(request, case)
        message = get_object_or_404(
            Outgoing.objects.select_related("brand", "place"),
            pk=outgoing,
            brand=answered.brand,
            thread__in=[member.thread_id for member in members_seen(request.desk, answered)],
        )
        more = {"url": _address(request)} if decide is reply.confirm_by_hand else {}
        try:
            decide(message, by=request.desk.account, at=now(), **more)
        except NotThere:
            messages.warning(request, _("The message has moved on meanwhile: this is how it stands now."))
        except DraftExists:
            messages.warning(request, _("You are writing another answer here: send or discard it first."))
        except Unsendable as refused:
            messages.error(request, say(refused.message))
        return back(request, case)

    return view


def _address(request: DeskRequest) -> str:
    """Only a web address is kept: it becomes a link."""
    given = request.POST.get("url", "").strip()
    return given if given.startswith(("https://", "http://")) else ""


confirm = _outcome(reply.confirm_by_hand)
again = _outcome(reply.send_again)
take_back = _outcome(drafts.take_back)


def _strand(request: DeskRequest, case: Case) -> Case:
    """The conversation that the box stands under."""
    return strand_of(request.desk, case, request.POST.get("thread", ""))


def _faults(form: Answer) -> str:
    return " ".join(str(error) for errors in form.errors.values() for error in errors)


def _writing(request: DeskRequest, form: Answer) -> Writing:
    wanted = form.cleaned_data["persona"]
    mine = outbox.personas_for(request.desk.seat)
    persona = next((p for p in mine if p.pk == wanted), None)
    # A browser sends line ends as CRLF; what is stored has LF, so that an autosave repeated is no conflict.
    body = form.cleaned_data["body"].replace("\r\n", "\n")
    return Writing(body=body, persona=persona, version=form.cleaned_data["version"] or 0)


def _told(request: DeskRequest, case: Case, **said: Any) -> HttpResponse:
    context = {"draft": None, "refused": "", "error": "", "case": case, **said}
    context["shown"] = read(request.GET.dict(), request.desk.seat.pk)
    return render(request, "inbox/saved.html", context)


def _whole(request: DeskRequest, case: Case, **said: Any) -> HttpResponse:
    """The case again, with what was refused in its box."""
    at, shown = now(), read(request.GET.dict(), request.desk.seat.pk)
    context = panes.case_pane(request.desk, case, shown, at, strand=_strand(request, case))
    context.update({"refused": "", "error": "", "snooze_times": snooze_times(at), **said})
    context["typed"] = request.POST.get("body", "").replace("\r\n", "\n")
    context["macro"] = macro_to_follow(request, request.POST.get("macro", ""))
    if request.headers.get("HX-Request"):
        return render(request, "inbox/case.html", context)
    context.update(panes.list_pane(request.desk, shown, at, open_case=case.pk, team=context["team"]))
    return render(request, "inbox/desk.html", context, status=422)

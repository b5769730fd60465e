"""Answers: the draft as it is written, letting it go now or later, and what became of it."""

from __future__ import annotations

from collections.abc import Callable

from django.db.models import Q
from django.http import HttpRequest
from ninja import Status

from parvis.api.answers_shapes import AnswerIn, AnswerShape, ConfirmIn, DraftIn, SignerShape
from parvis.api.bounds import Id
from parvis.api.cases_shapes import VersionIn
from parvis.api.door import Caller, Refused, asks, enter
from parvis.api.finding import one
from parvis.api.held import CASE, case_of, do, standing
from parvis.api.router import router
from parvis.api.shapes import CaseShape, DeletedShape
from parvis.core.clock import now
from parvis.core.models import Account
from parvis.core.roles import Permission, allows
from parvis.engagement.models import Case
from parvis.engagement.queries.families import answered_post, members_seen, strand_of
from parvis.engagement.queries.macros import macros_of
from parvis.flows import collision, macros, reply
from parvis.flows.collision import Crossing
from parvis.outbox import queries as outbox
from parvis.outbox.actions import drafts
from parvis.outbox.actions.drafts import DraftExists, NotThere, StaleSave, Unsendable, Writing
from parvis.outbox.letters import signature_of
from parvis.outbox.models import Outgoing
from parvis.outbox.rules import composed

SEND, SEE = Permission.REPLY_SEND, Permission.INBOX_SEE
ANSWER = CASE + "/answers/{answer}"


@router.get(
    "/brands/{brand}/signers",
    response=list[SignerShape],
    operation_id="list_signers",
    openapi_extra=asks(SEND),
    summary="Under which names the caller may answer",
)
def signers(request: HttpRequest, brand: str) -> object:
    return list(outbox.personas_for(enter(request, brand, SEND).seat))


@router.get(
    f"{CASE}/draft",
    response=AnswerShape,
    operation_id="get_draft",
    openapi_extra=asks(SEND),
    summary="What the caller was writing in this conversation",
)
def get_draft(request: HttpRequest, brand: str, case: int, thread: Id | None = None) -> AnswerShape:
    caller = enter(request, brand, SEND)
    return _shape(_draft(caller, strand_of(caller.seat, case_of(caller, case), thread)))


@router.put(
    f"{CASE}/draft",
    response=AnswerShape,
    operation_id="save_draft",
    openapi_extra=asks(SEND),
    summary="Keep what is being written; a draft saved elsewhere meanwhile is not overwritten",
)
def put_draft(request: HttpRequest, brand: str, case: int, body: DraftIn) -> AnswerShape:
    caller = enter(request, brand, SEND)
    return _shape(_save(caller, strand_of(caller.seat, case_of(caller, case), body.thread), body))


@router.delete(
    f"{CASE}/draft",
    response=DeletedShape,
    operation_id="discard_draft",
    openapi_extra=asks(SEND),
    summary="The caller wants none of what they were writing",
)
def delete_draft(request: HttpRequest, brand: str, case: int, thread: Id | None = None) -> DeletedShape:
    caller = enter(request, brand, SEND)
    draft = _draft(caller, strand_of(caller.seat, case_of(caller, case), thread))
    drafts.discard_draft(draft, by=caller.seat.account, at=now())
    return DeletedShape(id=draft.pk)


@router.get(
    f"{CASE}/answers",
    response=list[AnswerShape],
    operation_id="list_answers",
    openapi_extra=asks(SEE),
    summary="What is on its way, or waits for a person; what was sent is a post of the conversation",
)
def list_answers(request: HttpRequest, brand: str, case: int, thread: Id | None = None) -> list[AnswerShape]:
    caller = enter(request, brand, SEE)
    strand = strand_of(caller.seat, case_of(caller, case), thread)
    return [_shape(_whole(message.pk)) for message in outbox.underway_of(caller.brand.pk, strand.thread_id)]


@router.get(
    ANSWER, response=AnswerShape, operation_id="get_answer", openapi_extra=asks(SEE), summary="What became of an answer"
)
def get_answer(request: HttpRequest, brand: str, case: int, answer: int) -> AnswerShape:
    caller = enter(request, brand, SEE)
    return _shape(_of_case(caller, case_of(caller, case), answer))


@router.post(
    f"{CASE}/answers",
    response={201: AnswerShape},
    operation_id="send_answer",
    openapi_extra=asks(SEND),
    summary="Let an answer go, now or later; what is refused stays as the caller's draft",
)
def send_answer(request: HttpRequest, brand: str, case: int, body: AnswerIn) -> Status[AnswerShape]:
    caller, at = enter(request, brand, SEND), now()
    found = case_of(caller, case)
    strand = strand_of(caller.seat, found, body.thread)
    after = one(macros_of(caller.brand.pk, caller.seat.account), body.macro, "ready answer") if body.macro else None
    if after and not allows(caller.seat.role, Permission.CASE_WORK):
        raise Refused(403, "Your role does not allow what this ready answer does")
    draft = _save(caller, strand, body)
    try:
        gone = collision.answer(
            found, draft, strand=strand, known=body.known, sure=body.sure, by=caller.seat, at=at, send_at=body.send_at
        )
    except Crossing as crossing:
        raise _crossed(crossing) from None
    except Unsendable as refused:
        raise Refused(422, str(refused.message)) from None
    except NotThere as refused:
        raise Refused(409, "This answer has already left", more={"state": refused.state}) from None
    if after:
        do(lambda: macros.act(found, after, me=caller.seat, at=at))
    return Status(201, _shape(_whole(gone.pk)))


def _crossed(crossing: Crossing) -> Refused:
    if crossing.answers:
        ids = [answer.pk for answer in crossing.answers]
        said = "Read what they said, then send with the last of these as `known`."
        return Refused(409, "A colleague has answered meanwhile", detail=said, more={"answers": ids})
    names = ", ".join(one.name for one in crossing.typing)
    return Refused(409, f"Somebody is writing an answer: {names}", detail="Send with `sure` to answer all the same.")


@router.post(
    f"{ANSWER}/confirm",
    response=AnswerShape,
    operation_id="confirm_answer",
    openapi_extra=asks(SEND),
    summary="It is there: somebody looked, or put it there by hand",
)
def confirm(request: HttpRequest, brand: str, case: int, answer: int, body: ConfirmIn) -> AnswerShape:
    url = body.url or ""
    if url and not url.startswith(("https://", "http://")):
        raise Refused(422, "Where it stands is a web address", errors={"url": "https or http"})
    return _decided(request, brand, case, answer, lambda m, by: reply.confirm_by_hand(m, by=by, at=now(), url=url))


@router.post(
    f"{ANSWER}/again",
    response=AnswerShape,
    operation_id="send_answer_again",
    openapi_extra=asks(SEND),
    summary="It is not there: send it once more, under the same key",
)
def again(request: HttpRequest, brand: str, case: int, answer: int) -> AnswerShape:
    return _decided(request, brand, case, answer, lambda m, by: reply.send_again(m, by=by, at=now()))


@router.post(
    f"{ANSWER}/back",
    response=AnswerShape,
    operation_id="take_back_answer",
    openapi_extra=asks(SEND),
    summary="Write on: before its time comes or its call begins, after a failure, or instead of copying it by hand",
)
def back(request: HttpRequest, brand: str, case: int, answer: int) -> AnswerShape:
    return _decided(request, brand, case, answer, lambda m, by: drafts.take_back(m, by=by, at=now()))


def _decided(
    request: HttpRequest, brand: str, case: int, answer: int, decide: Callable[[Outgoing, Account], object]
) -> AnswerShape:
    """A person's word on a message that has not ended."""
    caller = enter(request, brand, SEND)
    message = _of_case(caller, case_of(caller, case), answer)
    try:
        decide(message, caller.seat.account)
    except NotThere as refused:
        raise Refused(409, f"The answer is {refused.state} now", more={"state": refused.state}) from None
    except DraftExists as refused:
        said = "You are writing another answer here: send or discard it first"
        raise Refused(409, said, more={"answers": [refused.draft.pk]}) from None
    except Unsendable as refused:
        raise Refused(422, str(refused.message)) from None
    return _shape(_whole(message.pk))


@router.post(
    CASE + "/macros/{macro}",
    response=CaseShape,
    operation_id="use_macro",
    openapi_extra=asks(Permission.CASE_WORK),
    summary="A ready answer: its text into the caller's draft; without a text, its acts at once",
)
def use_macro(request: HttpRequest, brand: str, case: int, macro: int, body: VersionIn) -> CaseShape:
    """The acts of one with a text follow the sending: name it as `macro` there."""
    caller = enter(request, brand, Permission.CASE_WORK)
    found = case_of(caller, case)
    chosen = one(macros_of(caller.brand.pk, caller.seat.account), macro, "ready answer")
    if not chosen.body:
        do(lambda: macros.act(found, chosen, me=caller.seat, at=now(), version=body.version))
    elif allows(caller.seat.role, SEND):
        try:
            macros.write(found, chosen, me=caller.seat, at=now())
        except StaleSave as refused:
            raise _stale(refused) from None
    return standing(found.pk)


def _draft(caller: Caller, strand: Case) -> Outgoing:
    draft = outbox.draft_of(caller.brand.pk, strand.thread_id, caller.seat.account)
    if draft is None:
        raise Refused(404, "No draft here")
    return _whole(draft.pk)


def _save(caller: Caller, strand: Case, body: DraftIn) -> Outgoing:
    persona = one(outbox.personas_for(caller.seat), body.persona, "signer") if body.persona else None
    writing = Writing(body=body.body.replace("\r\n", "\n"), persona=persona, version=body.version)
    try:
        saved = drafts.save_draft(answered_post(strand), writing, by=caller.seat.account, at=now())
    except StaleSave as refused:
        raise _stale(refused) from None
    return _whole(saved.pk)


def _stale(refused: StaleSave) -> Refused:
    stored = refused.stored
    said = f"The draft was saved elsewhere: version {stored.version} stands"
    return Refused(409, said, more={"version": stored.version, "stored": stored.body})


def _of_case(caller: Caller, case: Case, answer: int) -> Outgoing:
    threads = [member.thread_id for member in members_seen(caller.seat, case)]
    rows = Outgoing.objects.filter(~Q(state="draft") | Q(author=caller.seat.account), brand=caller.brand)
    rows = rows.filter(thread__in=threads)
    return _whole(one(rows, answer, "answer").pk)


def _whole(pk: int) -> Outgoing:
    return Outgoing.objects.select_related("brand", "place", "persona", "author", "reply_to").get(pk=pk)


def _shape(message: Outgoing) -> AnswerShape:
    said = message.problem or {}
    words = str(said.get("text", ""))
    language = message.reply_to.language or message.place.language or message.brand.language
    return AnswerShape(
        id=message.pk,
        thread=message.thread_id,
        reply_to=message.reply_to_id,
        state=message.state,
        body=message.body,
        words=composed(message.body, signature_of(message.persona, message.brand.name, language)),
        persona=message.persona_id,
        author=message.author.name,
        version=message.version,
        created_at=message.created_at,
        updated_at=message.updated_at,
        send_at=message.send_at,
        sent_at=message.sent_at,
        url=message.url,
        post=message.post_id,
        problem=words % said["params"] if said.get("params") else words,
    )

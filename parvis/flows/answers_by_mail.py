"""A member answers a notice by mail: what they wrote stands in the topic, as if they had come.

The address of a notice is signed and theirs alone; the mail must come from theirs too. Quotes and signatures are cut by the
connector. What is not taken is said to the member, once a day at most, at the address that the house knows.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from parvis.community.actions.mailed import let_go, may_refuse
from parvis.community.actions.topics import TopicClosed
from parvis.community.models import MailedAnswer, Member, Topic
from parvis.community.queries.house import Arrived, arrived
from parvis.community.queries.letters import answers_waiting
from parvis.community.queries.topics import last_of, topic_for
from parvis.community.rules.access import why_not_answer
from parvis.core.clock import now
from parvis.core.jobs import task
from parvis.flows.hosting import answer_topic

log = logging.getLogger(__name__)


@task(every=timedelta(seconds=20))
def take_answers() -> None:
    """Each by itself: one that fails keeps nobody waiting, and is tried again."""
    for pk in answers_waiting():
        try:
            take_answer(pk, now())
        except Exception:
            log.exception("an answer by mail")


def take_answer(pk: int, at: datetime) -> bool:
    """Whether it stands in its topic. The same mail makes one post, however often it comes."""
    with transaction.atomic():
        held = MailedAnswer.objects.select_for_update(of=("self",)).filter(pk=pk)
        answer = held.select_related("member__account", "post", "brand").first()
        if answer is None:
            return False
        taken = _stands(answer, at)
        let_go(answer)
        refused = not taken and answer.member.account is not None and may_refuse(answer.member, at)
    if refused:
        _refuse(answer.member, at)
    return taken


def _stands(answer: MailedAnswer, at: datetime) -> bool:
    account = answer.member.account
    if account is None or not account.is_active or account.email.lower() != answer.sender or not answer.body.strip():
        return False
    found = arrived(answer.brand.slug, account.pk)
    topic = topic_for(found.house, found.who, answer.post.thread_id) if found is not None else None
    if found is None or found.member is None or topic is None or not _may(found, topic, at):
        return False
    room = found.house.rooms[topic.space_id] if topic.space_id is not None else None
    try:
        answer_topic(
            topic, room, found.who, found.member, body=answer.body, key=answer.key, parent=answer.post, at=at
        )  # fmt: skip
    except TopicClosed:
        return False
    return True


def _may(found: Arrived, topic: Topic, at: datetime) -> bool:
    """Open rooms only: what is private is not said through a mailbox that the team reads."""
    room = found.house.rooms[topic.space_id] if topic.space_id is not None else None
    if room is None or room.sealed or found.member is None or topic.closed_at is not None:
        return False
    return why_not_answer(room, found.who, last=last_of(found.member, topic), at=at) is None


def _refuse(member: Member, at: datetime) -> None:
    account = member.account
    if account is None or not settings.MAILS:
        return
    with override(account.language or member.brand.language):
        subject = _("Your answer by mail was not taken")
        body = [
            _("An answer to one of our notices could not be put into its topic."),
            _("It must come from this address, while you may write there and the topic is open. You can answer in the community:"),
            f"{settings.HOUSE}/c/{member.brand.slug}/notices",
        ]  # fmt: skip
    headers = {"Auto-Submitted": "auto-replied"}
    try:
        EmailMessage(subject, "\n\n".join(body) + "\n", None, [account.email], headers=headers).send()
    except (SMTPException, OSError):
        log.exception("a refusal was not sent")

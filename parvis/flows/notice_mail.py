"""What a colleague sends also comes by mail, at the hours that its reader chose: a word, the beginning of it, where to open it."""

from __future__ import annotations

from datetime import datetime, timedelta
from html import escape

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.utils.translation import gettext as _
from django.utils.translation import override

from parvis.boards.models import Collection
from parvis.boards.queries import seen_by
from parvis.conversations.models import Post
from parvis.core.clock import now
from parvis.core.jobs import task
from parvis.engagement.actions import notice_mails
from parvis.engagement.models import NoticeMail
from parvis.engagement.queries import sight_of
from parvis.engagement.queries.notices import mails_due
from parvis.flows.mailing import post as leave

EXCERPT = 400


@task(every=timedelta(minutes=1))
def mail_notices() -> None:
    """Called twice, cut anywhere: nothing is lost, nothing leaves twice."""
    mail_due(now())


def mail_due(at: datetime) -> int:
    """How many were tried. What a dead process was sending is in doubt from now on."""
    notice_mails.doubt_notice_mails(at)
    tries = 0
    for pk in mails_due(at):
        row = notice_mails.claim_notice_mail(pk, at)
        if row is None:
            continue
        letter = _letter(row)
        if letter is None:
            notice_mails.left_out(row)
            continue
        tries += 1
        end, problem = leave(letter)
        notice_mails.notice_mail_tried(row, end, problem, at)
    return tries


def _letter(row: NoticeMail) -> EmailMultiAlternatives | None:
    """In the language of who reads it; None when it is gone, or is not theirs to see any more."""
    with override(row.seat.account.language or row.brand.language):
        told = _told(row)
        if told is None:
            return None
        title, words, path = told
        by, note = str(row.notice.data.get("by", "")), str(row.notice.data.get("note", ""))
        address = f"{settings.HOUSE}/b/{row.brand.slug}/{path}/"
        said = _("%(by)s sends you something to read") % {"by": by}
        foot = _("At which hours you are mailed, or not at all: %(address)s") % {
            "address": f"{settings.HOUSE}/b/{row.brand.slug}/alerts/mine"
        }
        parts = [said, note and f"« {note} »", title, words, _("Open it: %(address)s") % {"address": address}, foot]
        subject = " ".join(f"[{row.brand.name}] {said}".split())[:180]
        mail = EmailMultiAlternatives(subject, "\n\n".join(filter(None, parts)) + "\n", None, [row.seat.account.email])
        mail.attach_alternative(_html(said, note, title, words, address, foot), "text/html")
    return mail


def _told(row: NoticeMail) -> tuple[str, str, str] | None:
    """(title, the beginning of its words, its page), as they may see it now."""
    data = row.notice.data
    if "collection" in data:
        one = Collection.objects.filter(pk=data["collection"], brand=row.brand_id).first()
        return (one.name, one.about, f"collections/{one.pk}") if one and seen_by(one, row.seat) else None
    posts = sight_of(row.seat).posts().filter(erased_at=None, deleted_at=None).select_related("author", "place")
    post = posts.filter(pk=data.get("post", 0)).first()
    if post is None:
        return None
    words = " ".join(post.text.split())
    words = words if len(words) <= EXCERPT else words[:EXCERPT].rstrip() + "…"
    return _who(post), words, f"posts/{post.pk}"


def _who(post: Post) -> str:
    name = (post.author.name or post.author.handle) if post.author else _("Somebody")
    return f"{name} · {post.place.name}"


def _html(said: str, note: str, title: str, words: str, address: str, foot: str) -> str:
    word = f'<p dir="auto">« {escape(note)} »</p>' if note else ""
    return (
        '<!doctype html><html><body style="font:16px/1.5 system-ui,sans-serif;max-width:40rem;margin:1rem auto;padding:0 1rem">'
        f'<h1 style="font-size:1.25rem">{escape(said)}</h1>{word}'
        '<blockquote style="margin:0 0 1rem;padding-left:.8rem;border-left:3px solid #999">'
        f'<b dir="auto">{escape(title)}</b><br><span dir="auto">{escape(words)}</span></blockquote>'
        f'<p><a href="{escape(address)}">{escape(_("Open it"))}</a></p>'
        f'<p style="font-size:.85rem">{escape(foot)}</p></body></html>'
    )

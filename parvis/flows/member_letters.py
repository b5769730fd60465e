"""What a mail to a member says: its notices, or what moved since the last digest. In their language, with a way to end it that
asks for no sign-in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from parvis.community.models import MemberLetter, MemberNotice
from parvis.community.queries.house import Arrived
from parvis.community.queries.letters import best_since, mailbox_of
from parvis.community.queries.notices import Told, told_to
from parvis.community.queries.topics import Line
from parvis.community.rules.notices import Kind
from parvis.community.tokens import Answered, message_id, unsubscribing
from parvis.flows.notice_words import address_of, sentence

MOST = 20
ANSWERABLE = frozenset({Kind.MENTION, Kind.QUOTE, Kind.REPLY, Kind.WATCHED})


@dataclass(frozen=True, slots=True)
class Entry:
    said: str
    text: str
    address: str


def letter_for(letter: MemberLetter, found: Arrived) -> EmailMultiAlternatives | None:
    """None: nothing of it is theirs to see any more, or they have read it meanwhile."""
    assert found.member is not None
    account = letter.member.account
    assert account is not None
    with override(account.language or found.community.brand.language):
        return _digest(letter, found, account.email) if letter.digest else _notices(letter, found, account.email)


def _notices(letter: MemberLetter, found: Arrived, to: str) -> EmailMultiAlternatives | None:
    held = list(MemberNotice.objects.filter(letter=letter, read_at=None).order_by("-at").values_list("pk", flat=True))
    told = told_to(found.house, found.who, only=held[:MOST], unread=True, limit=MOST, shown=False) if held else []
    if not told:
        return None
    entries = [_entry(one, found.house.slug) for one in told]
    if len(entries) == 1:
        said = entries[0].said
    else:
        said = ngettext("%(n)s thing concerns you", "%(n)s things concern you", len(told)) % {"n": len(told)}
    kinds = " ".join(sorted({one.kind.value for one in told}))
    headers = _headers(letter, found, kinds)
    answered = _answered(told)
    mailbox = mailbox_of(letter.brand_id) if answered else ""
    if answered and mailbox:
        headers |= {
            "Message-ID": message_id(Answered(letter.member_id, answered), letter.pk, _host()),
            "Reply-To": mailbox,
        }
    hint = _("Answer this mail, and your answer stands in the topic.") if mailbox else ""
    return _mail(f"[{found.community.name}] {said}", entries, hint, kinds, letter, found, to, headers)


def _answered(told: Sequence[Told]) -> int | None:
    """The post that an answer to the mail answers: where it is about one topic alone, in an open room."""
    one = told[0] if len(told) == 1 else None
    if one is None or one.sealed or one.room is None or one.kind not in ANSWERABLE or not one.text:
        return None
    return one.post


def _entry(one: Told, slug: str) -> Entry:
    text = one.words if one.kind is Kind.MODERATION else one.text
    return Entry(sentence(one), text, f"{settings.HOUSE}{address_of(one, slug)}")


def _digest(letter: MemberLetter, found: Arrived, to: str) -> EmailMultiAlternatives | None:
    lines = best_since(found.house, found.who, letter.since or letter.at)
    if not lines:
        return None
    entries = [_line(line, found.house.slug) for line in lines]
    subject = _("%(house)s: what you have not read") % {"house": found.community.name}
    return _mail(subject, entries, "", "digest", letter, found, to, _headers(letter, found, "digest"))


def _line(line: Line, slug: str) -> Entry:
    said = ngettext("%(n)s answer", "%(n)s answers", line.answers) % {"n": line.answers}
    return Entry(line.title, f"{line.room.name} · {said}", f"{settings.HOUSE}/c/{slug}/t/{line.slug}/{line.id}")


def _headers(letter: MemberLetter, found: Arrived, kinds: str) -> dict[str, str]:
    """RFC 8058: a mail program offers to stop them by one press."""
    return {
        "List-Unsubscribe": f"<{unsubscribe_address(letter.member_id, kinds, found.house.slug)}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "List-Id": f"<{found.house.slug}.community.{_host()}>",
        "Auto-Submitted": "auto-generated",
    }


def unsubscribe_address(member: int, kinds: str, slug: str) -> str:
    return f"{settings.HOUSE}/c/{slug}/unsubscribe/{unsubscribing(member, kinds)}"


def _host() -> str:
    return urlsplit(settings.HOUSE).hostname or "localhost"


def _mail(
    subject: str, entries: Sequence[Entry], hint: str, kinds: str, letter: MemberLetter, found: Arrived, to: str,
    headers: dict[str, str],
) -> EmailMultiAlternatives:  # fmt: skip
    feet = [
        _("How you are told: %(address)s") % {"address": f"{settings.HOUSE}/c/{found.house.slug}/notices/wishes"},
        _("No more of these mails: %(address)s")
        % {"address": unsubscribe_address(letter.member_id, kinds, found.house.slug)},
    ]
    parts = ["\n".join(filter(None, [one.said, one.text, one.address])) for one in entries]
    text = "\n\n".join([*parts, *([hint] if hint else []), "-- \n" + "\n".join(feet)]) + "\n"
    mail = EmailMultiAlternatives(" ".join(subject.split())[:180], text, None, [to], headers=headers)
    mail.attach_alternative(_html(entries, hint, feet), "text/html")
    return mail


def _html(entries: Sequence[Entry], hint: str, feet: Sequence[str]) -> str:
    shown = "".join(
        f'<p style="margin:1.2rem 0 .2rem"><a href="{escape(one.address)}" dir="auto"><b>{escape(one.said)}</b></a></p>'
        f'<blockquote style="margin:0;padding-left:.8rem;border-left:3px solid #999" dir="auto">{escape(one.text)}</blockquote>'
        for one in entries
    )
    foot = "".join(f'<p style="font-size:.85rem;margin:.3rem 0">{_linked(line)}</p>' for line in feet)
    said = f"<p>{escape(hint)}</p>" if hint else ""
    return (
        '<!doctype html><html><body style="font:16px/1.5 system-ui,sans-serif;max-width:40rem;margin:1rem auto;padding:0 1rem">'
        f"{shown}{said}<hr>{foot}</body></html>"
    )


def _linked(line: str) -> str:
    words, _space, address = line.rpartition(" ")
    return f'{escape(words)} <a href="{escape(address)}">{escape(address)}</a>'

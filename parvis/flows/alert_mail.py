"""The mail of an alert, or of several together: plain text and HTML, in the language of who reads it, with a way to silence it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMultiAlternatives
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from parvis.conversations.models import Post
from parvis.conversations.sight import Sight
from parvis.engagement.models import Alert, AlertDelivery, AlertRule
from parvis.engagement.queries import sight_of
from parvis.engagement.queries.alerts import posts_of_alert
from parvis.engagement.rules.alert_words import figures_said

SALT = "parvis.alerts.quieten"
SHOWN = 5
EXCERPT = 240


@dataclass(frozen=True, slots=True)
class Told:
    """One alert as its recipient may see it."""

    alert: Alert
    title: str
    said: str
    posts: Sequence[Post]
    address: str
    quieten: str


def letter(rows: Sequence[AlertDelivery], at: datetime) -> tuple[EmailMultiAlternatives | None, list[AlertDelivery]]:
    """The mail for one recipient, and the rows of which nothing is theirs to see. Needs alert, rule, brand, seat, account."""
    first = rows[0]
    account = first.seat.account if first.seat else None
    with override((account.language if account else "") or first.brand.language):
        pairs = [(row, _told(row)) for row in rows]
        shown = [told for _row, told in pairs if told is not None]
        empty = [row for row, told in pairs if told is None]
        if not shown:
            return None, empty
        mail = EmailMultiAlternatives(
            _subject(shown, first.brand.name), _text(shown), None,
            [account.email if account else first.to.partition(":")[2]], headers=_headers(rows, first.to),
        )  # fmt: skip
        mail.attach_alternative(_html(shown), "text/html")
    return mail, empty


def _told(row: AlertDelivery) -> Told | None:
    alert, rule = row.alert, row.alert.rule
    sight = sight_of(row.seat) if row.seat else Sight(row.brand_id)
    posts = posts_of_alert(alert, sight, limit=SHOWN)
    if not posts and not sight.whole:
        return None
    said = figures_said(rule.kind, alert.figures).render(_) if sight.whole else _("In the places that you see")
    if alert.more and sight.whole:
        said += " · " + ngettext("%(n)s more since", "%(n)s more since", alert.more) % {"n": alert.more}
    title = f"{rule.name} · {rule.watch.name}" if rule.watch else rule.name
    address = f"{settings.HOUSE}/b/{row.brand.slug}/alerts/{alert.pk}/"
    return Told(alert, title, said, posts, address, quieten_address([rule], row.to))


def _subject(shown: Sequence[Told], brand: str) -> str:
    if len(shown) == 1:
        said = f"{shown[0].title}: {shown[0].said}"
    else:
        said = ngettext("%(n)s alert", "%(n)s alerts", len(shown)) % {"n": len(shown)}
    return " ".join(f"[{brand}] {said}".split())[:180]  # a name may hold a line end, a header may not


def _headers(rows: Sequence[AlertDelivery], to: str) -> dict[str, str]:
    """RFC 8058: a mail program offers to stop them by one press."""
    address = quieten_address({row.alert.rule_id: row.alert.rule for row in rows}.values(), to)
    return {"List-Unsubscribe": f"<{address}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}


def quieten_address(rules: Iterable[AlertRule], to: str) -> str:
    return f"{settings.HOUSE}/quieten/{signing.dumps({'rules': [rule.pk for rule in rules], 'to': to}, salt=SALT)}"


def read_token(token: str) -> tuple[list[int], str] | None:
    """(rules, recipient) of such an address; None for one that is not ours. It stays good: a mail is found again years later."""
    try:
        said = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    return [int(pk) for pk in said["rules"]], str(said["to"])


def _text(shown: Sequence[Told]) -> str:
    parts = []
    for told in shown:
        lines = [told.title, told.said, ""]
        for post in told.posts:
            lines += [f"— {_who(post)}", f"  {_words(post)}", ""]
        lines += [_("Open it: %(address)s") % {"address": told.address}]
        lines += [_("No more mail of this rule: %(address)s") % {"address": told.quieten}]
        parts.append("\n".join(lines))
    return "\n\n────────\n\n".join(parts) + "\n"


def _html(shown: Sequence[Told]) -> str:
    return (
        '<!doctype html><html><body style="font:16px/1.5 system-ui,sans-serif;max-width:40rem;margin:1rem auto;padding:0 1rem">'
        + "<hr>".join(_section(told) for told in shown)
        + "</body></html>"
    )


def _section(told: Told) -> str:
    posts = "".join(
        f'<blockquote style="margin:0 0 1rem;padding-left:.8rem;border-left:3px solid #999"><b dir="auto">{escape(_who(post))}</b>'
        f'<br><span dir="auto">{escape(_words(post))}</span></blockquote>'
        for post in told.posts
    )
    return (
        f'<h1 style="font-size:1.25rem" dir="auto">{escape(told.title)}</h1><p>{escape(told.said)}</p>{posts}'
        f'<p><a href="{escape(told.address)}">{escape(_("Open the alert and its posts"))}</a></p>'
        f'<p style="font-size:.85rem"><a href="{escape(told.quieten)}">{escape(_("No more mail of this rule"))}</a></p>'
    )


def _who(post: Post) -> str:
    name = (post.author.name or post.author.handle) if post.author else _("Somebody")
    return f"{name} · {post.place.name}"


def _words(post: Post) -> str:
    text = " ".join((post.title or post.text if post.deleted_at is None else "").split())
    return text if len(text) <= EXCERPT else text[:EXCERPT].rstrip() + "…"

"""What stands behind an address, and what Parvis may do there: honestly, with the reason."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from parvis.connectors.addresses import absolute
from parvis.connectors.contract import (
    AuthExpired,
    Capability,
    ConnectorError,
    Finding,
    Forbidden,
    Need,
    Rejected,
    Support,
)
from parvis.connectors.net import Answer
from parvis.connectors.pages.links import announced as feeds_of
from parvis.connectors.pages.tree import elements, tree_of
from parvis.connectors.wordpress.items import plain
from parvis.connectors.wordpress.me import STRANGER, Me, whoami
from parvis.connectors.wordpress.rest import Rest
from parvis.core.messages import Message

NETWORK = "wordpress"
REL = "https://api.w.org/"
PAGES = ("text/html", "application/xhtml+xml", "")
_LINK = re.compile(r"<([^<>]{1,2000})>\s*;[^,]*?rel\s*=\s*[\"']?" + re.escape(REL))
_PRETTY = re.compile(r"^(?P<base>.*?/wp-json)(?:/|$)")
LATEST = 10
HOW = Message(
    "In WordPress: Users → Profile → Application passwords. Name it Parvis, press “Add”, and copy here what it shows: it is not your usual password."
)
YES = Support("yes")


def root_in(address: str) -> str:
    """The REST root that an address names by its form; "" for any other page."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    if pretty := _PRETTY.match(parts.path):
        return f"{parts.scheme}://{parts.netloc}{pretty['base']}/"
    if "rest_route" in parse_qs(parts.query, keep_blank_values=True):
        return f"{parts.scheme}://{parts.netloc}{parts.path or '/'}?rest_route=/"
    return ""


def root_of(page: Answer) -> str:
    """The REST root that a page announces, in its header or in its head; "" when it announces none."""
    if page.content_type not in PAGES:
        return ""
    if found := _LINK.search(page.headers.get("link", "")):
        return absolute(page.url, found[1])
    if REL.encode() not in page.body:
        return ""
    try:
        root = tree_of(page.body)
    except Rejected:
        return ""
    said = (e.get("href") or "" for e in elements(root) if e.tag == "link" and REL in (e.get("rel") or "").split())
    return absolute(page.url, next(said, ""))


def feeds_beside(page: Answer) -> tuple[tuple[str, str], ...]:
    """The feeds of the same page, for those who want no more than that: (title, address)."""
    try:
        return tuple((link.title or link.address, link.address) for link in feeds_of(tree_of(page.body), page.url))
    except Rejected:
        return ()


@dataclass(frozen=True, slots=True)
class Site:
    """What a site says of itself. `passwords`: whether it takes application passwords; `closed`: comments, of late."""

    name: str
    home: str
    passwords: bool
    articles: int
    closed: bool
    shut: bool = False


def explore(rest: Rest, choices: tuple[tuple[str, str], ...] = ()) -> Finding:
    """Raises ConnectorError with the mend: no WordPress there, a password that is not good, a site that does not answer."""
    if rest.password and not rest.user:
        raise Rejected(Message("Whose application password is it? Give the user name too."), field="user")
    site = _site(rest)
    if rest.signed_in and not (site.passwords or site.shut):
        raise Rejected(no_passwords(rest), field="password")
    me = whoami(rest)
    return Finding(
        network=NETWORK,
        kind="site",
        address=rest.root,
        title=site.name or rest.host,
        summary=_summary(site, me),
        support=support(rest, site, me),
        needs=needs(rest),
        choices=choices,
        url=site.home,
    )


def _site(rest: Rest) -> Site:
    try:
        told = rest.get("", _fields="name,home,url,authentication,namespaces")
        if not isinstance(told, Mapping) or "wp/v2" not in (told.get("namespaces") or ()):
            raise _no_wordpress(rest.host)
        latest = rest.list("wp/v2/posts", per_page=LATEST, _fields="id,comment_status").rows
    except (AuthExpired, Forbidden):
        if rest.signed_in:
            raise
        return Site("", "", passwords=True, articles=0, closed=False, shut=True)
    return Site(
        name=plain(str(told.get("name") or "")),
        home=str(told.get("home") or told.get("url") or ""),
        passwords="application-passwords" in (told.get("authentication") or ()),
        articles=len(latest),
        closed=bool(latest) and all(row.get("comment_status") == "closed" for row in latest),
    )


def support(rest: Rest, site: Site, me: Me) -> Mapping[Capability, Support]:
    reply = _reply(rest, site, me)
    return {
        Capability.LISTEN: _listen(site, me),
        Capability.REPLY: reply,
        Capability.FIND_SENT: Support(reply.state, None if reply.state == "yes" else reply.reason),
        Capability.MODERATE: _moderate(rest, site, me),
        Capability.METRICS: Support("no", Message("WordPress itself counts no readers.")),
        Capability.WAKE: Support(
            "no", Message("WordPress announces nothing to the outside: Parvis looks now and then.")
        ),
    }


def _listen(site: Site, me: Me) -> Support:
    if site.shut:
        return Support(
            "needs",
            Message("This site shows its programming interface (REST API) to its own users only: give an application password, or listen to its feed."),
        )  # fmt: skip
    if me.moderates:
        return Support("yes", Message("Articles and all comments, also those that are held, in spam or in trash."))
    if me.edits:
        return Support("yes", Message("Articles and published comments; held ones below your own articles only."))
    return Support(
        "yes", Message("Articles and published comments. What is held back shows with an application password.")
    )


def _reply(rest: Rest, site: Site, me: Me) -> Support:
    if not rest.signed_in:
        return _without(rest, site)
    if site.closed:
        return Support("no", Message("Comments are closed on the latest articles of this site."))
    if me.role == "subscriber":
        return Support(
            "yes", Message("As %(name)s, with the patience that the site asks of its readers.", {"name": me.name})
        )
    return Support(
        "yes", Message("As %(name)s, the WordPress user whose password it is.", {"name": me.name or rest.user})
    )


def _moderate(rest: Rest, site: Site, me: Me) -> Support:
    if not rest.signed_in:
        return _without(rest, site)
    if me.moderates:
        return Support("yes", Message("Approve, hold, mark as spam, put in the trash and bring back."))
    if me.edits:
        return Support(
            "yes",
            Message(
                "Only below the articles of %(name)s: for the others the role of Editor is needed.", {"name": me.name}
            ),
        )
    return Support(
        "no", Message("The role of %(name)s is too low: moderating needs the role of Editor.", {"name": me.name})
    )


def _without(rest: Rest, site: Site) -> Support:
    if not site.passwords:
        return Support("no", no_passwords(rest))
    return Support("needs", Message("Give a user name and an application password."))


def no_passwords(rest: Rest) -> Message:
    """Why the site takes no application password, as far as one sees from outside."""
    if urlsplit(rest.root).scheme == "http":
        return Message("WordPress takes application passwords over https only, and this address is http.")
    return Message("Application passwords are turned off on this site, by its host or by a security extension.")


def needs(rest: Rest) -> tuple[Need, ...]:
    user = Need(
        "user",
        Message("WordPress user name"),
        Message("The person in whose name Parvis answers. Leave both fields empty to read only."),
        required=False,
        default=rest.user,
    )
    return (user, Need("password", Message("Application password"), HOW, secret=True, required=False))


def _summary(site: Site, me: Me) -> Message:
    if site.shut:
        return Message("A WordPress site that is closed to strangers.")
    if me is STRANGER:
        return Message("A WordPress site: its articles and the comments below them.")
    return Message("A WordPress site, signed in as %(name)s.", {"name": me.name})


def _no_wordpress(host: str) -> ConnectorError:
    return Rejected(
        Message("%(host)s is no WordPress site, or hides that it is one.", {"host": host}),
        field="address",
        mend=Message("Paste the address of its feed instead."),
    )

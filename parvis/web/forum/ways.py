"""Addresses in a community: written here, not looked up, since a page holds a hundred."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from parvis.community.rules.paging import page_of

FACE = 20
"""Signs of a face's hash that stand in its address: enough that nobody guesses one."""


@dataclass(frozen=True, slots=True)
class Ways:
    """`base`: what stands before every address, such as /c/la-veilleuse."""

    base: str

    def home(self) -> str:
        return f"{self.base}/"

    def space(self, slug: str) -> str:
        return f"{self.base}/s/{slug}"

    def write(self, slug: str) -> str:
        return f"{self.base}/s/{slug}/new"

    def topic(self, slug: str, id: int, page: int = 1) -> str:
        plain = f"{self.base}/t/{slug}/{id}"
        return plain if page == 1 else f"{plain}?page={page}"

    def post(self, slug: str, id: int, seq: int) -> str:
        """The post on its page: what lists and notices link to."""
        return f"{self.topic(slug, id, page_of(seq))}#p{seq}"

    def permalink(self, slug: str, id: int, seq: int) -> str:
        """Stays right when pages become longer or shorter: what people pass on."""
        return f"{self.base}/t/{slug}/{id}/{seq}"

    def answer(self, id: int) -> str:
        return f"{self.base}/topics/{id}/answer"

    def edit(self, post_id: int) -> str:
        return f"{self.base}/posts/{post_id}/edit"

    def quote(self, id: int, post_id: int) -> str:
        """The form of an answer, filled with the post's words."""
        return f"{self.answer(id)}?quote={post_id}"

    def at_post(self, post_id: int, verb: str) -> str:
        """`verb`: of the package of posts (react, mark, versions…)."""
        return f"{self.base}/posts/{post_id}/{verb}"

    def at_topic(self, id: int, verb: str) -> str:
        return f"{self.base}/topics/{id}/{verb}"

    def composing(self, verb: str) -> str:
        """`verb`: preview, draft or names."""
        return f"{self.base}/compose/{verb}"

    def picture(self, name: str) -> str:
        return f"{self.base}/files/{name}"

    def notices(self, what: str = "") -> str:
        """`what`: read, wishes, live; "" = the page of them."""
        return f"{self.base}/notices" + (f"/{what}" if what else "")

    def face(self, picture: str) -> str:
        """A member's, by its hash."""
        return f"{self.base}/faces/{picture[:FACE]}.webp"

    def worn(self, what: str, version: int, ending: str) -> str:
        """`what`: look (the sheet), logo, logo_dark, icon-192…"""
        return f"{self.base}/worn/{what}-{version}.{ending}"

    def manifest(self) -> str:
        return f"{self.base}/manifest.webmanifest"

    def worker(self) -> str:
        return f"{self.base}/sw.js"

    def offline(self) -> str:
        return f"{self.base}/offline"

    def accessibility(self) -> str:
        return f"{self.base}/accessibility"

    def own_face(self) -> str:
        return f"{self.base}/me/face"

    def devices(self, what: str = "") -> str:
        """`what`: add, stop, try; "" = their page."""
        return f"{self.base}/me/devices" + (f"/{what}" if what else "")

    def messages(self, what: str = "") -> str:
        """`what`: new, names; "" = one's own conversations."""
        return f"{self.base}/messages" + (f"/{what}" if what else "")

    def write_to(self, to: str = "", topic: int = 0) -> str:
        """A new conversation with these handles, or with those of another and more."""
        return self.messages("new") + _asked(to=to, topic=str(topic or ""))

    def reports(self) -> str:
        """For moderators: what members showed them."""
        return f"{self.base}/reports"

    def held(self) -> str:
        """One's own posts that wait, or were refused."""
        return f"{self.base}/me/held"

    def marks(self) -> str:
        return f"{self.base}/marks"

    def search(self) -> str:
        return f"{self.base}/search"

    def feed(self) -> str:
        return f"{self.base}/feed.atom"

    def space_feed(self, slug: str) -> str:
        return f"{self.space(slug)}/feed.atom"

    def topic_feed(self, slug: str, id: int) -> str:
        return f"{self.topic(slug, id)}/feed.atom"

    def sitemap(self, after: int) -> str:
        """The page of it that begins after a topic."""
        return f"{self.base}/sitemap.xml?after={after}"

    def member(self, handle: str) -> str:
        return f"{self.base}/m/{handle}"

    def members(self) -> str:
        return f"{self.base}/members"

    def hear_topic(self, id: int) -> str:
        return f"{self.base}/topics/{id}/hear"

    def hear_space(self, slug: str) -> str:
        return f"{self.base}/s/{slug}/hear"

    def tie(self, handle: str) -> str:
        return f"{self.member(handle)}/tie"

    def copy(self) -> str:
        return f"{self.base}/me/copy"

    def claim(self) -> str:
        return f"{self.base}/me/claim"

    def leave(self) -> str:
        return f"{self.base}/me/leave"

    def trust(self) -> str:
        return f"{self.base}/trust"

    def me(self) -> str:
        """One's own page, to word it."""
        return f"{self.base}/me"

    def join(self, onward: str = "", invitation: str = "") -> str:
        return f"{self.base}/join" + _asked(next=onward, invitation=invitation)

    def welcome(self, onward: str = "") -> str:
        """For who has no account yet."""
        return f"{self.base}/welcome" + _asked(next=onward)

    def elsewhere(self, provider: str, onward: str, invitation: str) -> str:
        return f"{self.base}/welcome/with/{provider}" + _asked(next=onward, invitation=invitation)

    def charter(self, onward: str = "") -> str:
        return f"{self.base}/charter" + _asked(next=onward)

    def steps(self, onward: str = "") -> str:
        """What a newcomer is led through."""
        return f"{self.base}/steps" + _asked(next=onward)

    def interests(self, onward: str = "") -> str:
        return f"{self.base}/steps/interests" + _asked(next=onward)

    def hello(self, onward: str = "") -> str:
        return f"{self.base}/steps/hello" + _asked(next=onward)

    def passkey(self) -> str:
        return f"{self.base}/passkey"

    def arrivals(self) -> str:
        """For the team: who comes in, and how."""
        return f"{self.base}/arrivals"

    def sign_in(self, onward: str = "") -> str:
        return f"/login?{urlencode({'next': onward or self.home()})}"

    def preferences(self, onward: str) -> str:
        return f"{self.base}/preferences?{urlencode({'next': onward})}"

    def sorted(self, slug: str, **asked: str | int) -> str:
        """A space otherwise than by what moved last."""
        told = {name: value for name, value in asked.items() if value != ""}
        return f"{self.base}/s/{slug}/by" + (f"?{urlencode(told)}" if told else "")

    def kept_ideas(self, slug: str) -> str:
        return f"{self.base}/s/{slug}/done"

    def alike(self, slug: str) -> str:
        return f"{self.base}/s/{slug}/alike"

    def accept(self, post_id: int) -> str:
        return f"{self.base}/posts/{post_id}/accept"

    def useful(self, post_id: int) -> str:
        return f"{self.base}/posts/{post_id}/useful"

    def idea(self, id: int, what: str = "") -> str:
        """`what`: vote, step, merge, unmerge; "" = its own story."""
        return f"{self.base}/ideas/{id}" + (f"/{what}" if what else "")

    def new_poll(self, id: int) -> str:
        return f"{self.base}/topics/{id}/poll"

    def poll(self, id: int, what: str = "") -> str:
        """`what`: close, results.csv, ballots.csv; "" = its own page."""
        return f"{self.base}/polls/{id}" + (f"/{what}" if what else "")

    def event(self, id: int, what: str = "") -> str:
        """`what`: set, answer, people, cancel, people.csv; "" = its calendar file."""
        return f"{self.base}/events/{id}" + (f"/{what}" if what else ".ics")

    def upcoming(self, slug: str) -> str:
        return f"{self.base}/s/{slug}/upcoming"

    def calendar(self, slug: str) -> str:
        return f"{self.base}/s/{slug}/events.ics"

    def contest(self, id: int, what: str) -> str:
        """`what`: set, enter, entries, entries.csv, vote, award, rules, draw, tickets.txt."""
        return f"{self.base}/contests/{id}/{what}"

    def new_article(self, slug: str) -> str:
        return f"{self.base}/s/{slug}/articles/new"

    def drafts(self, slug: str) -> str:
        """Articles of a space that are not out yet."""
        return f"{self.base}/s/{slug}/articles/drafts"

    def article(self, id: int, what: str = "") -> str:
        """By its own number, not its topic's. `what`: act, preview; "" = where it is written."""
        return f"{self.base}/articles/{id}" + (f"/{what}" if what else "")

    def categorised(self, slug: str, category: str = "", after: str = "") -> str:
        return self.space(slug) + _asked(category=category, after=after)

    def tag(self, slug: str, after: str = "") -> str:
        return f"{self.base}/tags/{slug}" + _asked(after=after)

    def tag_feed(self, slug: str) -> str:
        return f"{self.base}/tags/{slug}/feed.atom"

    def showcase(self, what: str = "") -> str:
        """`what`: works, works/new, consent; "" = whom the community presents."""
        return f"{self.base}/showcase" + (f"/{what}" if what else "")

    def work(self, id: int, what: str = "") -> str:
        """`what`: remove, hide; "" = where it is worded."""
        return f"{self.base}/showcase/works/{id}" + (f"/{what}" if what else "")

    def collections(self, what: str = "") -> str:
        """`what`: new, keep; "" = all of them."""
        return f"{self.base}/collections" + (f"/{what}" if what else "")

    def collection(self, id: int, what: str = "") -> str:
        """`what`: edit, add, remove, feed.atom; "" = its page, and what one passes on."""
        return f"{self.base}/collections/{id}" + (f"/{what}" if what else "")

    def kept_item(self, id: int, item: int) -> str:
        return f"{self.base}/collections/{id}/items/{item}"

    def test(self, id: int, what: str) -> str:
        """`what`: set, call, apply, leave, people, choose, lot, tickets.txt, address, arrived, parcels, labels.csv, feedback,
        found, people.csv, found.csv."""
        return f"{self.base}/tests/{id}/{what}"

    def page_picture(self, name: str) -> str:
        """Of a page that a post points to."""
        return f"{self.base}/pages/{name}"

    def card(self, id: int, digest: str) -> str:
        """The picture of a topic that other sites show with its address."""
        return f"{self.base}/cards/{id}-{digest}.png"

    def webmention(self) -> str:
        return f"{self.base}/webmention"

    def embed(self, page: str) -> str:
        """What stands under a page of another site."""
        return f"{self.base}/embed" + _asked(page=page)


def _asked(**said: str) -> str:
    told = {name: value for name, value in said.items() if value}
    return f"?{urlencode(told)}" if told else ""

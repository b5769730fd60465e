"""Topics in the words of schema.org: a discussion, a question with its answers, an event."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from parvis.community.models import Happening, Topic
from parvis.community.queries.kinds import Answer, QuestionSide
from parvis.community.queries.topics import Shown
from parvis.community.rules.access import Room
from parvis.web.forum.ways import Ways

TOLD, SUGGESTED = 1_000, 5
"""Characters of a text; answers beside the accepted one, those that most found useful."""
Data = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Where:
    topic: Topic
    ways: Ways
    origin: str

    @property
    def url(self) -> str:
        return self.origin + self.ways.topic(self.topic.slug, self.topic.pk)

    def post(self, seq: int) -> str:
        return self.origin + self.ways.permalink(self.topic.slug, self.topic.pk, seq)


def text_of(html: str) -> str:
    return Markup(html).striptags()  # noqa: S704  only to take its tags away


def discussion(at: Where, first: Shown, room: Room) -> Data:
    return {
        "@type": "DiscussionForumPosting",
        "@id": at.url,
        "url": at.url,
        "headline": at.topic.title,
        "text": text_of(first.html)[:TOLD],
        "author": _author(first, at),
        "datePublished": at.topic.begun_at.isoformat(),
        "dateModified": at.topic.bumped_at.isoformat(),
        "commentCount": at.topic.post_count - 1,
        "isPartOf": {"@type": "WebPage", "name": room.name, "url": at.origin + at.ways.space(room.slug)},
    }


def question(at: Where, posts: Sequence[Shown], side: QuestionSide) -> Data:
    """The accepted answer wherever it stands; of the others, those of this page."""
    first, *others = posts
    accepted = side.accepted if side.accepted and side.accepted.html else None
    standing = [post for post in others if post.html and not post.held and (accepted is None or post.id != accepted.id)]
    best = sorted(standing, key=lambda post: (-side.votes.get(post.id, 0), post.seq))[:SUGGESTED]
    told: Data = {
        "@type": "Question",
        "name": at.topic.title,
        "text": text_of(first.html)[:TOLD],
        "answerCount": at.topic.post_count - 1,
        "upvoteCount": at.topic.score,
        "datePublished": at.topic.begun_at.isoformat(),
        "author": _author(first, at),
        "suggestedAnswer": [_answer(at, post, side.votes.get(post.id, 0)) for post in best],
    }
    if accepted is not None:
        told["acceptedAnswer"] = _accepted(at, accepted, posts)
    return {"@type": "QAPage", "@id": at.url, "url": at.url, "mainEntity": told}


def _answer(at: Where, post: Shown, votes: int) -> Data:
    return {
        "@type": "Answer",
        "text": text_of(post.html)[:TOLD],
        "url": at.post(post.seq),
        "upvoteCount": votes,
        "datePublished": post.at.isoformat(),
        "author": _author(post, at),
    }


def _accepted(at: Where, answer: Answer, posts: Sequence[Shown]) -> Data:
    here = next((post for post in posts if post.id == answer.id), None)
    if here is not None:
        return _answer(at, here, answer.votes)
    author = {"@type": "Person", "name": answer.name}
    text = text_of(answer.html)[:TOLD]
    return {"@type": "Answer", "text": text, "url": at.post(answer.seq), "upvoteCount": answer.votes, "author": author}


def event(at: Where, first: Shown, what: Happening) -> Data:
    """Its link is for who has a seat: an event on-line is told by its page."""
    status = "EventCancelled" if what.cancelled_at else "EventScheduled"
    hall = {"@type": "Place", "name": what.place, "address": what.place}
    wire = {"@type": "VirtualLocation", "url": at.url}
    places = [hall] * bool(what.place) + [wire] * bool(what.online)
    mode = {2: "Mixed", 1: "Offline" if what.place else "Online"}.get(len(places), "")
    told: Data = {
        "@type": "Event",
        "@id": at.url,
        "url": at.url,
        "name": at.topic.title,
        "description": text_of(first.html)[:TOLD],
        "startDate": what.starts_at.isoformat(),
        "endDate": what.ends_at.isoformat(),
        "eventStatus": f"https://schema.org/{status}",
        "organizer": _author(first, at),
        "offers": _seats(at, what),
    }
    if places:
        told["location"] = places if len(places) > 1 else places[0]
        told["eventAttendanceMode"] = f"https://schema.org/{mode}EventAttendanceMode"
    if what.seats:
        told["maximumAttendeeCapacity"] = what.seats
        told["remainingAttendeeCapacity"] = max(0, what.seats - what.taken)
    return told


def _seats(at: Where, what: Happening) -> Data:
    """One comes for nothing; the currency is asked for by whoever reads it, whatever the price."""
    full = bool(what.seats) and what.taken >= what.seats
    stock = f"https://schema.org/{'SoldOut' if full else 'InStock'}"
    return {"@type": "Offer", "price": 0, "priceCurrency": "EUR", "availability": stock, "url": at.url}


def _author(post: Shown, at: Where) -> Data:
    told = {"@type": "Person", "name": post.name}
    return {**told, "url": at.origin + at.ways.member(post.handle)} if post.handle else told

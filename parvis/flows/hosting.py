"""In the brand's own community: a member writes; then the post is read, matched and triaged as any other.

What a member waits for is its post alone, durably kept with the job that will hear it: nothing is lost in between. Rooms
that are not for the whole team are heard by nobody.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from parvis.community.actions import topics
from parvis.community.actions.articles import recount_words
from parvis.community.actions.questions import keep_words
from parvis.community.actions.rewording import reword
from parvis.community.actions.signing import sign
from parvis.community.actions.tending import show_post
from parvis.community.actions.topics import Written
from parvis.community.models import Member, Space, Topic
from parvis.community.rules.access import Room, Who, may_link
from parvis.community.rules.kinds import Kind
from parvis.community.rules.likeness import FOUND_AGAIN, stems
from parvis.connectors.contract import Author, Item
from parvis.conversations.actions.record import Recorded
from parvis.conversations.incoming import Incoming
from parvis.conversations.models import Post, Reading
from parvis.core.clock import now
from parvis.core.jobs import enqueue, task
from parvis.core.models import Account
from parvis.flows.disclosing import still_disclosed
from parvis.flows.intake import made_ready, take_note
from parvis.flows.previews import unfold_links
from parvis.flows.telling import tell, tell_post
from parvis.flows.webmentions import tell_linked
from parvis.listening.trends.heard import heard_in
from parvis.people.actions import Attributed


@transaction.atomic
def begin_topic(room: Room, who: Who, member: Member, *, title: str, body: str, key: str, at: datetime) -> Written:
    """A topic in a space that this member may begin one in (the caller asked `why_not_begin`)."""
    space = Space.objects.select_related("place").get(pk=room.id)
    made = topics.begin(
        space, member, title=title, body=body, key=key, at=at,
        standing=standing_in(room, who), ours=who.team, links=may_link(room, who),
    )  # fmt: skip
    if made.new and room.kind in FOUND_AGAIN:
        keep_words(made.topic, stems(title))
    return signed(made, who, member, room)


@transaction.atomic
def answer_topic(
    topic: Topic, room: Room | None, who: Who, member: Member, *, body: str, key: str, parent: Post | None, at: datetime
) -> Written:
    """An answer (the caller asked `why_not_answer`). Raises TopicClosed."""
    standing = standing_in(room, who) if room else ""
    made = topics.answer(
        topic, member, body=body, key=key, parent=parent, at=at,
        standing=standing, ours=bool(room) and who.team, links=may_link(room, who),
    )  # fmt: skip
    return signed(made, who, member, room)


@transaction.atomic
def reword_post(
    topic: Topic, room: Room | None, who: Who, member: Member, post: Post, *, body: str, title: str = "", seen: str = "",
    at: datetime,
) -> None:  # fmt: skip
    """Its author, or a moderator, says it otherwise. Raises Crossed."""
    body = still_disclosed(post, body, topic.brand.language)
    links = may_link(room, who)
    changed = reword(topic, post, by=member, who=who, body=body, title=title, seen=seen, links=links, at=at)
    if changed and title and post.seq == 1 and room is not None and room.kind in FOUND_AGAIN:
        keep_words(topic, stems(title))
    if changed and post.seq == 1 and topic.kind == Kind.ARTICLES:
        recount_words(topic.pk, body)
    if changed and room is not None and not room.sealed:
        enqueue(hear, key=f"hear:{post.pk}", post_id=post.pk)
        links_changed(Post.objects.get(pk=post.pk), post.html)


@transaction.atomic
def let_stand(topic: Topic, post: Post, *, by: Account, at: datetime) -> bool:
    """A moderator lets a post that waited, or was hidden, stand before its public: who did not hear of it hears of it now."""
    shown = show_post(topic, post, by=by, at=at)
    if shown:
        enqueue(tell, key=f"tell:{post.pk}", post_id=post.pk)
        links_changed(post)
    return shown


def standing_in(room: Room, who: Who) -> str:
    """Whether what this member writes waits for a moderator."""
    return "held" if room.policy.premoderate and not who.team else ""


def signed(made: Written, who: Who, member: Member, room: Room | None) -> Written:
    """What the team writes in a space says for whom it speaks."""
    if made.new and who.team and room is not None:
        sign(made.post, member)
    return _told(made, room)


def _told(made: Written, room: Room | None) -> Written:
    if made.new and room is not None and not room.sealed:
        enqueue(hear, key=f"hear:{made.post.pk}", post_id=made.post.pk)
        links_changed(made.post)
    elif made.new:
        enqueue(tell, key=f"tell:{made.post.pk}", post_id=made.post.pk)
    return made


def links_changed(post: Post, before: str = "") -> None:
    """Pages that a post points to are shown under it, and told of it. `before`: its HTML until then."""
    unfold_links(post, before)
    tell_linked(post, before)


@task()
def hear(post_id: int) -> None:
    """Tell, read, match and triage a post of the community. Safe to repeat: what was heard is heard again as an edit, and what
    was told is told."""
    tell_post(post_id, now())
    post = Post.objects.select_related("place__brand", "author", "thread").filter(pk=post_id, deleted_at=None).first()
    if post is None or post.author is None:
        return
    incoming = _as_received(post)
    ready, at = made_ready(post.place, [incoming]), now()
    with transaction.atomic():
        # Moved to a sealed room, or taken away, between the two: then nobody hears it.
        held = Post.objects.select_for_update(of=("self",)).filter(pk=post_id, deleted_at=None).first()
        if held is None or held.canonical_hash != post.canonical_hash:
            return
        known = Reading.objects.filter(post_id=post_id).exists()
        before = heard_in(post.place_id, [post.remote_id])
        recorded = Recorded(edited=[post]) if known else Recorded(new=[post])
        take_note(post.place, recorded, ready, {incoming.author_id: _author(post)}, before, at)


def _author(post: Post) -> Attributed:
    who = post.author
    assert who is not None
    return Attributed(who.pk, who.person_id, who.name, who.handle, who.followers, known_before=post.seq > 1)


def _as_received(post: Post) -> Incoming:
    """A post of ours, in the form in which others arrive."""
    who = post.author
    assert who is not None
    author = Author(who.remote_id, name=who.name, handle=who.handle)
    item = Item(
        post.remote_id, post.thread.remote_id, post.source, format="markdown", title=post.title, author=author,
        at=post.at, url=post.url, language=post.language, standing=post.standing,  # type: ignore[arg-type]
    )  # fmt: skip
    return Incoming(
        item=item, remote_id=post.remote_id, thread_id=post.thread.remote_id, parent_id="", source=post.source,
        title=post.title, folded="", html=post.html, text=post.text, canonical_hash=post.canonical_hash, extra={},
    )  # fmt: skip

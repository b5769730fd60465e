"""Where old addresses lead, for whoever comes by one; and what old forums know of somebody."""

from __future__ import annotations

from dataclasses import dataclass

from parvis.community.models import Member, OldAddress, OldPerson, SignUp, Space, Topic
from parvis.community.queries.carrying import carried_to
from parvis.community.queries.house import House
from parvis.community.queries.topics import may_read_topic
from parvis.community.rules.access import Who
from parvis.community.rules.oldways import ways
from parvis.conversations.models import Post
from parvis.core.models import Account


@dataclass(frozen=True, slots=True)
class Led:
    """To a post (`seq`), a topic, a space or a member: `slug` is the space's, the topic's or the member's handle."""

    kind: str
    slug: str
    id: int = 0
    seq: int = 0


def led_to(house: House, who: Who, address: str) -> Led | None:
    """Where an old address leads today, if `who` may read it. None = nowhere, or they may not know of it."""
    wanted = ways(address)
    found = {one.path: one for one in OldAddress.objects.filter(brand_id=house.brand_id, path__in=wanted)}
    for path in wanted:
        if path in found and (led := _led(house, who, found[path])) is not None:
            return led
    return None


def _led(house: House, who: Who, old: OldAddress) -> Led | None:
    match old.kind:
        case "room":
            room = house.rooms.get(old.target)
            return Led("space", room.slug) if room is not None and room.id in house.readable(who) else None
        case "person":
            here = Member.objects.filter(brand_id=house.brand_id, pk=old.target).exclude(identity=None).first()
            return Led("member", here.handle) if here is not None else None
        case "topic":
            return _topic(house, who, old.target, None)
    post = Post.sealed_too.filter(brand_id=house.brand_id, pk=old.target, deleted_at=None).first()
    return _topic(house, who, post.thread_id, post.seq) if post is not None else None


def _topic(house: House, who: Who, pk: int, seq: int | None) -> Led | None:
    topic = Topic.objects.filter(brand_id=house.brand_id, pk=pk).first()
    if topic is None or not may_read_topic(house, who, topic):
        return None
    if seq is None and (carried := carried_to(house, who, pk, None)) is not None:
        return Led("post", carried[0].slug, carried[0].pk, carried[1])
    if topic.hidden_at is not None and not who.moderates:
        return None
    return Led("post", topic.slug, pk, seq) if seq else Led("topic", topic.slug, pk)


def target_of(brand_id: int, said: str) -> tuple[str, int] | None:
    """(kind, our id) of an address of ours, as a list of the team's gives it: …/t/<title>/<id>, …/s/<space>, …/m/<handle>."""
    steps = said.strip().split("?")[0].split("#")[0].rstrip("/").split("/")
    tail = steps[-4:]
    if "t" in tail[:-1]:
        numbers = [int(one) for one in tail if one.isdecimal() and len(one) < 18]
        topic = Topic.objects.filter(brand_id=brand_id, pk__in=numbers[:1]).first()
        if topic is None:
            return None
        if len(numbers) == 2:
            post = Post.sealed_too.filter(thread_id=topic.pk, seq=numbers[1]).values_list("pk", flat=True).first()
            return ("post", post) if post else None
        return "topic", topic.pk
    kind, name = ([*steps, "", ""])[:2] if len(steps) < 2 else steps[-2:]
    if kind == "s":
        space = Space.objects.filter(brand_id=brand_id, slug=name).values_list("pk", flat=True).first()
        return ("room", space) if space else None
    member = Member.objects.filter(brand_id=brand_id, handle=name).values_list("pk", flat=True).first()
    return ("person", member) if kind == "m" and member else None


def proved(account: Account) -> bool:
    """Whether its address was proved by a letter, a provider or the team."""
    return not SignUp.objects.filter(account=account).exists()


def old_people(brand_id: int, print: str) -> list[OldPerson]:
    """Those of old forums who had this address and were not claimed yet."""
    found = OldPerson.objects.filter(brand_id=brand_id, print=print, member__account=None)
    return list(found.select_related("member").order_by("pk")[:20])

"""Members say who they are, as far as they like."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F

from parvis.community.actions.houses import NETWORK
from parvis.community.models import Member, Topic
from parvis.community.rules.naming import name_key
from parvis.community.rules.profile import LINKS, Part
from parvis.connectors.contract import Author
from parvis.conversations.models import Post
from parvis.people.actions import Sighting, attribute


@dataclass(frozen=True, slots=True)
class Portrait:
    """`links`: web addresses, checked; `hidden`: what stays to oneself."""

    name: str
    title: str
    about: str
    links: Sequence[str]
    hidden: Sequence[Part]
    listed: bool


@transaction.atomic
def portray(member: Member, said: Portrait, *, at: datetime) -> None:
    """The name signs what was written before, too: pages that show it are drawn anew, and the team knows the person by it."""
    renamed = (member.name, member.title) != (said.name, said.title)
    member.name, member.name_key, member.title, member.about = said.name, name_key(said.name), said.title, said.about
    member.links, member.listed = "\n".join(said.links[:LINKS]), said.listed
    member.hidden = " ".join(part.value for part in said.hidden)
    member.save(update_fields=["name", "name_key", "title", "about", "links", "hidden", "listed"])
    if not renamed:
        return
    who = member.signs_as
    author = Author(who.remote_id, name=said.name, handle=member.handle)
    attribute(member.brand_id, NETWORK, {who.remote_id: Sighting(author, at, at)})
    said_in = Post.sealed_too.filter(author_id=who.pk).values("thread_id")
    Topic.objects.filter(brand_id=member.brand_id, thread__in=said_in).update(version=F("version") + 1)

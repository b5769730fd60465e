"""A community with a few rooms and members, for tests."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from parvis.community.actions.houses import SpaceForm, make_space, open_community
from parvis.community.actions.members import join
from parvis.community.actions.topics import new_key
from parvis.community.models import Community, Member, Space, Topic
from parvis.community.queries.house import House, house_of, who_is
from parvis.community.rules.access import Access, Who
from parvis.community.rules.kinds import Kind
from parvis.core.models import Account, Brand
from parvis.flows.hosting import answer_topic, begin_topic


@dataclass
class Square:
    """`at`: the hour of everything that happens in it."""

    brand: Brand
    at: datetime
    community: Community = field(init=False)

    def __post_init__(self) -> None:
        self.community = open_community(self.brand, name="La place", by=None, at=self.at)

    def space(self, name: str, access: Access = Access.PUBLIC, kind: Kind = Kind.DISCUSSION, **more) -> Space:
        return make_space(self.community, SpaceForm(name, kind, access, **more), by=None, at=self.at)

    def member(self, name: str, account: Account | None = None) -> Member:
        account = account or Account.objects.create(
            email=f"{name}@{self.brand.slug}.test", name=name.title(), created_at=self.at
        )
        return join(self.community, account, handle=name, name=name.title(), at=self.at)

    @property
    def house(self) -> House:
        self.community.refresh_from_db()
        return house_of(self.community)

    def who(self, member: Member) -> Who:
        return who_is(self.brand, member.account)

    def topic(self, space: Space, member: Member, title: str, body: str = "Bonjour à tous.") -> Topic:
        room = self.house.rooms[space.pk]
        return begin_topic(room, self.who(member), member, title=title, body=body, key=new_key(), at=self.at).topic

    def answer(self, topic: Topic, member: Member, body: str):
        room = self.house.rooms[topic.space_id] if topic.space_id else None
        return answer_topic(
            topic, room, self.who(member), member, body=body, key=new_key(), parent=None, at=self.at
        ).post

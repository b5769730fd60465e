"""A space that is closed to the team takes what was said in it out of the team's screens; opened, it is heard again."""

import pytest

from conftest import NOON
from parvis.community.actions.carrying import CannotCarry
from parvis.community.actions.houses import SpaceForm
from parvis.community.actions.members import make_group
from parvis.community.queries.house import forget
from parvis.community.rules.access import Access
from parvis.conversations.models import Post, Reading
from parvis.engagement.actions.cases import By, open_case
from parvis.flows.arranging import change_space
from parvis.flows.hosting import hear
from parvis.listening.actions import save_watch
from parvis.listening.models import Hit
from tests.square import Square


@pytest.fixture
def square(brand) -> Square:
    forget()
    return Square(brand, NOON)


def test_what_was_heard_of_a_space_leaves_with_its_door(square, ines):
    save_watch(square.brand, name="Nuit", query="bougie", role="topic", by=None, at=NOON)
    room, lea = square.space("Entraide"), square.member("lea")
    square.topic(room, lea, "Une bougie ?", "Ma bougie fume.")
    post = Post.objects.get()
    hear(post_id=post.pk)
    assert Hit.objects.exists()
    group = make_group(square.community, "Proches", by=None, at=NOON)
    sealed = SpaceForm("Entraide", access=Access.SECRET, groups={group.pk: "write"})
    change_space(room, sealed, by=ines.account, at=NOON)
    assert not Hit.objects.exists()
    assert not Reading.objects.exists()
    assert not Post.objects.exists()
    change_space(room, SpaceForm("Entraide"), by=ines.account, at=NOON)
    hear(post_id=Post.objects.get().pk)
    assert Hit.objects.get().post == post


def test_a_space_with_a_case_of_the_team_is_not_sealed(square, ines):
    room, lea = square.space("Entraide"), square.member("lea")
    square.topic(room, lea, "Une bougie ?", "Ma bougie fume.")
    open_case(Post.objects.get(), By(ines.account, NOON))
    group = make_group(square.community, "Proches", by=None, at=NOON)
    form = SpaceForm("Entraide", access=Access.GROUPS, groups={group.pk: "write"})
    with pytest.raises(CannotCarry):
        change_space(room, form, by=ines.account, at=NOON)
    assert Post.objects.count() == 1

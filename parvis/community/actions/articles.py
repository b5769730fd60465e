"""An article is written, proposed, given back, set for an hour; out, it is described and rated."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.db.models import F, Sum

from parvis.community.actions.tags import set_tags
from parvis.community.models import (
    Article,
    ArticleAuthor,
    ArticlePicture,
    Category,
    Member,
    Rating,
    Space,
    Topic,
    Upload,
)
from parvis.community.rendering import rendered
from parvis.community.rules.articles import MOST_AUTHORS, MOST_STARS, count_words
from parvis.community.rules.tags import tags_in
from parvis.community.rules.uploads import pictures_in
from parvis.conversations.models import Post
from parvis.conversations.rendering import storable
from parvis.core import events, journal
from parvis.core.models import Account


class OutAlready(Exception):
    """What one would change is a topic by now."""


@dataclass(frozen=True, slots=True)
class ArticleForm:
    """`authors`: in their order, the first begins the topic; none = whoever writes. `cover`: None = as it was."""

    title: str
    body: str = ""
    summary: str = ""
    tags: str = ""
    category: Category | None = None
    comments: bool = True
    authors: Sequence[Member] = ()
    cover: Upload | None = None
    cover_alt: str = ""


@transaction.atomic
def write_article(space: Space, member: Member, form: ArticleForm, *, key: str = "", at: datetime) -> Article:
    """A draft that only its authors see, and the team that runs the community. The same form twice is one draft."""
    made, new = Article.objects.get_or_create(
        brand_id=space.brand_id, key=key or uuid4().hex,
        defaults={"space": space, "made_by": member, "made_at": at, "changed_at": at, "title": storable(form.title).strip()[:200]},
    )  # fmt: skip
    if new:
        _set(made, form, at, member)
    return made


@transaction.atomic
def change_article(article: Article, form: ArticleForm, *, by: Member, at: datetime) -> None:
    """Its draft, said otherwise. Raises OutAlready."""
    held = Article.objects.select_for_update().get(pk=article.pk)
    if held.topic_id is not None:
        raise OutAlready
    _set(held, form, at, by)


def _set(held: Article, form: ArticleForm, at: datetime, by: Member) -> None:
    held.title, held.body = storable(form.title).strip()[:200], storable(form.body)
    held.comments, held.tagged = form.comments, ", ".join(name for _slug, name in tags_in(form.tags))
    html = rendered(form.body)[1]
    _describe(held, form, at)
    shown = {*pictures_in(html), *([held.cover_id] if held.cover_id else [])}
    mine = Upload.objects.filter(brand_id=held.brand_id, pk__in=shown, post=None, member=by)
    ArticlePicture.objects.filter(article=held).exclude(upload__in=shown).delete()
    ArticlePicture.objects.bulk_create(
        [ArticlePicture(brand_id=held.brand_id, article=held, upload=one) for one in mine], ignore_conflicts=True
    )


def _describe(held: Article, form: ArticleForm, at: datetime) -> None:
    held.summary, held.category, held.changed_at = " ".join(storable(form.summary).split())[:500], form.category, at
    held.cover, held.cover_alt = form.cover or held.cover, storable(form.cover_alt).strip()[:200]
    held.save()
    authors = list(dict.fromkeys(form.authors or [held.made_by]))[:MOST_AUTHORS]
    ArticleAuthor.objects.filter(article=held).delete()
    ArticleAuthor.objects.bulk_create(
        ArticleAuthor(brand_id=held.brand_id, article=held, member=one, position=n) for n, one in enumerate(authors)
    )


@transaction.atomic
def describe_article(article: Article, form: ArticleForm, *, at: datetime) -> None:
    """What stands around one that is out; its words are reworded as those of any post."""
    held = Article.objects.select_for_update(of=("self",)).select_related("topic").get(pk=article.pk)
    assert held.topic is not None
    _describe(held, form, at)
    bind_cover(held)
    set_tags(held.topic, tags_in(form.tags), at=at)
    state = str(form.category.pk) if form.category else ""
    Topic.objects.filter(pk=held.topic_id).update(state=state, version=F("version") + 1)
    events.publish(held.brand_id, "topic", str(held.topic_id), at)


def bind_cover(article: Article) -> None:
    """Who may read the article sees its cover, in the caller's transaction."""
    if article.topic_id is None or article.cover_id is None:
        return
    first = Post.sealed_too.filter(thread_id=article.topic_id, seq=1).values("pk")[:1]
    Upload.objects.filter(pk=article.cover_id, post=None).update(post=first)


def propose_article(article: Article, *, at: datetime) -> None:
    """A member asks the team to let it out."""
    Article.objects.filter(pk=article.pk, topic=None, proposed_at=None).update(proposed_at=at, word="")


@transaction.atomic
def give_back(article: Article, *, word: str, by: Account, at: datetime) -> bool:
    """To its authors, with a word; it goes out at no hour any more. False = it is out."""
    mine = Article.objects.filter(pk=article.pk, topic=None)
    if not mine.update(proposed_at=None, due_at=None, set_by=None, word=storable(word).strip()[:500]):
        return False
    journal.record(article.brand, actor=by, verb="article.given_back", object=f"article:{article.pk}", data={}, at=at)
    return True


@transaction.atomic
def set_hour(article: Article, due: datetime, *, by: Account, at: datetime) -> bool:
    """When it goes out by itself. False = it is out."""
    if not Article.objects.filter(pk=article.pk, topic=None).update(due_at=due, set_by=by, word=""):
        return False
    said = {"due": due.isoformat()}
    journal.record(article.brand, actor=by, verb="article.set", object=f"article:{article.pk}", data=said, at=at)
    return True


def hold_back(article: Article, *, word: str = "") -> None:
    """It goes out at no hour. `word`: why it could not."""
    Article.objects.filter(pk=article.pk, topic=None).update(due_at=None, set_by=None, word=word)


@transaction.atomic
def throw_away(article: Article) -> bool:
    """A draft; one that is out is hidden as any topic. Its pictures go with the next daily clearing."""
    held = Article.objects.select_for_update().get(pk=article.pk)
    if held.topic_id is not None:
        return False
    held.delete()
    return True


def came_out(article: Article, topic: Topic, post: Post, *, by: Account | None, at: datetime) -> None:
    """In the transaction of its topic: pictures follow the post, what it is sorted by follows the topic."""
    pictures = ArticlePicture.objects.filter(article=article)
    Upload.objects.filter(pk__in=pictures.values("upload"), post=None).update(post=post)
    pictures.delete()
    article.topic, article.body, article.due_at = topic, "", None
    article.words, article.published_at, article.published_by = count_words(post.text), at, by
    article.save()
    set_tags(topic, tags_in(article.tagged), at=at)
    if article.category_id:
        Topic.objects.filter(pk=topic.pk).update(state=str(article.category_id))
    if by is not None:
        journal.record(article.brand, actor=by, verb="article.published", object=f"topic:{topic.pk}", data={}, at=at)


def recount_words(topic_id: int, text: str) -> None:
    """After it was reworded."""
    Article.objects.filter(topic_id=topic_id).update(words=count_words(text))


@transaction.atomic
def rate(topic: Topic, member: Member, stars: int, *, at: datetime) -> None:
    """One to five; again, and it is the new one that counts; 0 takes it back. Whoever signs it has no voice."""
    article = Article.objects.select_for_update(of=("self",)).filter(topic=topic).first()
    if (
        article is None
        or not 0 <= stars <= MOST_STARS
        or ArticleAuthor.objects.filter(article=article, member=member).exists()
    ):
        return
    mine = Rating.objects.filter(topic=topic, member=member)
    if stars == 0:
        mine.delete()
    elif not mine.update(stars=stars, at=at):
        Rating.objects.create(brand_id=topic.brand_id, topic=topic, member=member, stars=stars, at=at)
    recount_ratings([topic.pk])


def recount_ratings(topics: Sequence[int]) -> None:
    """In the caller's transaction."""
    for topic_id in topics:
        given: dict[str, Any] = Rating.objects.filter(topic_id=topic_id).aggregate(stars=Sum("stars"))
        count = Rating.objects.filter(topic_id=topic_id).count()
        Article.objects.filter(topic_id=topic_id).update(stars=given["stars"] or 0, ratings=count)
        Topic.objects.filter(pk=topic_id).update(version=F("version") + 1)

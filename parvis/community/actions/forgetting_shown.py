"""What somebody who is forgotten wrote beyond posts, kept and showed, goes with them; what others said of them is cleaned."""

from __future__ import annotations

from collections.abc import Sequence

from parvis.community.actions.articles import recount_ratings
from parvis.community.actions.shelves import clean_shelves
from parvis.community.actions.showcase import clean_showcase, forget_shown
from parvis.community.actions.tags import clean_tags, forget_tags
from parvis.community.models import Article, ArticleAuthor, Member, Rating, Shelf, Topic
from parvis.core.traces import Traces


def forget_written(brand_id: int, members: Sequence[Member]) -> None:
    """In the caller's transaction. An article of theirs that is out keeps its place, as its topic does, and says nothing."""
    ids = [member.pk for member in members]
    Article.objects.filter(made_by__in=ids, topic=None).delete()
    begun = list(Topic.objects.filter(brand_id=brand_id, author__in=ids).values_list("pk", flat=True))
    said_nothing = {"title": "", "summary": "", "tagged": "", "cover": None, "cover_alt": "", "word": ""}
    Article.objects.filter(topic__in=begun).update(**said_nothing)
    forget_tags(begun)
    ArticleAuthor.objects.filter(member__in=ids).delete()
    rated = list(Rating.objects.filter(member__in=ids).values_list("topic_id", flat=True))
    Rating.objects.filter(member__in=ids).delete()
    recount_ratings(rated)
    Shelf.objects.filter(member__in=ids).delete()
    forget_shown(members)


def clean_shown(brand_id: int, traces: Traces) -> None:
    """In the caller's transaction."""
    clean_tags(brand_id, traces)
    clean_shelves(brand_id, traces)
    clean_showcase(brand_id, traces)
    for article in Article.objects.filter(brand_id=brand_id).iterator(chunk_size=500):
        columns = ("title", "summary", "body", "cover_alt", "tagged", "word")
        if traces.within([getattr(article, column) for column in columns]):
            for column in columns:
                setattr(article, column, traces.clean(getattr(article, column)))
            article.save(update_fields=columns)

"""Who may see a picture."""

from __future__ import annotations

from django.db.models import Q

from parvis.community.models import ArticlePicture, LinkPreview, Look, Member, Upload, Work
from parvis.community.queries.articles import manuscript_for
from parvis.community.queries.house import House
from parvis.community.queries.revisions import hidden_from
from parvis.community.queries.topics import topic_for
from parvis.community.rules.access import Who


def picture_for(house: House, who: Who, address: str) -> Upload | None:
    """By the last part of its address; None also where it exists and may not be seen."""
    number = address.partition("-")[0]
    if not number.isdecimal() or len(number) > 15:
        return None
    found = Upload.objects.select_related("post").filter(brand_id=house.brand_id, pk=int(number)).first()
    if found is None or found.address != address:
        return None
    if who.member is not None and found.member_id == who.member:
        return found
    if found.post is None:
        return found if _shown_elsewhere(house, who, found) else None
    topic = topic_for(house, who, found.post.thread_id)
    if topic is None or hidden_from(topic, found.post, who):
        return None
    return found


def shown_somewhere(brand_id: int, sha256: str) -> bool:
    """Whether a file is still needed: one picture may stand in a post, be a face and hang in the house."""
    hung = Q(logo__startswith=sha256) | Q(logo_dark__startswith=sha256) | Q(emblem__startswith=sha256)
    return (
        Upload.objects.filter(brand_id=brand_id, sha256=sha256).exists()
        or LinkPreview.objects.filter(brand_id=brand_id, sha256=sha256).exists()
        or Member.objects.filter(brand_id=brand_id, picture=sha256).exists()
        or Look.objects.filter(hung, brand_id=brand_id).exists()
    )


def _shown_elsewhere(house: House, who: Who, found: Upload) -> bool:
    """In a member's work, or in an article that is not out yet, for those who work on it."""
    if Work.objects.filter(picture=found, hidden_at=None).exists():
        return True
    article = ArticlePicture.objects.filter(upload=found).values_list("article_id", flat=True).first()
    return article is not None and manuscript_for(house, who, article) is not None

from __future__ import annotations

from django.urls import path

from parvis.web.articles.views import manuscripts, rooms, stars, tags

urlpatterns = [
    path("s/<slug:space>/articles/new", manuscripts.new, name="articles_new"),
    path("s/<slug:space>/articles/drafts", rooms.drafts, name="articles_drafts"),
    path("articles/<int:id>", manuscripts.edit, name="articles_edit"),
    path("articles/<int:id>/act", manuscripts.act, name="articles_act"),
    path("articles/<int:id>/preview", manuscripts.preview, name="articles_preview"),
    path("topics/<int:id>/rate", stars.rate_it, name="articles_rate"),
    path("topics/<int:id>/ratings", stars.ratings, name="articles_ratings"),
    path("topics/<int:id>/tags", tags.edit, name="articles_tags"),
    path("tags/<slug:tag>", tags.tag, name="articles_tag"),
    path("tags/<slug:tag>/feed.atom", tags.feed, name="articles_tag_feed"),
]

from __future__ import annotations

from django.urls import path

from parvis.web.finding.views import feeds, search, sitemap

urlpatterns = [
    path("search", search.search, name="finding_search"),
    path("feed.atom", feeds.community, name="finding_feed"),
    path("s/<slug:space>/feed.atom", feeds.space, name="finding_space_feed"),
    path("t/<slug:slug>/<int:id>/feed.atom", feeds.topic, name="finding_topic_feed"),
    path("sitemap.xml", sitemap.sitemap, name="finding_sitemap"),
]

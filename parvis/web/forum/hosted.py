from __future__ import annotations

from django.urls import path

from parvis.web.forum.views import joining, lists, topics, writing

urlpatterns = [
    path("", lists.latest, name="forum"),
    path("s/<slug:space>", lists.space, name="forum_space"),
    path("s/<slug:space>/new", writing.begin, name="forum_begin"),
    path("t/<slug:slug>/<int:id>", topics.topic, name="forum_topic"),
    path("t/<slug:slug>/<int:id>.json", topics.as_json, name="forum_topic_json"),
    path("t/<slug:slug>/<int:id>/<int:seq>", topics.permalink, name="forum_post"),
    path("topics/<int:id>/answer", writing.answer, name="forum_answer"),
    path("posts/<int:id>/edit", writing.edit, name="forum_edit"),
    path("preferences", joining.preferences, name="forum_preferences"),
]

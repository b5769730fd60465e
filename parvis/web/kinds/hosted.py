from __future__ import annotations

from django.urls import path

from parvis.web.kinds.views import ideas, lists, questions

urlpatterns = [
    path("s/<slug:space>/by", lists.by, name="kinds_by"),
    path("s/<slug:space>/done", lists.done, name="kinds_done"),
    path("s/<slug:space>/alike", questions.alike, name="kinds_alike"),
    path("posts/<int:id>/accept", questions.accepted, name="kinds_accept"),
    path("posts/<int:id>/useful", questions.useful, name="kinds_useful"),
    path("ideas/<int:id>", ideas.story, name="kinds_idea"),
    path("ideas/<int:id>/vote", ideas.vote, name="kinds_vote"),
    path("ideas/<int:id>/step", ideas.step, name="kinds_step"),
    path("ideas/<int:id>/merge", ideas.merged, name="kinds_merge"),
    path("ideas/<int:id>/unmerge", ideas.unmerged, name="kinds_unmerge"),
]

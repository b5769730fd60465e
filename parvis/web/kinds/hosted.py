from __future__ import annotations

from django.urls import path

from parvis.web.kinds.views import ideas, lists, polls, questions

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
    path("topics/<int:id>/poll", polls.new, name="kinds_new_poll"),
    path("polls/<int:id>", polls.poll, name="kinds_poll"),
    path("polls/<int:id>/close", polls.close, name="kinds_close_poll"),
    path("polls/<int:id>/results.csv", polls.results_csv, name="kinds_poll_results"),
    path("polls/<int:id>/ballots.csv", polls.ballots_csv, name="kinds_poll_ballots"),
]

from __future__ import annotations

from django.urls import path

from parvis.web.kinds.views import contests, events, ideas, lists, polls, questions

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
    path("events/<int:id>.ics", events.ics, name="kinds_event_ics"),
    path("events/<int:id>/set", events.set_up, name="kinds_event_set"),
    path("events/<int:id>/cancel", events.cancel, name="kinds_event_cancel"),
    path("events/<int:id>/answer", events.answer, name="kinds_event_answer"),
    path("events/<int:id>/people", events.people, name="kinds_event_people"),
    path("events/<int:id>/people.csv", events.people_csv, name="kinds_event_people_csv"),
    path("s/<slug:space>/upcoming", events.upcoming, name="kinds_upcoming"),
    path("s/<slug:space>/events.ics", events.space_ics, name="kinds_space_ics"),
    path("contests/<int:id>/set", contests.set_up, name="kinds_contest_set"),
    path("contests/<int:id>/enter", contests.enter, name="kinds_contest_enter"),
    path("contests/<int:id>/entries", contests.entries, name="kinds_contest_entries"),
    path("contests/<int:id>/entries.csv", contests.entries_csv, name="kinds_contest_entries_csv"),
    path("contests/<int:id>/vote", contests.vote, name="kinds_contest_vote"),
    path("contests/<int:id>/award", contests.award, name="kinds_contest_award"),
    path("contests/<int:id>/rules", contests.rules, name="kinds_contest_rules"),
    path("contests/<int:id>/draw", contests.draw, name="kinds_contest_draw"),
    path("contests/<int:id>/tickets.txt", contests.tickets, name="kinds_contest_tickets"),
]

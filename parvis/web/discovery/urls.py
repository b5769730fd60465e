from __future__ import annotations

from django.urls import path

from parvis.web.discovery.views import candidates, explorations, journeys

urlpatterns = [
    path("discovery/", explorations.explorations, name="explorations"),
    path("discovery/new", explorations.new, name="exploration_new"),
    path("discovery/<int:id>/", explorations.exploration, name="exploration"),
    path("discovery/<int:id>/journal", explorations.journal, name="exploration_journal"),
    path("discovery/<int:id>/pause", journeys.pause, name="exploration_pause"),
    path("discovery/<int:id>/resume", journeys.resume, name="exploration_resume"),
    path("discovery/<int:id>/stop", journeys.stop, name="exploration_stop"),
    path("discovery/<int:id>/again", journeys.again, name="exploration_again"),
    path("discovery/<int:id>/monthly", journeys.monthly, name="exploration_monthly"),
    path("discovery/<int:id>/once", journeys.once, name="exploration_once"),
    path("discovery/<int:id>/delete", journeys.delete, name="exploration_delete"),
    path("discovery/places/<int:id>/", candidates.candidate, name="candidate"),
    path("discovery/places/<int:id>/accept", candidates.accept, name="candidate_accept"),
    path("discovery/places/<int:id>/refuse", candidates.refuse, name="candidate_refuse"),
    path("discovery/places/<int:id>/later", candidates.later, name="candidate_later"),
    path("discovery/places/<int:id>/back", candidates.back, name="candidate_back"),
]

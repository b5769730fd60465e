from __future__ import annotations

from django.urls import path

from parvis.web.messages.views import held, reports, talks

urlpatterns = [
    path("messages", talks.talks, name="messages"),
    path("messages/new", talks.begin, name="messages_new"),
    path("messages/names", talks.names, name="messages_names"),
    path("topics/<int:id>/depart", talks.depart, name="messages_depart"),
    path("posts/<int:id>/report", reports.report, name="messages_report"),
    path("reports", reports.reports, name="messages_reports"),
    path("reports/<int:report>", reports.decide, name="messages_decide"),
    path("me/held", held.held, name="messages_held"),
]

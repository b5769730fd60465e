from __future__ import annotations

from django.urls import path

from parvis.web.bell.views import notices, unsubscribe, wishes

urlpatterns = [
    path("notices", notices.notices, name="bell"),
    path("notices/read", notices.read, name="bell_read"),
    path("notices/count", notices.count, name="bell_count"),
    path("notices/live", notices.live, name="bell_live"),
    path("notices/wishes", wishes.wishes, name="bell_wishes"),
    path("unsubscribe/<str:token>", unsubscribe.unsubscribe, name="bell_unsubscribe"),
]

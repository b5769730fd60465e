from __future__ import annotations

from django.urls import path

from parvis.web.trends import bursts, views

urlpatterns = [
    path("trends/", views.trends, name="trends"),
    path("trends/series.csv", views.series_csv, name="trends_csv"),
    path("trends/bursts/<int:id>/", bursts.burst, name="burst"),
    path("trends/bursts/<int:id>/judge", bursts.judge_it, name="burst_judge"),
]

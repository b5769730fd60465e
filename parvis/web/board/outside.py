from __future__ import annotations

from django.urls import path

from parvis.web.board.views.share import shared

urlpatterns = [path("board/<str:token>", shared, name="shared-board")]

from __future__ import annotations

from django.urls import path

from parvis.web.openweb.views import desk

urlpatterns = [
    path("community/web/", desk.openweb, name="openweb"),
    path("community/web/sites/add", desk.add, name="openweb_add"),
    path("community/web/sites/<int:id>/end", desk.end, name="embed_site_end"),
    path("community/web/mentions/<int:id>/decide", desk.decide, name="webmention_decide"),
]

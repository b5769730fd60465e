from __future__ import annotations

from django.urls import path

from parvis.web.openweb.views import cards, embeds, previews, sharing, webmention

urlpatterns = [
    path("posts/<int:id>/previews", previews.choose, name="openweb_previews"),
    path("pages/<str:name>", previews.picture, name="openweb_picture"),
    path("cards/<int:id>-<slug:digest>.png", cards.card, name="openweb_card"),
    path("topics/<int:id>/share", sharing.share, name="openweb_share"),
    path("webmention", webmention.webmention, name="openweb_webmention"),
    path("embed.js", embeds.script, name="openweb_script"),
    path("embed", embeds.embed, name="openweb_embed"),
    path("embed/counts", embeds.count, name="openweb_counts"),
]

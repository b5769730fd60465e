"""What the demo team reads side by side each morning, and what it keeps."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from parvis.boards.actions.boards import BoardForm, Source, add_column, make_board, mark_read
from parvis.boards.actions.collections import CollectionForm, Kept, keep, make_collection, titled
from parvis.boards.queries import columns_of, stretch
from parvis.boards.rules import Visibility
from parvis.conversations.models import Post
from parvis.conversations.sight import Sight
from parvis.demo.actions import House
from parvis.listening.models import Hit, Watch

BOARD = "Le matin"
COLLECTION = CollectionForm(
    "Paroles à relayer", "Ce que nos voyageurs disent mieux que nous, pour la lettre du mois.", Visibility.TEAM
)
WHY = ("À citer dans la lettre de printemps.", "Belle photo, demander l’accord avant.", "")
LINK = Kept(
    url="https://gazette-des-gares.example/nuit-europe", note="Le dossier à garder sous la main.", tags=("presse",)
)
UNREAD = (4, 0, 2, 0)
"""Posts that Inès has not read yet, by column."""


def fill(house: House, watches: Mapping[str, int], at: datetime) -> None:
    """A board of the team with four columns; a collection with three posts and a link."""
    ines, made_at = house.seats["ines"], at - timedelta(days=20)
    by = ines.account
    kept = make_collection(ines, COLLECTION, at=made_at)
    pleased = Hit.objects.filter(
        watch_id=watches["marque"], post__reading__sentiment="positive", post__place__visibility="public"
    )
    posts = Post.objects.filter(pk__in=list(pleased.order_by("-at").values_list("post_id", flat=True)[: len(WHY)]))
    for post, why in zip(posts.order_by("pk"), WHY, strict=False):
        keep(kept, Kept(post=post, note=why, tags=("lettre",)), by=by, at=at - timedelta(hours=5))
    link, _new = keep(kept, LINK, by=by, at=at - timedelta(hours=4))
    titled(link.pk, title="L’Europe des trains de nuit, carte et dossier", at=at)
    board = make_board(ines, BoardForm(BOARD), at=made_at)
    named = Watch.objects.in_bulk([watches["marque"], watches["somnibus"]])
    for source in (
        Source(watch=named[watches["marque"]]),
        Source(watch=named[watches["somnibus"]]),
        Source(place=house.places["quai9"]),
        Source(collection=kept),
    ):
        add_column(board, source, by=by, at=made_at)
    for column, unread in zip(columns_of(board, ines, Sight(house.brand.pk)), UNREAD, strict=True):
        keys = sorted((entry.key for entry in stretch(column, Sight(house.brand.pk)).entries), reverse=True)
        if len(keys) > unread:
            mark_read(column, by, keys[unread])

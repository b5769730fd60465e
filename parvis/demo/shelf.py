"""What the demo team reads side by side each morning, and what it keeps."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from parvis.boards.actions.boards import BoardForm, Source, add_column, make_board, mark_read
from parvis.boards.actions.collections import CollectionForm, Kept, keep, make_collection, titled
from parvis.boards.models import Column
from parvis.boards.rules import Visibility
from parvis.conversations.models import Post
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
READ = 9
"""Posts of the first column that Inès has not read yet."""


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
        keep(kept, Kept(post=post, note=why, tags=("lettre",)), by=by, at=at - timedelta(days=3))
    link, _new = keep(kept, LINK, by=by, at=at - timedelta(days=2))
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
    _read(Column.objects.filter(board=board).order_by("position")[0], house, watches["marque"])


def _read(column: Column, house: House, watch_id: int) -> None:
    newest = Hit.objects.filter(watch_id=watch_id).order_by("-at", "-pk").values_list("post_id", flat=True)[: READ + 1]
    if newest:
        mark_read(column, house.seats["ines"].account, sorted(newest)[0])

"""What ties the demo's community to the rest of the web: a page shown under a post, a page that cites a topic, comments elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from PIL import Image, ImageOps

from parvis.community.actions.embeds import list_site
from parvis.community.actions.previews import Page, keep_page
from parvis.community.actions.webmentions import decide, take_note, verified
from parvis.community.models import Member, Topic
from parvis.core.models import Account
from parvis.core.remaking import made_anew, png_of
from parvis.demo.gathered import DAWN

TRAIN, PAGE = "Qui prend le train de vendredi ?", "https://carnets.example/nuit-en-train"
CITING = (
    ("https://railettes.example/durance", "Railettes", "Cinq aubes vues du train", "La plus belle, on me l’a soufflée sur la place de La Veilleuse."),
    ("https://sommeil.example/revue", "La revue du sommeil", "Dormir en roulant", "Un fil d’habitués, plein de bons conseils."),
)  # fmt: skip


def weave(topics: Mapping[str, Topic], members: Mapping[str, Member], at: datetime) -> None:
    """`topics`: by title."""
    by, begun = members["ines"].account, at - timedelta(days=3)
    assert by is not None
    _cited(topics[DAWN], by, begun)
    diary = topics[TRAIN].space
    assert diary is not None
    list_site(diary, members["ines"], "https://carnet.laveilleuse.example/", by=by, at=begun)


def tell_of_page(brand_id: int, at: datetime) -> None:
    """Before anybody points to it: nothing is asked of the web."""
    told = "Ce qu’on entend, ce qu’on voit, et pourquoi l’on descend reposé."
    keep_page(
        brand_id, Page(PAGE, "Une nuit en train, gare par gare", told, "Carnets de voyage", made_anew(_dusk())), at=at
    )


def _cited(topic: Topic, by: Account, at: datetime) -> None:
    where = f"https://laveilleuse.example/c/la-veilleuse/t/{topic.slug}/{topic.pk}"
    for n, (source, name, title, excerpt) in enumerate(CITING):
        mention = take_note(topic, source, where, at=at)
        verified(mention, name=name, title=title, excerpt=excerpt, at=at)
        if n == 0:
            decide(mention, show=True, by=by, at=at)


def _dusk() -> bytes:
    """A sky at dusk."""
    return png_of(ImageOps.colorize(Image.linear_gradient("L").resize((640, 480)), "#16204d", "#f2a65a", mid="#7a4a86"))

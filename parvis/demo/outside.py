"""An exploration that the demo brand made: what it found around the night train, some of it decided of."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from parvis.core.models import Account, Brand
from parvis.demo.actions import walked
from parvis.flows.exploring import compare
from parvis.listening.discovery.actions.candidates import Measure, measure, put_off, refuse
from parvis.listening.discovery.actions.explorations import Plan, begin, finish
from parvis.listening.discovery.actions.frontier import NewLead, add_links, note
from parvis.listening.discovery.models import Visit
from parvis.listening.discovery.rules import Budget
from parvis.listening.models import Watch

SEEDS = ("https://rail-lent.example/", "https://quai9.example/forum/")


@dataclass(frozen=True, slots=True)
class Found:
    """`per_week`, `silence` in days, `of` and `on`: messages read and those on the theme. `said`: of one of them."""

    site: str
    title: str
    language: str
    of: int
    on: int
    per_week: float
    silence: int
    comments: float | None
    via: tuple[str, ...]
    said: str


FOUND = (
    Found("carnets-couchette.example", "Carnets de couchette", "fr", 20, 15, 2.4, 1, 7.2, ("rail-lent.example",),
          "Paris–Nice en couchette haute : le train de nuit a retrouvé ses rideaux, et moi le sommeil. Trois conseils pour qui voyage avec un enfant."),
    Found("laligneroute.example", "La Ligne et la Route", "fr", 20, 9, 3.5, 2, 3.1, ("rail-lent.example", "carnets-couchette.example"),
          "Ce que coûte vraiment un train de nuit : péages, sillons, matériel. Pourquoi le voyageur n’en paie que la moitié."),
    Found("nightrails.example", "Night Rails", "en", 20, 18, 1.9, 3, 5.4, ("slowacross.example",),
          "Every sleeper train in Europe, on one map. This month: two new night train routes, and one we lost."),
    Found("veilleurs-du-rail.example", "Les veilleurs du rail", "fr", 18, 11, 1.2, 4, 11.5, ("quai9.example",),
          "Assemblée du collectif : rouvrir le train de nuit vers Cerbère. Compte rendu, et qui porte quoi d’ici l’automne."),
    Found("rails.example/@lou_dort", "Lou dort en train", "fr", 20, 13, 9.0, 0, None, ("rails.example",),
          "Nuit blanche ou presque dans le #TrainDeNuit de Briançon : le chauffage marche, lui."),
    Found("hesterquill.example", "Hester Quill — Notes", "en", 20, 6, 1.1, 6, 2.0, ("slowacross.example", "nightrails.example"),
          "I took the night train so that you do not have to fly. Breakfast was at seven, the sea at eight."),
    Found("sans-avion.example", "Vivre sans avion", "fr", 20, 7, 4.2, 1, 9.3, ("rail-lent.example", "laligneroute.example"),
          "Vacances sans avion : le train de nuit, mode d’emploi pour ceux qui ont peur de mal dormir."),
    Found("gare-de-l-est.example", "Gare de l’Est, chroniques", "fr", 14, 4, 0.4, 40, 1.2, ("quai9.example", "veilleurs-du-rail.example"),
          "Quai 5, vingt-deux heures : ceux qui partent par le train de nuit ne regardent pas leur montre."),
    Found("familles-en-voyage.example", "Familles en voyage", "fr", 20, 3, 5.5, 0, 14.0, ("carnets-couchette.example",),
          "Compartiment famille dans le train de nuit : nous étions quatre, plus une valise de doudous."),
    Found("sleeperfan.example", "Sleeper Fan Forum", "en", 20, 12, 18.0, 0, None, ("nightrails.example",),
          "Which night train has the best linen? A serious thread, 214 replies."),
    Found("cyclorail.example", "Cyclorail", "fr", 16, 3, 0.8, 12, 4.4, ("sans-avion.example",),
          "Son vélo dans le train de nuit : où le réserver, où l’accrocher, où le retrouver."),
    Found("promo-hotels.example", "Promos d’hôtels", "fr", 20, 2, 30.0, 0, None, ("sans-avion.example",),
          "Oubliez le train de nuit : nos hôtels près des gares à partir de 39 euros."),
)  # fmt: skip
LINKS = (
    ("rail-lent.example", "carnets-couchette.example", "blogroll"), ("rail-lent.example", "laligneroute.example", "blogroll"),
    ("carnets-couchette.example", "laligneroute.example", "link"), ("laligneroute.example", "carnets-couchette.example", "blogroll"),
    ("sans-avion.example", "laligneroute.example", "link"), ("laligneroute.example", "sans-avion.example", "link"),
    ("carnets-couchette.example", "familles-en-voyage.example", "blogroll"), ("sans-avion.example", "carnets-couchette.example", "link"),
    ("familles-en-voyage.example", "carnets-couchette.example", "link"), ("sans-avion.example", "cyclorail.example", "blogroll"),
    ("slowacross.example", "nightrails.example", "blogroll"), ("nightrails.example", "hesterquill.example", "blogroll"),
    ("hesterquill.example", "nightrails.example", "link"), ("nightrails.example", "sleeperfan.example", "link"),
    ("sleeperfan.example", "nightrails.example", "link"), ("sleeperfan.example", "hesterquill.example", "link"),
    ("quai9.example", "veilleurs-du-rail.example", "link"), ("veilleurs-du-rail.example", "gare-de-l-est.example", "blogroll"),
    ("gare-de-l-est.example", "veilleurs-du-rail.example", "mention"), ("laligneroute.example", "nightrails.example", "link"),
    ("sans-avion.example", "promo-hotels.example", "link"), ("rails.example/@lou_dort", "veilleurs-du-rail.example", "link"),
)  # fmt: skip


def explore(brand: Brand, by: Account, watch_id: int, at: datetime) -> None:
    """As it stands three days after it ended."""
    began = at - timedelta(days=3)
    watch = Watch.objects.get(brand=brand, pk=watch_id)
    plan = Plan("Autour du train de nuit", watch.query, SEEDS, Budget(300, 60, 3, 60), watch_id)
    one = begin(brand, plan, by=by, at=began)
    for source, target, bond in LINKS:
        add_links(one, source, Counter({(target, bond): 1 + len(source) % 3}))
    found = {told.site: measure(one, _measure(told, at), [*told.via, told.site], began) for told in FOUND}
    for n, told in enumerate(FOUND):
        asked = began + timedelta(seconds=20 * n)
        note(one, Visit(at=asked, address=f"https://{told.site}/robots.txt", status=200, outcome="robots", size=310))
        note(
            one,
            Visit(
                at=asked + timedelta(seconds=3),
                address=f"https://{told.site}/feed",
                status=200,
                outcome="feed",
                size=48_000 + 900 * n,
                found=7 + n % 5,
            ),
        )
    note(
        one,
        Visit(at=began + timedelta(minutes=9), address="https://promo-hotels.example/reserver/", outcome="forbidden"),
    )
    addresses = [NewLead(f"https://{told.site}/", "link", 0.4, 1, title=told.title) for told in FOUND]
    walked(one, addresses, pages=len(FOUND) * 8, at=began)
    compare(one.pk, at)
    finish(one.pk, "done", began + timedelta(minutes=11))
    hotels, bikes = found["promo-hotels.example"], found["cyclorail.example"]
    if hotels and bikes:
        refuse(hotels, "De la publicité, pas une communauté.", by=by, at=at - timedelta(days=1))
        put_off(bikes, by=by, at=at - timedelta(days=1))


def _measure(told: Found, at: datetime) -> Measure:
    last = at - timedelta(days=told.silence, hours=5)
    sample = {"title": "", "text": told.said, "url": f"https://{told.site}/1", "at": last.isoformat()}
    return Measure(
        site=told.site, address=f"https://{told.site}/feed", url=f"https://{told.site}/", title=told.title, posts=told.of, on_theme=told.on,
        language=told.language, weekly=told.per_week, last_post_at=last, comments=told.comments,
        ears="pingback, webmention" if told.comments else "", samples=[sample],
    )  # fmt: skip

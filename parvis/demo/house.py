"""La Veilleuse, a fictional company of night trains: its places, its team, what it watches for."""

from __future__ import annotations

from datetime import timedelta

from parvis.demo.model import (
    DemoBrand,
    DemoDepartment,
    DemoHealth,
    DemoIdentity,
    DemoPersona,
    DemoPlace,
    DemoSeat,
    DemoTriageRule,
    DemoWatch,
)

DAYS = 90
BURST_DAY = 33
CRISIS_DAY = 71
"""The evening of the train that stopped; anger fills the two days after."""

BRAND = DemoBrand(
    "la-veilleuse",
    "La Veilleuse",
    "fr",
    "https://laveilleuse.example",
    "Cinq lignes de trains de nuit, une petite lampe à chaque couchette. Coopérative de 212 personnes, née à Dijon.",
)

PLACES = (
    DemoPlace(
        "rail-lent",
        "feed",
        "blog",
        "Le Rail lent (blog d’Apolline)",
        "https://rail-lent.example/feed.xml",
        health=DemoHealth("quiet", since_day=52),
    ),
    DemoPlace("gazette", "feed", "press", "La Gazette des gares", "https://gazette-des-gares.example/rss"),
    DemoPlace("quai9", "feed", "forum", "Quai 9, forum de voyageurs", "https://quai9.example/forum/nuit.atom"),
    DemoPlace(
        "slow-across",
        "feed",
        "blog",
        "Slow Across Europe",
        "https://slowacross.example/feed/",
        "en",
        health=DemoHealth("moved", since_day=80, moved_to="https://hesterquill.example/notes/feed.json"),
    ),
    DemoPlace(
        "contact",
        "email",
        "mailbox",
        "contact@laveilleuse.example",
        "imaps://mail.laveilleuse.example/contact",
        visibility="private",
        owned=True,
    ),
    DemoPlace(
        "hello",
        "email",
        "mailbox",
        "hello@laveilleuse.example",
        "imaps://mail.laveilleuse.example/hello",
        "en",
        visibility="private",
        owned=True,
        health=DemoHealth("expired", since_day=87),
    ),
    DemoPlace(
        "avis", "manual", "reviews", "Avis de voyageurs (BienArrivé)", "https://bienarrive.example/la-veilleuse", ""
    ),
    DemoPlace(
        "page", "manual", "page", "Page Facebook, relevée à la main", "https://page.example/laveilleuse", owned=True
    ),
    DemoPlace("video", "manual", "video", "Commentaires des vidéos de Lou", "https://video.example/@louenroulibre", ""),
    DemoPlace(
        "mentions",
        "mastodon",
        "account",
        "Mentions de @laveilleuse",
        "https://rails.example/@laveilleuse",
        "",
        owned=True,
    ),
    DemoPlace(
        "motdiese",
        "mastodon",
        "hashtag",
        "#TrainDeNuit sur rails.example",
        "https://rails.example/tags/TrainDeNuit",
        "",
    ),
    DemoPlace(
        "ciel",
        "bluesky",
        "account",
        "laveilleuse.example sur Bluesky",
        "https://ciel.example/laveilleuse",
        "",
        owned=True,
    ),
    DemoPlace(
        "entraide", "parvis", "space", "Le Quai : entraide", "https://lequai.laveilleuse.example/entraide", owned=True
    ),
    DemoPlace(
        "wagon-bar",
        "parvis",
        "space",
        "Le Quai : le wagon-bar",
        "https://lequai.laveilleuse.example/wagon-bar",
        "",
        visibility="members",
        owned=True,
    ),
)

DEPARTMENTS = (
    DemoDepartment("community", "Communauté"),
    DemoDepartment("relation", "Relation voyageurs"),
    DemoDepartment("exploitation", "Exploitation"),
    DemoDepartment("bord", "Équipages de bord"),
    DemoDepartment("presse", "Presse et communication"),
)

SEATS = (
    DemoSeat("helene", "Hélène Marchadier", "helene@laveilleuse.example", "owner", "presse", ("fr", "en")),
    DemoSeat("karim", "Karim Belhadj", "karim@laveilleuse.example", "manager", "community", ("fr", "en")),
    DemoSeat("ines", "Inès Caradec", "ines@laveilleuse.example", "community_manager", "community", ("fr", "en")),
    DemoSeat("tom", "Tom Ashby", "tom@laveilleuse.example", "community_manager", "relation", ("en", "fr")),
    DemoSeat("maelle", "Maëlle Kervadec", "maelle@laveilleuse.example", "moderator", "community", ("fr",)),
    DemoSeat("bakary", "Bakary Sissoko", "bakary@laveilleuse.example", "expert", "bord", ("fr",)),
    DemoSeat("jeanne", "Jeanne Oriol", "jeanne@laveilleuse.example", "expert", "exploitation", ("fr", "en")),
    DemoSeat(
        "noe", "Noé Lambertin (agence Belle Étoile)", "noe@belle-etoile.example", "agency_guest", "presse", ("fr",)
    ),
    DemoSeat("odile", "Odile Prévost", "odile@laveilleuse.example", "observer", "exploitation", ("fr",)),
)

_SIGNS = (
    ("ines", "Inès", "Inès, de l’équipe La Veilleuse", "Inès, from the La Veilleuse team"),
    ("tom", "Tom", "Tom, de l’équipe La Veilleuse", "Tom, from the La Veilleuse team"),
    ("maelle", "Maëlle", "Maëlle, de l’équipe La Veilleuse", "Maëlle, from the La Veilleuse team"),
    ("bakary", "Bakary", "Bakary, chef de bord à La Veilleuse", "Bakary, train manager at La Veilleuse"),
    ("jeanne", "Jeanne", "Jeanne, de l’exploitation de La Veilleuse", "Jeanne, from La Veilleuse operations"),
)


def _accounts(seat: str, name: str) -> tuple[DemoIdentity, ...]:
    handles = {
        "feed": f"{name} (La Veilleuse)",
        "email": "hello@laveilleuse.example" if seat == "tom" else "contact@laveilleuse.example",
        "manual": "La Veilleuse",
        "mastodon": "laveilleuse@rails.example",
        "bluesky": "laveilleuse.example",
        "parvis": seat,
    }
    return tuple(
        DemoIdentity(
            f"equipe-{seat}/{network}",
            network,
            handle,
            f"{name} · La Veilleuse",
            BRAND.url,
            f"{network}:equipe-{seat}",
            verified=True,
        )
        for network, handle in handles.items()
    )


PERSONAS = tuple(
    DemoPersona(f"persona-{seat}", seat, name, {"fr": french, "en": english}, _accounts(seat, name))
    for seat, name, french, english in _SIGNS
)

WATCHES = (
    DemoWatch(
        "marque", "La Veilleuse", '"la veilleuse" OU laveilleuse SAUF (bébé OU chevet OU "prise murale")', "brand"
    ),
    DemoWatch(
        "train-de-nuit",
        "Le train de nuit en général",
        '"train de nuit" OU "trains de nuit" OU "night train" OU "sleeper train" OU traindenuit',
        "topic",
    ),
    DemoWatch(
        "retards", "Retards et correspondances", 'retard* OU correspondance* OU delay* OU "missed connection"', "topic"
    ),
    DemoWatch("remboursements", "Remboursements", "rembours* OU refund* OU indemni*", "topic"),
    DemoWatch("velo", "Vélos à bord", "vélo* OU bike* OU bicycle*", "topic"),
    DemoWatch("somnibus", "Somnibus, cars-lits", "somnibus", "rival"),
    DemoWatch("hypnorail", "Hypnorail", "hypnorail", "rival"),
    DemoWatch("froid", "Froid à bord", "chauffage OU froid* OU glacial* OU heating OU freezing OU cold", "crisis"),
    DemoWatch("train-5771", "Nuit du 5771", '5771 OU "train bloqué" OU "stuck train"', "crisis"),
)

TRIAGE_RULES = (
    DemoTriageRule(
        "courrier",
        "Tout courriel attend une réponse",
        "",
        ("contact", "hello"),
        "question",
        "relation",
        timedelta(hours=24),
    ),
    DemoTriageRule(
        "questions",
        "Questions sur nos comptes et au Quai",
        "marque",
        ("mentions", "ciel", "page", "entraide"),
        "question",
        "community",
        timedelta(hours=4),
    ),
    DemoTriageRule(
        "avis-bas", "Avis à deux étoiles ou moins", "", ("avis",), "complaint", "relation", timedelta(hours=48)
    ),
    DemoTriageRule("argent", "Remboursements", "remboursements", (), "complaint", "relation", timedelta(hours=24)),
    DemoTriageRule(
        "idees",
        "Idées pour l’exploitation",
        "velo",
        ("entraide", "wagon-bar"),
        "suggestion",
        "exploitation",
        timedelta(days=5),
    ),
    DemoTriageRule("alerte", "Froid ou train arrêté", "froid", (), "crisis", "exploitation", timedelta(hours=1)),
)

"""The blog of somebody else: a page that names its feed, and three posts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

from parvis.connectors.testing.website import Website

NAME = "Carnets de rail"
POSTS = (
    ("Vienne au réveil", "Nocturne rouvre son train de nuit vers Vienne : la couchette est calme, le café excellent."),
    ("Un quai sous la pluie", "Retard de deux heures hier soir à Strasbourg, personne pour répondre aux voyageurs."),
    ("Lire en voyage", "Trois romans pour une longue traversée, de la plaine aux montagnes."),
)


def open_blog(site: Website) -> str:
    """Its home page."""
    at = datetime.now(UTC)
    entries = "".join(
        f"<item><title>{title}</title><link>{site.at(f'/{n}')}</link><guid>{site.at(f'/{n}')}</guid>"
        f"<author>lucie@rail.example (Lucie Aubrac)</author><description>{words}</description>"
        f"<pubDate>{format_datetime(at - timedelta(hours=5 * n + 2))}</pubDate></item>"
        for n, (title, words) in enumerate(POSTS)
    )
    channel = f"<title>{NAME}</title><link>{site.at('/')}</link><description>d</description><language>fr</language>"
    site.put("/flux.xml", f'<rss version="2.0"><channel>{channel}{entries}</channel></rss>', "application/rss+xml")
    link = f'<link rel="alternate" type="application/rss+xml" title="{NAME}" href="/flux.xml">'
    page = f"<html lang='fr'><head><title>{NAME}</title>{link}</head><body><h1>{NAME}</h1></body></html>"
    return site.put("/", page, "text/html; charset=utf-8")

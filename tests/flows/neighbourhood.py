"""A dozen sites on loopback that know one another, some of them no good hosts, and a robot's clock."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from parvis.connectors.testing.website import Reply, Request, Website, website

NAMES = (
    "quai",
    "couchette",
    "wagon",
    "veilleur",
    "gare",
    "cuisine",
    "secret",
    "trappe",
    "lent",
    "presse",
    "geant",
    "casse",
)
NIGHT = "Une nuit en train de nuit, la couchette et le quai."
OTHER = "Recette de tarte aux pommes, sans rien d’autre."


@dataclass
class Clock:
    """Time that passes a little at each look; `at` is set forward by who waits."""

    at: datetime

    def __call__(self) -> datetime:
        self.at += timedelta(milliseconds=50)
        return self.at


@dataclass
class Neighbourhood:
    """`calls`: (site, path, when), in order, as the sites saw them."""

    sites: dict[str, Website]
    clock: Clock
    calls: list[tuple[str, str, datetime]] = field(default_factory=list)

    def at(self, name: str, path: str = "/") -> str:
        return self.sites[name].at(path)

    def site(self, name: str) -> str:
        return f"127.0.0.1:{self.sites[name].port}"

    def paths(self, name: str) -> list[str]:
        return [path for who, path, _at in self.calls if who == name]


@contextmanager
def neighbourhood(at: datetime) -> Iterator[Neighbourhood]:
    with ExitStack() as stack:
        sites = {name: stack.enter_context(website()) for name in NAMES}
        town = Neighbourhood(sites, Clock(at))
        _furnish(town, at)
        for name, site in sites.items():
            _listen(town, name, site)
        yield town


def _listen(town: Neighbourhood, name: str, site: Website) -> None:
    """Every request is seen, whatever answers it."""
    pages, otherwise = dict(site.pages), site.otherwise
    site.pages.clear()

    def answer(request: Request) -> Reply:
        town.calls.append((name, request.path, town.clock.at))
        page = pages.get(request.path, otherwise or Reply(404, b"nothing here"))
        return page(request) if callable(page) else page

    site.otherwise = answer


def feed(title: str, home: str, posts: list[tuple[str, str]], at: datetime) -> str:
    """`posts`: (address, HTML), the latest first, two days apart."""
    items = "".join(
        f"<item><title>{title} {n}</title><link>{link}</link><guid>{link}</guid>"
        f"<pubDate>{(at - timedelta(days=1 + 2 * n)).strftime('%a, %d %b %Y %H:%M:%S +0000')}</pubDate>"
        f"<description><![CDATA[{body}]]></description></item>"
        for n, (link, body) in enumerate(posts)
    )
    return f"<rss version='2.0'><channel><title>{title}</title><link>{home}</link><language>fr</language>{items}</channel></rss>"


def _blog(town: Neighbourhood, name: str, bodies: list[str], at: datetime, more: str = "") -> None:
    """A front page that announces a feed, and the feed."""
    site = town.sites[name]
    site.put(
        "/", f"<html lang=fr><head><title>{name}</title><link rel=alternate type='application/rss+xml' href='/feed'></head>"
        f"<body><p>{bodies[0]}</p>{more}</body></html>", "text/html",
    )  # fmt: skip
    posts = [(site.at(f"/p{n}"), f"<p>{body}</p>") for n, body in enumerate(bodies)]
    site.put("/feed", feed(name, site.at("/"), posts, at), ETag='"1"')


def _a(address: str, words: str = "ici") -> str:
    return f'<a href="{address}">{words}</a>'


def _furnish(town: Neighbourhood, at: datetime) -> None:
    to = town.at
    roll = f"<h3>Blogs amis</h3><ul><li>{_a(to('couchette'))}</li><li>{_a(to('wagon'))}</li></ul><link rel=blogroll type='text/x-opml' href='/amis.opml'>"
    _blog(town, "quai", [NIGHT + _a(to("veilleur"))] * 12 + [OTHER] * 8, at, roll)
    town.sites["quai"].put(
        "/amis.opml", f"<opml version='2.0'><body><outline type='rss' xmlUrl='{to('gare', '/feed')}'/></body></opml>"
    )
    _blog(town, "couchette", [NIGHT + _a(to("quai", "/p1")) + _a(to("secret", "/prive/1")), NIGHT, NIGHT], at)
    _blog(town, "wagon", [NIGHT + _a(to("quai", "/p2")) + _a(to("trappe", "/agenda/1")), NIGHT, OTHER], at)
    _blog(
        town,
        "veilleur",
        [NIGHT + _a(to("lent")) + _a(to("presse")) + _a(to("geant")) + _a(to("casse", "/feed"))] * 4,
        at,
    )
    _blog(town, "gare", [NIGHT + _a(to("cuisine"))] + [OTHER] * 3, at)
    _blog(town, "cuisine", [OTHER] * 5, at)
    secret = town.sites["secret"]
    secret.put("/robots.txt", "User-agent: *\nDisallow: /prive/\nDisallow: /*.json$\nCrawl-delay: 9", "text/plain")
    secret.otherwise = lambda _request: Reply(
        200, f"<p>{NIGHT}</p>{_a('/prive/2')}{_a('/a.json')}{_a('/ouvert')}".encode(), {"Content-Type": "text/html"}
    )
    trap = town.sites["trappe"]
    trap.otherwise = lambda request: (
        Reply(404)
        if request.path == "/robots.txt"
        else Reply(
            200,
            f"<p>{NIGHT}</p>{_a(request.path + '/1', 'demain')}{_a('/agenda/' + str(len(request.path)))}".encode(),
            {"Content-Type": "text/html"},
        )
    )
    town.sites["lent"].otherwise = lambda request: (
        Reply(404)
        if request.path == "/robots.txt"
        else Reply(302, headers={"Location": "/b" if request.path == "/" else "/"})
    )
    town.sites["presse"].otherwise = lambda request: (
        Reply(404) if request.path == "/robots.txt" else Reply(429, headers={"Retry-After": "300"})
    )
    town.sites["geant"].put("/", b"<p>" + b"x" * 3_000_000, "text/html")
    town.sites["casse"].put(
        "/feed", "<rss><channel><title>Cassé & co<item><description>&nbsp;train de nuit<link>", "text/xml"
    )

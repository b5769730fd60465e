"""What search engines are told: the addresses of public topics, and which pages are nothing to them."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.html import escape
from django.views.decorators.http import require_safe

from parvis.community.queries.addresses import slug_at
from parvis.community.queries.feeds import addresses, edges, open_to_the_web
from parvis.web.forum.addresses import origin_of
from parvis.web.forum.door import GuestRequest, hosted

_SPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
_SHUT = ("/b/", "/api/", "/login", "/c/*/search", "/c/*/join", "/c/*/preferences", "/c/*/topics/", "/c/*/posts/")
"""Nothing to find there: the team's own, forms, and search, of which there is no end."""


@require_safe
@hosted
def sitemap(request: GuestRequest) -> HttpResponse:
    """Without `after`, the pages of it; with, one page."""
    guest, after = request.guest, request.GET.get("after")
    if after is None:
        pages = [guest.ways.sitemap(edge) for edge in edges(guest.house)]
        lines = [f"<sitemap><loc>{_address(request, page)}</loc></sitemap>" for page in pages]
        return _xml(f"<sitemapindex {_SPACE}>{''.join(lines)}</sitemapindex>")
    if not (after.isdecimal() and after.isascii() and len(after) < 19):
        raise Http404
    topics = [
        f"<url><loc>{_address(request, guest.ways.topic(slug, pk))}</loc><lastmod>{at:%Y-%m-%d}</lastmod></url>"
        for pk, slug, at in addresses(guest.house, int(after))
    ]
    return _xml(f"<urlset {_SPACE}>{''.join(topics)}</urlset>")


def _address(request: GuestRequest, path: str) -> str:
    return escape(origin_of(request) + path)


def _xml(body: str) -> HttpResponse:
    return HttpResponse(
        f'<?xml version="1.0" encoding="UTF-8"?>\n{body}', content_type="application/xml; charset=utf-8"
    )


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in _SHUT)]
    lines += [
        f"Sitemap: {request.build_absolute_uri(f'/c/{slug}/sitemap.xml')}" for slug in _open_at(request.get_host())
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


def _open_at(host: str) -> Iterable[str]:
    """At the host name of a community, its own alone."""
    own, known = slug_at(host), open_to_the_web()
    return [slug for slug in known if slug == own] if own else known

"""Jinja2 for every page: one loader that knows the screens by name (`inbox/case.html`), and what templates may call."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.urls import NoReverseMatch, reverse
from django.utils import translation
from jinja2 import Environment, FileSystemLoader, PrefixLoader, StrictUndefined

from parvis.web.ui import assets, icons, navigation, saying, wording
from parvis.web.ui.remembered import remembered
from parvis.web.ui.theme import theme_of

WEB = Path(__file__).resolve().parent.parent


def environment(**options: Any) -> Environment:
    """Called once by Django's Jinja2 backend."""
    screens = {folder.parent.name: FileSystemLoader(folder) for folder in WEB.glob("*/templates")}
    options.update(
        loader=PrefixLoader(screens),
        extensions=["jinja2.ext.i18n"],
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made = Environment(**options)  # noqa: S701  autoescape comes in `options` from Django's backend
    made.install_gettext_callables(  # type: ignore[attr-defined]
        translation.gettext,
        translation.ngettext,
        newstyle=True,
        pgettext=translation.pgettext,
        npgettext=translation.npgettext,
    )
    # Jinja's own callables translate, mark and format at every use, through two calls: a sixth of a page.
    made.globals.update(
        _=saying.gettext,
        gettext=saying.gettext,
        ngettext=saying.ngettext,
        pgettext=saying.pgettext,
        npgettext=saying.npgettext,
    )
    made.globals.update(
        url=url,
        maybe_url=maybe_url,
        icon=icons.icon,
        mark=icons.mark,
        island=assets.island,
        htmx_script=assets.htmx,
        style_url=assets.style_url,
        community_style_url=lambda: assets.style_url(assets.House.COMMUNITY),
        rail=navigation.rail,
        address_of=navigation.address_of,
        first_address=navigation.first_address,
        unseen_notices=navigation.unseen,
        remembered=remembered,
        avatar=wording.avatar,
        network_icon=wording.network_icon,
        network_name=wording.network_name,
        mood_name=wording.mood_name,
        role_name=wording.role_name,
        stage_name=wording.stage_name,
        language_name=wording.language_name,
        opening=wording.opening,
        posts_count=wording.posts_count,
        polyline=wording.polyline,
        options=wording.options,
        evidence_words=wording.evidence_words,
    )
    _filter(made)
    return made


def _filter(made: Environment) -> None:
    made.filters.update(
        ago=wording.ago,
        span=wording.span,
        when=wording.when,
        clock=wording.clock,
        day=wording.day,
        moment=wording.moment,
        number=wording.number,
        say=wording.say,
    )


def url(name: str, **parameters: Any) -> str:
    """`url("inbox", brand=desk.brand.slug)`"""
    return reverse(name, kwargs=parameters or None)


def maybe_url(name: str, **parameters: Any) -> str:
    """As `url`; "" when this house has no such screen."""
    try:
        return url(name, **parameters)
    except NoReverseMatch:
        return ""


def page(request: HttpRequest) -> dict[str, Any]:
    """What every template knows besides its own context."""
    return {
        "desk": getattr(request, "desk", None),
        "language": translation.get_language() or "fr",
        "theme": theme_of(request),
        "here": request.get_full_path(),
        "csrf": cache(lambda: get_token(request)),  # else masked anew at each form of the page
    }

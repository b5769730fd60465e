"""What a notice says, in the language of who reads it, and where it leads: the same in the page, by mail and on a phone."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from parvis.community.queries.notices import Told
from parvis.community.rules.notices import Kind, What


def sentence(told: Told) -> str:
    """One sentence, with the name of the topic in it."""
    if told.kind is Kind.MODERATION:
        return _decided(told)
    if not told.name:
        return _new_posts(told)
    return _SAID[told.kind](told) % {"who": people(told), "title": told.title}


def people(told: Told) -> str:
    """Léa, or Léa and three others."""
    if not told.others:
        return told.name
    return ngettext("%(name)s and %(n)s other", "%(name)s and %(n)s others", told.others) % {
        "name": told.name,
        "n": told.others,
    }


def _new_posts(told: Told) -> str:
    said = ngettext("%(n)s new post in “%(title)s”", "%(n)s new posts in “%(title)s”", told.times)
    return said % {"n": told.times, "title": told.title}


_SAID: dict[Kind, Callable[[Told], str]] = {
    Kind.MESSAGE: lambda told: ngettext(
        "%(who)s wrote to you in “%(title)s”", "%(who)s have written to you in “%(title)s”", told.others + 1
    ),
    Kind.MENTION: lambda told: _("%(who)s named you in “%(title)s”"),
    Kind.QUOTE: lambda told: _("%(who)s quoted you in “%(title)s”"),
    Kind.REPLY: lambda told: ngettext(
        "%(who)s answered you in “%(title)s”", "%(who)s have answered you in “%(title)s”", told.others + 1
    ),
    Kind.WATCHED: lambda told: (
        _("%(who)s began “%(title)s”")
        if told.seq == 1 and told.times == 1
        else ngettext("%(who)s wrote in “%(title)s”", "%(who)s have written in “%(title)s”", told.others + 1)
    ),
    Kind.SOLVED: lambda told: _("%(who)s accepted an answer in “%(title)s”"),
    Kind.REACTION: lambda told: ngettext(
        "%(who)s liked what you wrote in “%(title)s”", "%(who)s have liked what you wrote in “%(title)s”", told.others + 1
    ),
}  # fmt: skip


def _decided(told: Told) -> str:
    return {
        What.PUBLISHED: _("Your post in “%(title)s” is published"),
        What.REFUSED: _("Your post in “%(title)s” was not published"),
        What.HIDDEN: _("Your post in “%(title)s” was hidden by a moderator"),
        What.SHOWN: _("Your post in “%(title)s” can be seen again"),
        What.CHARTER: _("The charter of the community has changed: read it, and agree, to go on writing"),
    }[What(told.what)] % {"title": told.title}


def address_of(told: Told, slug: str) -> str:
    """The post, by the address that stays right."""
    if told.topic is None:
        return f"/c/{slug}/charter"
    return f"/c/{slug}/t/{told.slug}/{told.topic}/{told.seq}"

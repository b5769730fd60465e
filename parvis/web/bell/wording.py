"""What kinds of notices and their channels are called."""

from __future__ import annotations

from django.utils.translation import gettext as _

from parvis.community.rules.notices import Channel, Kind


def kind_name(kind: Kind) -> str:
    return {
        Kind.MESSAGE: _("Somebody writes to me in private"),
        Kind.MENTION: _("Somebody names me"),
        Kind.QUOTE: _("Somebody quotes me"),
        Kind.REPLY: _("Somebody answers me"),
        Kind.WATCHED: _("Something new in what I follow"),
        Kind.SOLVED: _("An answer is accepted"),
        Kind.REACTION: _("Somebody likes what I wrote"),
        Kind.MODERATION: _("A moderator decides about what I wrote"),
    }[kind]


def channel_name(channel: Channel) -> str:
    return {
        Channel.PAGE: _("In the page"),
        Channel.MAIL: _("By mail"),
        Channel.PUSH: _("On my devices"),
    }[channel]


def icon_of(kind: Kind) -> str:
    return {
        Kind.MESSAGE: "mail",
        Kind.MENTION: "person",
        Kind.QUOTE: "quote",
        Kind.REPLY: "reply",
        Kind.WATCHED: "bell",
        Kind.SOLVED: "done",
        Kind.REACTION: "heart",
        Kind.MODERATION: "info",
    }[kind]


def consents() -> dict[str, str]:
    """What one reads where one agrees, by channel: kept with the act."""
    return {
        Channel.MAIL.value: _(
            "A little later, several together, never what you have read meanwhile. Each mail has a link that ends it."
        ),
        Channel.PUSH.value: _("At once, on the devices that you have allowed."),
        "digest": _("What was most spoken of and you have not read. None when nothing happened."),
    }


def named(kinds: str) -> list[str]:
    """The kinds of a mail, in words; "digest" is one."""
    if kinds == "digest":
        return [_("The digest")]
    return [kind_name(kind) for kind in Kind if kind in kinds.split()]

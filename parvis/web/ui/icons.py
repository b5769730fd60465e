"""Our own icons: 24 units square, a stroke that takes the colour and the size of the text beside it."""

from __future__ import annotations

from functools import lru_cache

from markupsafe import Markup, escape

PATHS: dict[str, str] = {
    "inbox": '<path d="M4 13 6.5 5h11L20 13v6H4z"/><path d="M4 13h4.5l1.5 2.5h4l1.5-2.5H20"/>',
    "watch": '<path d="M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12z"/><circle cx="12" cy="12" r="3"/>',
    "columns": '<path d="M4 4.5h4.5v15H4zM9.75 4.5h4.5v10h-4.5zM15.5 4.5H20v12.5h-4.5z"/>',
    "people": '<circle cx="9" cy="8.5" r="3.5"/><path d="M2.5 20c.5-4 3-6 6.5-6s6 2 6.5 6"/><path d="M15.5 5.5a3.3 3.3 0 0 1 0 6.3M17.5 14.5c2.3.7 3.7 2.6 4 5.5"/>',
    "person": '<circle cx="12" cy="8" r="4"/><path d="M4.5 20.5c.6-4.5 3.4-6.5 7.5-6.5s6.9 2 7.5 6.5"/>',
    "place": '<path d="M12 21.5s7-6.3 7-12a7 7 0 0 0-14 0c0 5.7 7 12 7 12z"/><circle cx="12" cy="9.5" r="2.5"/>',
    "blog": '<path d="M4 4h16v16H4z"/><path d="M4 8.5h16M8 12.5h8M8 16h5"/>',
    "posts": '<path d="M4 5h16v11H10l-4.5 4v-4H4z"/><path d="M8 9h8M8 12h5"/>',
    "settings": '<circle cx="12" cy="12" r="3.2"/><path d="M12 3v2.5M12 18.5V21M3 12h2.5M18.5 12H21M5.6 5.6l1.8 1.8M16.6 16.6l1.8 1.8M5.6 18.4l1.8-1.8M16.6 7.4l1.8-1.8"/>',
    "home": '<path d="M4 20V10l8-6 8 6v10z"/><path d="M9.5 20v-5a2.5 2.5 0 0 1 5 0v5"/>',
    "passkey": '<circle cx="8" cy="12" r="4.5"/><path d="M12.5 12H21v3.5M17 12v2.5"/>',
    "search": '<circle cx="10.5" cy="10.5" r="6"/><path d="m15 15 5.5 5.5"/>',
    "plus": '<path d="M12 5v14M5 12h14"/>',
    "minus": '<path d="M5 12h14"/>',
    "check": '<path d="m4.5 12.5 5 5 10-11"/>',
    "close": '<path d="m6 6 12 12M18 6 6 18"/>',
    "back": '<path d="M19 12H5M11 6l-6 6 6 6"/>',
    "next": '<path d="M5 12h14M13 6l6 6-6 6"/>',
    "up": '<path d="m6 15 6-6 6 6"/>',
    "down": '<path d="m6 9 6 6 6-6"/>',
    "right": '<path d="m9 6 6 6-6 6"/>',
    "more": '<circle cx="5" cy="12" r="1"/><circle cx="12" cy="12" r="1"/><circle cx="19" cy="12" r="1"/>',
    "reply": '<path d="M10 6 4 12l6 6"/><path d="M4 12h9c4 0 7 2.5 7 7"/>',
    "send": '<path d="M20.5 3.5 3.5 10l7 3.5 3.5 7z"/><path d="m10.5 13.5 4-4"/>',
    "note": '<path d="M5 4h14v11l-5 5H5z"/><path d="M19 15h-5v5M8.5 8.5h7M8.5 12h4"/>',
    "assign": '<circle cx="10" cy="8" r="4"/><path d="M3 20c.5-4.5 3-6.5 7-6.5 1.3 0 2.5.2 3.5.7M15.5 18.5l2 2 4-4.5"/>',
    "snooze": '<circle cx="12" cy="13" r="7.5"/><path d="M12 9v4.5l3 1.5M4.5 4.5l-2 2M19.5 4.5l2 2"/>',
    "clock": '<circle cx="12" cy="12" r="8.5"/><path d="M12 7v5.5l3.5 2"/>',
    "done": '<circle cx="12" cy="12" r="8.5"/><path d="m8 12.5 3 3 5-6"/>',
    "reopen": '<path d="M5 12a7.5 7.5 0 1 1 2.5 5.6"/><path d="M5 6v6h6"/>',
    "edit": '<path d="m4 20 1-4.5L16.5 4l3.5 3.5L8.5 19z"/><path d="m14 6.5 3.5 3.5"/>',
    "trash": '<path d="M4.5 7h15M9.5 7V4.5h5V7M6.5 7l1 13h9l1-13M10.5 11v5M13.5 11v5"/>',
    "copy": '<path d="M9 9h11v11H9z"/><path d="M15 9V4H4v11h5"/>',
    "open": '<path d="M13.5 4H20v6.5M20 4l-9 9"/><path d="M18 14v6H4V6h6"/>',
    "link": '<path d="M10 14a4 4 0 0 0 5.7 0l3-3A4 4 0 0 0 13 5.3l-1 1"/><path d="M14 10a4 4 0 0 0-5.7 0l-3 3a4 4 0 0 0 5.7 5.7l1-1"/>',
    "tag": '<path d="M4 4h8l8.5 8.5-8 8L4 12z"/><circle cx="8" cy="8" r="1.2"/>',
    "filter": '<path d="M4 5h16l-6 7.5V19l-4 1.5v-8z"/>',
    "bell": '<path d="M6 16V11a6 6 0 0 1 12 0v5l1.5 2h-15z"/><path d="M10 20.5a2.2 2.2 0 0 0 4 0"/>',
    "alert": '<path d="M12 3.5 21.5 20h-19z"/><path d="M12 10v4.5M12 17.2v.1"/>',
    "info": '<circle cx="12" cy="12" r="8.5"/><path d="M12 11v5.5M12 7.7v.1"/>',
    "help": '<circle cx="12" cy="12" r="8.5"/><path d="M9.5 9.5a2.6 2.6 0 1 1 3.7 2.4c-.8.4-1.2.9-1.2 1.9M12 16.7v.1"/>',
    "key": '<rect x="2.5" y="6" width="19" height="12" rx="2"/><path d="M6.5 10h.1M10.2 10h.1M13.9 10h.1M17.5 10h.1M8 14h8"/>',
    "sun": '<circle cx="12" cy="12" r="4"/><path d="M12 2.5v2M12 19.5v2M2.5 12h2M19.5 12h2M5.3 5.3l1.4 1.4M17.3 17.3l1.4 1.4M5.3 18.7l1.4-1.4M17.3 6.7l1.4-1.4"/>',
    "moon": '<path d="M19.5 14.5A8 8 0 1 1 9.5 4.5a6.5 6.5 0 0 0 10 10z"/>',
    "auto": '<circle cx="12" cy="12" r="8.5"/><path d="M12 3.5v17M12 7l5-1.5M12 12h8.5M12 17l5 1.5"/>',
    "language": '<circle cx="12" cy="12" r="8.5"/><path d="M3.5 12h17M12 3.5c-5 5.5-5 11.5 0 17M12 3.5c5 5.5 5 11.5 0 17"/>',
    "leave": '<path d="M14 4H5v16h9"/><path d="M10 12h10.5M16.5 8l4 4-4 4"/>',
    "mail": '<rect x="3" y="5.5" width="18" height="13" rx="1.5"/><path d="m3.5 7 8.5 6.5L20.5 7"/>',
    "feed": '<path d="M5 11a8 8 0 0 1 8 8M5 5a14 14 0 0 1 14 14"/><circle cx="6.2" cy="17.8" r="1.3"/>',
    "hand": '<path d="M8 12V5.5a1.5 1.5 0 0 1 3 0V11M11 10V4.5a1.5 1.5 0 0 1 3 0V11M14 11V6.5a1.5 1.5 0 0 1 3 0V15c0 4-2 6-5.5 6S7 19.5 5 15.5l-1-2.5c1.5-1 3 0 4 1.5"/>',
    "globe": '<circle cx="12" cy="12" r="8.5"/><path d="M3.5 12h17M12 3.5c-4 5-4 12 0 17M12 3.5c4 5 4 12 0 17"/>',
    "cloud": '<path d="M7 18.5a4.3 4.3 0 0 1-.6-8.5A6 6 0 0 1 17.9 11a3.8 3.8 0 0 1-.4 7.5z"/>',
    "fediverse": '<circle cx="12" cy="4.7" r="2"/><circle cx="19" cy="10" r="2"/><circle cx="16.5" cy="18.5" r="2"/><circle cx="7.5" cy="18.5" r="2"/><circle cx="5" cy="10" r="2"/><path d="m13.6 5.9 3.8 2.9M18.4 11.9l-1.3 4.7M14.5 18.5h-5M6.9 16.6l-1.3-4.7M6.6 8.8l3.8-2.9M11.3 6.6 8.2 16.6M12.7 6.6l3.1 10M7 10h10"/>',
    "forum": '<path d="M3 4.5h12v8.5H8l-3 3v-3H3z"/><path d="M18 9h3v8.5h-2v3l-3-3h-5V16"/>',
    "star": '<path d="m12 3.5 2.6 5.5 6 .8-4.4 4.2 1.1 6L12 17.1 6.7 20l1.1-6L3.4 9.8l6-.8z"/>',
    "pause": '<path d="M8.5 5v14M15.5 5v14"/>',
    "play": '<path d="M7 4.5v15l12-7.5z"/>',
    "refresh": '<path d="M20 5v5h-5M4 19v-5h5"/><path d="M19.5 10A8 8 0 0 0 5 8M4.5 14A8 8 0 0 0 19 16"/>',
    "download": '<path d="M12 4v11M7.5 11l4.5 4.5 4.5-4.5M4.5 20h15"/>',
    "upload": '<path d="M12 15.5V4M7.5 8.5 12 4l4.5 4.5M4.5 20h15"/>',
    "calendar": '<rect x="4" y="5.5" width="16" height="14.5" rx="1.5"/><path d="M4 10h16M8.5 3.5v4M15.5 3.5v4"/>',
    "idea": '<path d="M9 17.5h6M10 20.5h4"/><path d="M9 17.5c0-2.5-3-3.9-3-7.5a6 6 0 0 1 12 0c0 3.6-3 5-3 7.5"/>',
    "megaphone": '<path d="M4 10v4h3l8 4.5v-13L7 10z"/><path d="M18 9.5a4 4 0 0 1 0 5M8 14l1.5 6h2.5l-1-5"/>',
    "gift": '<rect x="4" y="9" width="16" height="11.5" rx="1"/><path d="M4 13h16M12 9v11.5M12 9c-5 0-5.5-5-3-5s3 5 3 5 .5-5 3-5 2 5-3 5z"/>',
    "flask": '<path d="M9.5 3.5h5M10.5 3.5v6L5 19a1.2 1.2 0 0 0 1 1.5h12a1.2 1.2 0 0 0 1-1.5l-5.5-9.5v-6M8 15h8"/>',
    "page": '<path d="M6 3.5h9l4 4V20.5H6z"/><path d="M14.5 3.5v4.5H19M9 12h7M9 15.5h7"/>',
    "pin": '<path d="M9 4h6l-.8 6.5 3.300 3v1.5h-11v-1.5l3.300-3z"/><path d="M12 15v5.5"/>',
    "lock": '<rect x="5" y="11" width="14" height="9" rx="1.5"/><path d="M8 11V8a4 4 0 0 1 8 0v3"/>',
    "merge": '<path d="M6 4c0 6 6 5 6 11v5M18 4c0 6-6 5-6 11M9 17l3 3 3-3"/>',
    "split": '<path d="M12 20v-5C12 9 6 10 6 4M12 15c0-6 6-5 6-11M3.5 6.5 6 4l2.5 2.5M15.5 6.5 18 4l2.5 2.5"/>',
    "quote": '<path d="M5 17c2.5-1 3.5-3 3.5-5.5H5V6h5v5c0 4-1.5 6.5-5 7.5M14 17c2.5-1 3.5-3 3.5-5.5H14V6h5v5c0 4-1.5 6.5-5 7.5"/>',
    "mood-positive": '<circle cx="12" cy="12" r="8.5"/><path d="M8.5 13.8c1.8 2.8 5.2 2.8 7 0M9 9.3v.4M15 9.3v.4"/>',
    "mood-negative": '<circle cx="12" cy="12" r="8.5"/><path d="M8.5 16c1.8-2.6 5.2-2.6 7 0M9 9.3v.4M15 9.3v.4"/>',
    "mood-neutral": '<circle cx="12" cy="12" r="8.5"/><path d="M8.5 14.5h7M9 9.3v.4M15 9.3v.4"/>',
    "mood-uncertain": '<circle cx="12" cy="12" r="8.5"/><path d="M8.5 15c1.2-1.4 2.3-1.4 3.5 0s2.3 1.4 3.5 0M9 9.3v.4M15 9.3v.4"/>',
    "question": '<path d="M8.5 8.5a3.5 3.5 0 1 1 5 3.2c-1 .5-1.5 1.3-1.5 2.6M12 18.5v.1"/>',
    "heart": '<path d="M12 20S3.5 15 3.5 9.2A4.5 4.5 0 0 1 12 7.2a4.5 4.5 0 0 1 8.5 2C20.5 15 12 20 12 20z"/>',
    "bulb": '<path d="M9 17.5h6M10 20.5h4M8.5 14.5C6.5 13 6 11.5 6 9.5a6 6 0 0 1 12 0c0 2-.5 3.5-2.5 5v3h-7z"/>',
    "cart": '<path d="M3 4.5h3l2 11h10l2-8H7"/><circle cx="9.5" cy="19" r="1.3"/><circle cx="16.5" cy="19" r="1.3"/>',
    "spark": '<path d="M12 3v18M3 12h18M6 6l12 12M18 6 6 18"/>',
    "code": '<path d="m8 7-5 5 5 5M16 7l5 5-5 5M13.5 5l-3 14"/>',
    "team": '<path d="M4 20V9l8-5 8 5v11M4 20h16M8 20v-5h3v5M13 12h3v3h-3z"/>',
    "list": '<path d="M9 6h11M9 12h11M9 18h11M4.5 6h.1M4.5 12h.1M4.5 18h.1"/>',
    "bold": '<path d="M7 4.5h6a3.700 3.700 0 0 1 0 7.500H7zM7 12h7a3.750 3.750 0 0 1 0 7.500H7z"/>',
    "italic": '<path d="M10 4.500h7M7 19.500h7M14 4.500l-4 15"/>',
    "hidden": '<path d="M2.500 12S6 5.500 12 5.500 21.500 12 21.500 12 18 18.500 12 18.500 2.500 12 2.500 12zM4 20 20 4"/>',
    "mark": '<path d="M6.500 3.500h11v17L12 16l-5.500 4.500z"/>',
    "picture": '<rect x="3.500" y="5" width="17" height="14" rx="1.500"/><circle cx="8.500" cy="10" r="1.500"/><path d="m4 17 5-4.500 3.500 3 3-3 4.500 4"/>',
    "smile": '<circle cx="11" cy="13" r="8"/><path d="M8 15c1.500 2.300 4.500 2.300 6 0M8.500 11v.300M13.500 11v.300M19 2.500v6M16 5.500h6"/>',
    "chart": '<path d="M4 4v16h16M8 16v-4M12 16V8M16 16v-6"/>',
}


@lru_cache(maxsize=2048)
def icon(name: str, label: str = "") -> Markup:
    """An inline drawing. Without `label` it is decoration; with one it is an image that says so.

    Raises KeyError for a name that nobody drew.
    """
    said = Markup('role="img" aria-label="{}"').format(label) if label else Markup('aria-hidden="true"')
    drawing = Markup(PATHS[name])  # noqa: S704  our own constant
    return Markup('<svg class="icon icon-{}" viewBox="0 0 24 24" {}>{}</svg>').format(escape(name), said, drawing)


def mark(label: str = "") -> Markup:
    """The rosace of the house: eight panes of glass around a light, held by a lead ring."""
    petals = "".join(
        f'<ellipse class="glass-{glass}" cx="24" cy="11.5" rx="4.6" ry="7" transform="rotate({turn * 45} 24 24)"/>'
        for turn, glass in enumerate(["cobalt", "ruby", "cobalt", "amber", "cobalt", "ruby", "cobalt", "emerald"])
    )
    said = Markup('role="img" aria-label="{}"').format(label) if label else Markup('aria-hidden="true"')
    drawing = f'{petals}<circle class="glass-amber" cx="24" cy="24" r="4.6"/><circle class="mark-ring" cx="24" cy="24" r="21.5"/>'
    return Markup('<svg class="mark" viewBox="0 0 48 48" {}>{}</svg>').format(said, Markup(drawing))  # noqa: S704


def favicon() -> str:
    """The mark as a file of its own: colours inside, since no sheet reaches it."""
    panes = ["#2f4fa8", "#b3263a", "#2f4fa8", "#e0a93b", "#2f4fa8", "#b3263a", "#2f4fa8", "#2f8a5f"]
    petals = "".join(
        f'<ellipse fill="{colour}" cx="24" cy="11.5" rx="4.6" ry="7" transform="rotate({turn * 45} 24 24)"/>'
        for turn, colour in enumerate(panes)
    )
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 48 48"><circle cx="24" cy="24" r="23" fill="#f3ede2"/>'
        f'{petals}<circle fill="#e0a93b" cx="24" cy="24" r="4.6"/>'
        '<circle fill="none" stroke="#39405a" stroke-width="2" cx="24" cy="24" r="21.5"/></svg>'
    )

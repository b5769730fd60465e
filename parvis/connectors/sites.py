"""Known sites, as data: how to recognise each, the public feeds it has, and what is honest to promise where it has none.

A pattern is matched against `host/path?query` of the address, without scheme and `www.`; its groups fill the feed
addresses. To add a site, add a line.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class Site:
    """`feeds`: address templates, the best first; none = nothing there can be read without an account."""

    name: str
    kind: str
    pattern: str
    feeds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Known:
    site: Site
    feeds: tuple[str, ...]


SITES: tuple[Site, ...] = (
    Site("YouTube", "channel", r"(?:m\.)?youtube\.com/channel/(?P<id>UC[\w-]+)", ("https://www.youtube.com/feeds/videos.xml?channel_id={id}",)),
    Site("YouTube", "playlist", r"(?:m\.)?youtube\.com/playlist\?(?:.*&)?list=(?P<id>[\w-]+)", ("https://www.youtube.com/feeds/videos.xml?playlist_id={id}",)),
    Site("YouTube", "user", r"(?:m\.)?youtube\.com/user/(?P<id>[\w-]+)", ("https://www.youtube.com/feeds/videos.xml?user={id}",)),
    Site("YouTube", "channel", r"(?:m\.)?youtube\.com/(?:@|c/)(?P<id>[\w.%-]+)", ("https://www.youtube.com/@{id}",)),
    Site("YouTube", "video", r"(?:m\.)?(?:youtube\.com|youtu\.be)(?:/|$)"),
    Site("Reddit", "search", r"(?:old\.|new\.)?reddit\.com/search/?\?(?:.*&)?q=(?P<q>[^&]+)", ("https://www.reddit.com/search.rss?q={q}&sort=new",)),
    Site("Reddit", "thread", r"(?:old\.|new\.)?reddit\.com/r/(?P<sub>\w+)/comments/(?P<id>\w+)", ("https://www.reddit.com/r/{sub}/comments/{id}/.rss",)),
    Site("Reddit", "forum", r"(?:old\.|new\.)?reddit\.com/r/(?P<sub>\w+)", ("https://www.reddit.com/r/{sub}/new/.rss", "https://www.reddit.com/r/{sub}/comments/.rss")),
    Site("Reddit", "person", r"(?:old\.|new\.)?reddit\.com/u(?:ser)?/(?P<who>[\w-]+)", ("https://www.reddit.com/user/{who}/.rss",)),
    Site("Bluesky", "person", r"bsky\.app/profile/(?P<who>[\w.:-]+)", ("https://bsky.app/profile/{who}/rss",)),
    Site("Medium", "tag", r"medium\.com/(?:tag|topic)/(?P<tag>[\w-]+)", ("https://medium.com/feed/tag/{tag}",)),
    Site("Medium", "blog", r"medium\.com/(?P<who>@?[\w.-]+)", ("https://medium.com/feed/{who}",)),
    Site("Medium", "blog", r"(?P<who>[\w-]+)\.medium\.com", ("https://{who}.medium.com/feed",)),
    Site("Substack", "blog", r"(?P<who>[\w-]+)\.substack\.com", ("https://{who}.substack.com/feed",)),
    Site("WordPress.com", "blog", r"(?P<who>[\w-]+)\.wordpress\.com", ("https://{who}.wordpress.com/feed/", "https://{who}.wordpress.com/comments/feed/")),
    Site("Blogger", "blog", r"(?P<who>[\w-]+)\.blogspot\.(?P<tld>[\w.]+)", ("https://{who}.blogspot.{tld}/feeds/posts/default", "https://{who}.blogspot.{tld}/feeds/comments/default")),
    Site("Tumblr", "blog", r"(?P<who>[\w-]+)\.tumblr\.com", ("https://{who}.tumblr.com/rss",)),
    Site("GitHub", "project", r"github\.com/(?P<who>[\w.-]+)/(?P<what>[\w.-]+?)(?:\.git)?/?(?:releases.*|tags.*)?(?:\?.*)?$", ("https://github.com/{who}/{what}/releases.atom", "https://github.com/{who}/{what}/commits.atom", "https://github.com/{who}/{what}/discussions.atom")),
    Site("GitHub", "person", r"github\.com/(?P<who>[\w-]+)/?$", ("https://github.com/{who}.atom",)),
    Site("Stack Exchange", "tag", r"(?P<site>(?:\w+\.)?(?:stackexchange|stackoverflow|superuser|serverfault|askubuntu)\.com)/questions/tagged/(?P<tag>[^/?]+)", ("https://{site}/feeds/tag/{tag}",)),
    Site("Stack Exchange", "question", r"(?P<site>(?:\w+\.)?(?:stackexchange|stackoverflow|superuser|serverfault|askubuntu)\.com)/questions/(?P<id>\d+)", ("https://{site}/feeds/question/{id}",)),
    Site("Stack Exchange", "person", r"(?P<site>(?:\w+\.)?(?:stackexchange|stackoverflow|superuser|serverfault|askubuntu)\.com)/users/(?P<id>\d+)", ("https://{site}/feeds/user/{id}",)),
    Site("Wikipedia", "page", r"(?P<lang>[\w-]+)\.(?:m\.)?wikipedia\.org/wiki/(?P<page>[^?]+)", ("https://{lang}.wikipedia.org/w/index.php?title={page}&action=history&feed=atom",)),
    Site("Google Alerts", "alert", r"google\.\w+/alerts/feeds/(?P<rest>\d+/\d+)", ("https://www.google.com/alerts/feeds/{rest}",)),
    Site("Google Alerts", "alerts", r"google\.\w+/alerts(?:[/?]|$)"),
    Site("Vimeo", "person", r"vimeo\.com/(?P<who>(?!\d+$)[\w-]+)/?$", ("https://vimeo.com/{who}/videos/rss",)),
    Site("Dailymotion", "person", r"dailymotion\.com/(?!video/)(?:user/)?(?P<who>[\w-]+)/?$", ("https://www.dailymotion.com/rss/user/{who}",)),
    Site("Hacker News", "site", r"news\.ycombinator\.com", ("https://news.ycombinator.com/rss",)),
    Site("X", "account", r"(?:mobile\.)?(?:x|twitter)\.com(?:/|$)"),
    Site("Instagram", "account", r"instagram\.com(?:/|$)"),
    Site("Facebook", "page", r"(?:m\.|fr-fr\.|web\.)?(?:facebook\.com|fb\.com|fb\.me)(?:/|$)"),
    Site("Threads", "account", r"threads\.(?:net|com)(?:/|$)"),
    Site("LinkedIn", "page", r"(?:\w{2}\.)?linkedin\.com(?:/|$)"),
    Site("TikTok", "account", r"(?:vm\.)?tiktok\.com(?:/|$)"),
    Site("Quora", "forum", r"(?:\w+\.)?quora\.com(?:/|$)"),
    Site("Pinterest", "board", r"(?:\w+\.)?pinterest\.\w+(?:/|$)"),
    Site("Snapchat", "account", r"snapchat\.com(?:/|$)"),
    Site("Discord", "server", r"(?:discord\.gg|discord\.com|discordapp\.com)(?:/|$)"),
    Site("Slack", "workspace", r"(?:\w+\.)?slack\.com(?:/|$)"),
    Site("Telegram", "channel", r"(?:t\.me|telegram\.(?:me|org))(?:/|$)"),
    Site("WhatsApp", "channel", r"(?:wa\.me|whatsapp\.com)(?:/|$)"),
    Site("Google Maps", "reviews", r"(?:google\.\w+/maps|maps\.google\.\w+|goo\.gl/maps|maps\.app\.goo\.gl)(?:[/?]|$)"),
    Site("Trustpilot", "reviews", r"(?:\w+\.)?trustpilot\.com(?:/|$)"),
    Site("TripAdvisor", "reviews", r"tripadvisor\.\w+(?:/|$)"),
    Site("App Store", "reviews", r"apps\.apple\.com(?:/|$)"),
    Site("Google Play", "reviews", r"play\.google\.com(?:/|$)"),
    # By the form of their addresses, on any host. These come last.
    Site("Mastodon", "person", r"(?P<host>[\w.-]+\.\w+)/@(?P<who>\w+)/?$", ("https://{host}/@{who}.rss",)),
    Site("Mastodon", "tag", r"(?P<host>[\w.-]+\.\w+)/tags/(?P<tag>\w+)/?$", ("https://{host}/tags/{tag}.rss",)),
    Site("Discourse", "topic", r"(?P<host>[\w.-]+\.\w+)/t/(?P<slug>[\w-]+)/(?P<id>\d+)", ("https://{host}/t/{slug}/{id}.rss",)),
    Site("Discourse", "forum", r"(?P<host>[\w.-]+\.\w+)/c/(?P<path>[\w/-]+?\d+)/?$", ("https://{host}/c/{path}.rss", "https://{host}/posts.rss")),
    Site("phpBB", "topic", r"(?P<base>[\w.-]+\.\w+(?:/[\w/-]+)?)/viewtopic\.php\?(?:.*&)?t=(?P<id>\d+)", ("https://{base}/app.php/feed/topic/{id}", "https://{base}/feed.php?t={id}")),
    Site("phpBB", "forum", r"(?P<base>[\w.-]+\.\w+(?:/[\w/-]+)?)/viewforum\.php\?(?:.*&)?f=(?P<id>\d+)", ("https://{base}/app.php/feed/forum/{id}", "https://{base}/feed.php?f={id}")),
)  # fmt: skip


def known_site(address: str, sites: Sequence[Site] = SITES) -> Known | None:
    """The first site whose pattern fits, with its feed addresses filled in. Host is matched whole, so no look-alikes."""
    try:
        parts = urlsplit(address.strip())
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not host:
        return None
    form = f"{host}{parts.path}" + (f"?{parts.query}" if parts.query else "")
    for site in sites:
        found = re.match(site.pattern, form, re.IGNORECASE)
        if found:
            groups = {name: value or "" for name, value in found.groupdict().items()}
            return Known(site, tuple(feed.format(**groups) for feed in site.feeds))
    return None

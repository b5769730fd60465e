"""What an identity says of itself, and the addresses and handles in it, brought to one form."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from urllib.parse import urlsplit

from anyascii import anyascii

from parvis.people.rules.frequent import ROLES
from parvis.people.rules.names import Name, read

_MAIL = re.compile(r"[^\s@<>()\[\],;:\"]+@[^\s@<>()\[\],;:\"]+\.[^\s@<>()\[\],;:\"]{2,}")
_LINK = re.compile(r"https?://[^\s<>\"')\]]+|(?<![\w@/])(?:[\w-]+\.)+[a-z]{2,12}/[^\s<>\"')\]]+", re.IGNORECASE)
_DRAWN = re.compile(
    r"default|placeholder|missing|anonymous|mystery|blank|avatar0|no[-_]?photo|gravatar\.com/avatar/?(\?|$)"
)
_SIGNS = re.compile("[^a-z0-9]+")
DOTS_IGNORED = frozenset({"gmail.com", "googlemail.com"})
"""Mail providers that deliver j.dupont and jdupont to one box."""


@dataclass(frozen=True)
class Profile:
    """An identity as it is compared. `about`: what it says of itself; `languages`, `places`: where it was heard."""

    identity_id: int
    person_id: int
    network: str
    remote_id: str = ""
    name: str = ""
    handle: str = ""
    url: str = ""
    avatar_url: str = ""
    about: str = ""
    verified: bool = False
    kind: str = "human"
    languages: frozenset[str] = frozenset()
    places: frozenset[int] = frozenset()
    seen: int = field(default=0, compare=False)

    @cached_property
    def words(self) -> Name:
        """The display name; one word that is the handle once more is no name."""
        once_more = " " not in self.name.strip() and squeezed(self.name) in (squeezed(self.handle), squeezed(self.stem))
        return Name() if once_more else read(self.name)

    @cached_property
    def stem(self) -> str:
        return stem_of(self.handle or self.remote_id)

    @cached_property
    def stems(self) -> tuple[str, ...]:
        """What is compared as a handle: the handle, and a display name of one word."""
        alone = self.name.strip()
        named = stem_of(alone) if alone and " " not in alone and len(self.words.words) <= 1 else ""
        return tuple(dict.fromkeys(s for s in (self.stem, named) if s))

    @cached_property
    def mails(self) -> frozenset[str]:
        found = _MAIL.findall(f"{self.handle if self.network == 'email' else ''} {self.url} {self.about}")
        return frozenset(m for m in (mail_of(one.removeprefix("mailto:")) for one in found) if m)

    @cached_property
    def page(self) -> str:
        return link_of(self.url)

    @cached_property
    def links(self) -> frozenset[str]:
        """Addresses in what it says of itself."""
        return frozenset(link for link in map(link_of, _LINK.findall(self.about)) if link)

    @cached_property
    def picture(self) -> str:
        link = link_of(self.avatar_url)
        return "" if _DRAWN.search(self.avatar_url.casefold()) else link


def mail_of(text: str) -> str:
    """The mailbox that an address reaches: case, +tags and dots that its provider ignores are gone. "" for no address."""
    local, at, domain = text.strip().strip(".").casefold().rpartition("@")
    if not (local and at and "." in domain):
        return ""
    local = local.split("+")[0]
    return f"{local.replace('.', '') if domain in DOTS_IGNORED else local}@{domain}"


def is_role(mail: str) -> bool:
    """Whether several people may read this mailbox."""
    return mail.partition("@")[0].replace("-", "").replace(".", "") in ROLES


def link_of(url: str) -> str:
    """Host and path without what changes nothing; "" for what is no page of somebody (a bare site, a mail address)."""
    if url.startswith("mailto:") or not url:
        return ""
    try:
        parts = urlsplit(url if "//" in url else f"https://{url}")
    except ValueError:
        return ""
    host, path = (parts.hostname or "").removeprefix("www."), parts.path.rstrip("/").casefold()
    if not host:
        return ""
    return f"{host}{path}?{parts.query}" if parts.query and not path.strip("/") else f"{host}{path}"


def is_home(link: str) -> bool:
    """A site's front page: of one person, or of a whole company."""
    return "/" not in link


@lru_cache(maxsize=20_000)
def stem_of(handle: str) -> str:
    """A handle without sign, host and digits at its end: @Jean_Dupont75@mas.to → jean_dupont; jd.bsky.social → jd."""
    bare = handle.strip().removeprefix("@").partition("@")[0].split("+")[0]
    if bare.count(".") >= 2:  # a handle that is a host: name.host.tld
        bare = bare.partition(".")[0]
    latin = bare if bare.isascii() else anyascii(unicodedata.normalize("NFKC", bare))
    return latin.rstrip("0123456789_-.") or latin


@lru_cache(maxsize=20_000)
def digits_of(handle: str) -> str:
    bare = handle.strip().removeprefix("@").partition("@")[0].split("+")[0]
    if bare.count(".") >= 2:
        bare = bare.partition(".")[0]
    found = re.search(r"(\d{2,})[_.-]*$", bare)
    return found[1] if found else ""


@lru_cache(maxsize=20_000)
def squeezed(text: str) -> str:
    """Letters and digits alone, folded, Latin."""
    latin = anyascii(unicodedata.normalize("NFKC", text))
    return _SIGNS.sub("", latin.casefold())


@lru_cache(maxsize=20_000)
def pieces(stem: str) -> tuple[str, ...]:
    """The words of a handle: jean_dupont, jean.dupont, JeanDupont → jean, dupont; jdupont stays one."""
    cut = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", stem)
    return tuple(w for w in re.split(r"[^a-z]+", cut.casefold()) if w)


def vouched_address(profile: Profile) -> str:
    """The page of its own for which the network itself vouches; "" when it vouches for none.

    Strictly: `verified`, and the address of the profile's page. Not a handle (handles are given anew), not what a text
    says, not a mail's sender (anybody may write one), not the front page of a site, not an organisation.
    """
    return profile.page if profile.verified and profile.kind == "human" and not is_home(profile.page) else ""

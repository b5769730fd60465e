"""One request of a robot that says who it is. Redirects are not followed: where they point may be shut to us."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from parvis.connectors.contract import AuthExpired, Forbidden, Gone, Rejected
from parvis.connectors.decoding import decode
from parvis.connectors.net import Answer, Reach, Web
from parvis.connectors.outward.robots import OPEN, SHUT, Robots, read_robots

_NOTHING: Final = "User-agent: *\nDisallow: /"
SIZE: Final = 2_000_000
SECONDS: Final = 15.0
ACCEPT: Final = "text/html, application/atom+xml, application/rss+xml, application/feed+json;q=0.9, application/xml;q=0.8, text/x-opml;q=0.8"


@dataclass(frozen=True, slots=True)
class Caller:
    """`contact`: where who runs a site finds who asks, an address or a mailbox; "" leaves it out.
    `purpose`: what it comes for, in its name."""

    reach: Reach = field(default_factory=Reach)
    contact: str = ""
    size: int = SIZE
    seconds: float = SECONDS
    purpose: str = "discovery"

    @property
    def agent(self) -> str:
        return f"Parvis/0.1 ({self.purpose}" + (f"; +{self.contact}" if self.contact else "") + ")"

    def page(self, address: str, conditions: Mapping[str, str]) -> Answer:
        """2xx, 304, or a 3xx with where it points in `moved_to`. Raises the six errors of the contract."""
        return self._web().step(address, {"User-Agent": self.agent, "Accept": ACCEPT, **conditions})

    def robots(self, origin: str) -> tuple[str, Robots]:
        """The text, and the rules. No file = open; a refusal = shut. Raises ConnectorError when nobody can say now (which is
        no leave), RateLimited among them."""
        try:
            answer = self._web().get(
                f"{origin}/robots.txt", {"User-Agent": self.agent, "Accept": "text/plain, */*;q=0.5"}
            )
        except (AuthExpired, Forbidden):
            return _NOTHING, SHUT
        except (Gone, Rejected) as error:
            return ("", OPEN) if error.status else (_NOTHING, SHUT)
        text = "" if answer.content_type == "text/html" else decode(answer.body)
        return text, read_robots(text)

    def _web(self) -> Web:
        return Web(self.reach, size=self.size, seconds=self.seconds)

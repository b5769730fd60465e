"""Whose a handle is, and which server keeps the account: handle → DID → document → PDS (atproto.com/specs/did).

Every address on the way is a stranger's: all of them go through the one client that checks where they lead.
"""

from __future__ import annotations

import json
import re
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlsplit

from parvis.connectors.bluesky.api import Api, NotThere
from parvis.connectors.bluesky.identifiers import is_did, is_handle
from parvis.connectors.contract import ConnectorError, Gone, Rejected, Transient
from parvis.connectors.net import Web
from parvis.connectors.net.client import parse
from parvis.connectors.told import entries, text
from parvis.core.messages import Message

_LARGEST = 200_000
"""Bytes of a document; real ones have a thousand or two."""


@dataclass(frozen=True, slots=True)
class Identity:
    """`handle`: "" when the document does not confirm the one that led here. `pds`: the origin of its server."""

    did: str
    handle: str
    pds: str


@dataclass(frozen=True, slots=True)
class Directory:
    """Where identities are asked for. `appview`, `plc`: origins; `until`: on the monotonic clock."""

    web: Web
    appview: str
    plc: str
    until: float

    def find(self, who: str) -> Identity:
        """`who`: a handle or a DID. Raises Rejected for nobody, ConnectorError."""
        did = who if is_did(who) else self.did_of(who)
        document = self.document(did)
        names = [one.removeprefix("at://").lower() for one in map(text, _list(document, "alsoKnownAs"))]
        handle = next((one for one in names if is_handle(one)), "")
        if not is_did(who) and who.lower() not in names:
            raise Rejected(
                Message("The account behind %(handle)s does not know this name as its own.", {"handle": who}),
                "handle",
                Message("Check the handle in the settings of the account at the network."),
            )
        return Identity(did, handle, self.server_of(document, did))

    def did_of(self, handle: str) -> str:
        """Raises Rejected for nobody, ConnectorError."""
        api = Api(self.web, self.appview, until=self.until)
        trouble: ConnectorError | None = None
        found = ""
        try:
            found = text(api.get("com.atproto.identity.resolveHandle", [("handle", handle)]).get("did"))
        except NotThere:
            pass
        except ConnectorError as error:
            trouble = error
        found = found or self._well_known(handle)
        if not is_did(found):
            raise trouble or nobody(handle)
        return found

    def _well_known(self, handle: str) -> str:
        """As the owner of the name says it, where the network's own resolver could not help."""
        try:
            answer = self._get(f"https://{handle}/.well-known/atproto-did")
        except ConnectorError:
            return ""
        return answer[:300].decode("ascii", "replace").strip()

    def document(self, did: str) -> dict[str, Any]:
        """The DID document. Raises Rejected for a DID that is none, Gone, ConnectorError."""
        try:
            told = json.loads(self._get(self._at(did)))
        except ConnectorError as error:
            if isinstance(error, Gone):
                raise Gone(Message("This account was removed for good."), Message("Archive the place.")) from error
            if error.status == 404:
                raise nobody(did) from error
            raise
        except (ValueError, RecursionError):
            told = None
        if not isinstance(told, dict) or told.get("id") != did:
            raise Transient(
                Message("What the directory says of this account cannot be read."),
                Message("Parvis will ask again by itself."),
            )
        return told

    def _at(self, did: str) -> str:
        if did.startswith("did:plc:"):
            return f"{self.plc}/{did}"
        host = unquote(did.removeprefix("did:web:"))
        if ":" in host and not self._vouched(host):
            raise nobody(did)  # the specification allows a port for tests only
        return f"{'http' if self._vouched(host) else 'https'}://{host}/.well-known/did.json"

    def _vouched(self, host: str) -> bool:
        name, _, port = host.partition(":")
        return bool(port) and port.isdigit() and self.web.reach.vouches_for(name, int(port))

    def _get(self, address: str) -> bytes:
        left = max(self.until - time.monotonic(), 0.5)
        return Web(self.web.reach, _LARGEST).get(address, seconds=left).body

    def server_of(self, document: dict[str, Any], did: str) -> str:
        """The origin of the PDS. Raises Rejected for a document that names none, or one reached without protection."""
        for service in entries(document, "service"):
            if text(service.get("id")) in ("#atproto_pds", f"{did}#atproto_pds"):
                return self.safe_origin(text(service.get("serviceEndpoint")))
        raise Rejected(Message("This account names no server that keeps it."), "handle")

    def safe_origin(self, endpoint: str) -> str:
        """`https://pds.example`; http only where whoever runs Parvis vouches for the host. Raises Rejected."""
        url = parse(endpoint)
        protected = url.scheme == "https" or self.web.reach.vouches_for(url.host, url.port or 80)
        if not protected or urlsplit(endpoint).path not in ("", "/"):
            raise Rejected(
                Message("%(server)s would be reached without protection: no secret is sent that way.", {"server": url.host}),
                "handle",
            )  # fmt: skip
        return f"{url.scheme}://{url.netloc.decode('ascii')}"


def nobody(who: str) -> Rejected:
    return Rejected(
        Message("Nobody answers to %(name)s on this network.", {"name": who[:200]}),
        "handle",
        Message("Check the handle: it stands under the name in the profile, such as zoe.bsky.social."),
    )


def written_handle(written: str) -> str:
    """`@Zoe.bsky.social`, `zoe`, a DID or the address of a profile → the handle or DID; "" for none of them."""
    name = written.strip().removeprefix("at://").lstrip("@").rstrip("/")
    name = re.sub(r"^https?://(?:www\.)?bsky\.app/profile/", "", name)
    if is_did(name):
        return name
    name = name.lower() if "." in name else f"{name.lower()}.bsky.social"
    return name if is_handle(name) else ""


def _list(document: dict[str, Any], name: str) -> list[Any]:
    found = document.get(name)
    return found[:50] if isinstance(found, list) else []

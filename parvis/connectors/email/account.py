"""The mailbox as the person described it: address and settings → servers, user and folder, checked one by one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlsplit

from parvis.connectors.contract import Rejected, Source
from parvis.connectors.email.providers import Provider, Security, Server, guesses, provider_for
from parvis.core.messages import Message

ADDRESS = re.compile(r"[^\s@<>(),;:\\\"\[\]]{1,64}@(?:[^\s@<>(),;:\\\"\[\]./]{1,63}\.)+[^\s@<>(),;:\\\"\[\]./]{2,63}")
HOST = re.compile(r"[A-Za-z0-9._-]{1,253}|\[?[0-9A-Fa-f:]{2,45}\]?")
SECURITIES: tuple[Security, ...] = ("tls", "starttls", "none")
TRUE = ("1", "true", "yes", "on", "oui")


@dataclass(frozen=True, slots=True)
class Account:
    """`smtp` is None when the person only listens. `copy_to_self`: each answer also goes to our own inbox, as a proof."""

    address: str
    user: str
    password: str
    imap: Server
    smtp: Server | None
    folder: str = "INBOX"
    copy_to_self: bool = False
    quote: bool = False
    plus_replies: bool = False

    @property
    def domain(self) -> str:
        return self.address.rpartition("@")[2]

    @property
    def provider(self) -> Provider | None:
        return provider_for(self.address, self.imap.host)


def is_mailbox(address: str) -> bool:
    """`name@host`, `mailto:name@host`, `imaps://user@host/folder`."""
    text = address.strip()
    if text[:7].lower() in ("imap://", "imaps:/"):
        return bool(urlsplit(text).netloc)
    return ADDRESS.fullmatch(bare_address(text)) is not None


def bare_address(text: str) -> str:
    text = text.strip()
    if text[:7].lower() == "mailto:":
        text = unquote(text[7:]).partition("?")[0]
    return text.strip().removeprefix("<").removesuffix(">")


def read_url(text: str) -> tuple[str, dict[str, Any]]:
    """(e-mail address, settings) of an imap:// or imaps:// address. Raises Rejected when its parts make no sense."""
    url = urlsplit(text.strip())
    try:
        host, port = url.hostname or "", url.port
    except ValueError:
        raise Rejected(Message("This is not the address of a mailbox."), "address") from None
    user = unquote(url.username or "")
    tls = url.scheme.lower() == "imaps"
    settings: dict[str, Any] = {
        "imap_host": host,
        "imap_port": port or (993 if tls else 143),
        "imap_security": "tls" if tls else "starttls",
        "user": user,
        "folder": unquote(url.path.strip("/")) or "INBOX",
    }
    domain = re.sub(r"^(?:imap4?|mail|ssl\d?)\.", "", host)
    return (user if "@" in user else f"{user}@{domain}" if user else ""), settings


def on_the_wire(address: str, field: str) -> str:
    """The address in ASCII, its domain in IDNA. Raises Rejected for what few servers take: accents left of the @."""
    local, _, host = address.rpartition("@")
    try:
        local.encode("ascii")
        return f"{local}@{host if host.isascii() else host.encode('idna').decode('ascii')}"
    except UnicodeError:
        raise Rejected(
            Message("Parvis cannot write to “%(address)s”: it has accents.", {"address": address[:100]}), field
        ) from None


def read_account(source: Source) -> Account:
    """The settings over what the address tells over what the provider is known for. Raises Rejected(field)."""
    address, told = read_url(source.address) if "://" in source.address else (bare_address(source.address), {})
    settings: dict[str, Any] = told | {
        name: value for name, value in source.settings.items() if value not in ("", None)
    }
    address = str(settings.get("email", address)).strip().lower()
    if not ADDRESS.fullmatch(address):
        raise Rejected(Message("“%(address)s” is not an e-mail address.", {"address": address[:100]}), "address")
    address = on_the_wire(address, "address")
    proposed = provider_for(address, str(settings.get("imap_host", ""))) or guesses(address.rpartition("@")[2])[0]
    listens_only = "smtp_host" in source.settings and not source.settings["smtp_host"]
    return Account(
        address=address,
        user=str(settings.get("user") or address).strip(),
        password=source.secrets.get("password", ""),
        imap=read_server(settings, "imap", proposed.imap),
        smtp=None if listens_only else read_server(settings, "smtp", proposed.smtp),
        folder=str(settings.get("folder") or "INBOX"),
        copy_to_self=is_on(settings, "copy_to_self"),
        quote=is_on(settings, "quote"),
        plus_replies=is_on(settings, "plus_replies"),
    )


def is_on(settings: Mapping[str, Any], name: str) -> bool:
    return str(settings.get(name, "")).strip().lower() in TRUE


def read_server(settings: Mapping[str, Any], kind: str, proposed: Server) -> Server:
    host = str(settings.get(f"{kind}_host") or proposed.host).strip()
    if not HOST.fullmatch(host):
        raise Rejected(
            Message("“%(host)s” is not the name of a server.", {"host": host[:100]}),
            f"{kind}_host",
            Message("Give the name alone, such as mail.example.org, without https:// and without a path."),
        )
    security = str(settings.get(f"{kind}_security") or proposed.security).strip().lower()
    chosen = next((one for one in SECURITIES if one == security), None)
    if chosen is None:
        raise Rejected(Message("The protection must be tls, starttls or none."), f"{kind}_security")
    port = str(settings.get(f"{kind}_port") or proposed.port).strip()
    if not (port.isascii() and port.isdigit() and 0 < int(port[:6]) < 65536):
        raise Rejected(Message("A port is a number between 1 and 65535."), f"{kind}_port")
    return Server(host.strip("[]").lower(), int(port), chosen)

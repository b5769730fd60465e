"""Mail hosts that many people use: their servers, and what each asks before a program may log in. Data, no network."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from parvis.core.messages import Message

Security = Literal["tls", "starttls", "none"]


@dataclass(frozen=True, slots=True)
class Server:
    host: str
    port: int
    security: Security


@dataclass(frozen=True, slots=True)
class Provider:
    """`saves_sent`: its SMTP puts what it sends in the Sent folder by itself. `hint`: what to do when the password is refused."""

    name: str
    imap: Server
    smtp: Server
    hint: Message | None = None
    saves_sent: bool = False


GOOGLE = Message(
    "Google wants an app password: turn on two-step verification, then create one at myaccount.google.com/apppasswords."
)
MICROSOFT = Message(
    "Microsoft refuses passwords for most accounts. For a company account, ask your administrator to allow IMAP and "
    "authenticated SMTP; for a personal one, create an app password at account.microsoft.com/security."
)
YAHOO = Message("Yahoo wants an app password: Account security, then “Generate app password”.")
APPLE = Message("Apple wants an app-specific password: account.apple.com, Sign-in and Security.")
FASTMAIL = Message("Fastmail wants an app password: Settings, Privacy & Security, Manage app passwords.")
PROTON = Message("Proton Mail needs Proton Mail Bridge: give the user name and the password that Bridge shows.")
ORANGE = Message("At Orange, allow other mail programs in the options of the webmail first.")
LAPOSTE = Message("At La Poste, allow IMAP in the settings of the webmail first.")
FREE = Message(
    "At Free, the user name is the address and the password is that of the mailbox, not of the subscription."
)


def simple(name: str, imap: str, smtp: str, hint: Message | None = None) -> Provider:
    return Provider(name, Server(imap, 993, "tls"), Server(smtp, 465, "tls"), hint)


GMAIL = Provider(
    "Gmail", Server("imap.gmail.com", 993, "tls"), Server("smtp.gmail.com", 465, "tls"), GOOGLE, saves_sent=True
)
OUTLOOK = Provider(
    "Outlook",
    Server("outlook.office365.com", 993, "tls"),
    Server("smtp.office365.com", 587, "starttls"),
    MICROSOFT,
    saves_sent=True,
)
ICLOUD = Provider("iCloud", Server("imap.mail.me.com", 993, "tls"), Server("smtp.mail.me.com", 587, "starttls"), APPLE)
PROTON_BRIDGE = Provider(
    "Proton Mail", Server("127.0.0.1", 1143, "starttls"), Server("127.0.0.1", 1025, "starttls"), PROTON, saves_sent=True
)
YAHOO_MAIL = simple("Yahoo", "imap.mail.yahoo.com", "smtp.mail.yahoo.com", YAHOO)
SFR = simple("SFR", "imap.sfr.fr", "smtp.sfr.fr")
IONOS_FR = simple("IONOS", "imap.ionos.fr", "smtp.ionos.fr")
IONOS = simple("IONOS", "imap.ionos.com", "smtp.ionos.com")
OVH = simple("OVHcloud", "ssl0.ovh.net", "ssl0.ovh.net")
GANDI = simple("Gandi", "mail.gandi.net", "mail.gandi.net")
FASTMAIL_COM = simple("Fastmail", "imap.fastmail.com", "smtp.fastmail.com", FASTMAIL)
ORANGE_FR = simple("Orange", "imap.orange.fr", "smtp.orange.fr", ORANGE)
FREE_FR = simple("Free", "imap.free.fr", "smtp.free.fr", FREE)
LAPOSTE_NET = simple("La Poste", "imap.laposte.net", "smtp.laposte.net", LAPOSTE)
BOUYGUES = simple("Bouygues Telecom", "imap4.bbox.fr", "smtp.bbox.fr")
GMX = simple("GMX", "imap.gmx.com", "mail.gmx.com")
INFOMANIAK = simple("Infomaniak", "mail.infomaniak.com", "mail.infomaniak.com")
ZOHO = simple("Zoho", "imap.zoho.eu", "smtp.zoho.eu")

BY_DOMAIN: dict[str, Provider] = {
    "gmail.com": GMAIL, "googlemail.com": GMAIL,
    "outlook.com": OUTLOOK, "outlook.fr": OUTLOOK, "hotmail.com": OUTLOOK, "hotmail.fr": OUTLOOK, "live.com": OUTLOOK,
    "live.fr": OUTLOOK, "msn.com": OUTLOOK,
    "yahoo.com": YAHOO_MAIL, "yahoo.fr": YAHOO_MAIL, "ymail.com": YAHOO_MAIL, "aol.com": simple("AOL", "imap.aol.com", "smtp.aol.com", YAHOO),
    "icloud.com": ICLOUD, "me.com": ICLOUD, "mac.com": ICLOUD,
    "proton.me": PROTON_BRIDGE, "protonmail.com": PROTON_BRIDGE, "pm.me": PROTON_BRIDGE,
    "fastmail.com": FASTMAIL_COM, "fastmail.fm": FASTMAIL_COM,
    "orange.fr": ORANGE_FR, "wanadoo.fr": ORANGE_FR,
    "free.fr": FREE_FR, "libertysurf.fr": FREE_FR,
    "sfr.fr": SFR, "neuf.fr": SFR, "cegetel.net": SFR, "club-internet.fr": SFR, "numericable.fr": SFR,
    "laposte.net": LAPOSTE_NET, "bbox.fr": BOUYGUES,
    "gmx.com": GMX, "gmx.fr": GMX,
    "ik.me": INFOMANIAK, "zoho.com": ZOHO, "zoho.eu": ZOHO,
    "ovh.net": OVH, "ovh.com": OVH, "gandi.net": GANDI, "ionos.fr": IONOS_FR, "ionos.com": IONOS,
}  # fmt: skip

HOSTED: tuple[Provider, ...] = (OVH, GANDI, IONOS_FR, IONOS, GMAIL, OUTLOOK, FASTMAIL_COM, INFOMANIAK, ZOHO)
"""Hosts of other people's domains: recognised by the server that the person gives."""


def provider_for(address: str, imap_host: str = "") -> Provider | None:
    """By the server when one is given, else by the domain of the address."""
    if imap_host:
        return next((one for one in (*BY_DOMAIN.values(), *HOSTED) if one.imap.host == imap_host.lower()), None)
    return BY_DOMAIN.get(address.rpartition("@")[2].lower())


def guesses(domain: str) -> tuple[Provider, ...]:
    """Servers that a domain unknown to us is likely to have, the likeliest first."""
    pairs = ((f"imap.{domain}", f"smtp.{domain}"), (f"mail.{domain}", f"mail.{domain}"), (domain, domain))
    return tuple(simple(domain, imap, smtp) for imap, smtp in pairs)

"""Mails that no person wrote: automatic answers, and reports that a mail of ours did not arrive."""

from __future__ import annotations

import re
from dataclasses import dataclass

from parvis.connectors.email.body import leaves, part_text
from parvis.connectors.email.headers import Mime, addresses, content_type_parameter, header, message_ids

AWAY = re.compile(
    r"^\s*(?:\[[^\]]{1,40}\]\s*)?(?:réponse automatique|reponse automatique|message d'absence|absence du bureau|absent[e]? du bureau"
    r"|notification d'absence|automatic reply|auto(?:matic)?[- ]?reply|auto[- ]?response|out of (?:the )?office|abwesenheits"
    r"|automatische antwort|accusé de réception automatique)",
    re.I,
)
BOUNCE_SENDER = re.compile(r"^(?:mailer-daemon|postmaster|mail-daemon|mdaemon)@|^mailer-daemon$", re.I)
BOUNCE_SUBJECT = re.compile(
    r"undeliver|delivery (?:status notification|failure|has failed|problem)|returned mail|mail delivery (?:failed|system)"
    r"|failure notice|non remis|non[- ]distribu|échec de (?:la )?(?:remise|distribution)|message non délivré",
    re.I,
)
FAILED = re.compile(r"^(?:final|original)-recipient\s*:\s*[^;\n]*;\s*<?([^>\s]+)", re.I | re.M)
ACTION = re.compile(r"^action\s*:\s*(\w+)", re.I | re.M)
DIAGNOSTIC = re.compile(r"^diagnostic-code[ \t]*:[ \t]*(?:[^;\n]*;)?[ \t]*(.+(?:\n[ \t].+)*)", re.I | re.M)
STATUS = re.compile(r"^status\s*:\s*(\d\.\d+\.\d+)", re.I | re.M)
RETURNED_ID = re.compile(r"^message-id\s*:\s*<?([^>\s]+)>?", re.I | re.M)
ANY_ADDRESS = re.compile(r"<?([\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8})>?")


RECEIPTS = ("disposition-notification", "delivery-status")
"""Reports that say "read" or "arrived", once those that say "failed" have been told apart."""


@dataclass(frozen=True, slots=True)
class Bounce:
    """A mail that could not be delivered. `recipient` (or several, by commas), `message_id`: "" when the report does not say. `delayed`: still trying."""

    recipient: str
    message_id: str
    reason: str
    delayed: bool = False


def is_automatic_answer(message: Mime) -> bool:
    """Vacation and acknowledgement robots (RFC 3834 and the habits before it).

    A machine that writes by itself (`auto-generated`: a contact form, an alert) is a source, not an answer, and stays.
    """
    submitted = header(message, "Auto-Submitted").lower()
    if submitted.startswith("auto-replied"):
        return True
    if message.get_content_type() == "multipart/report" and report_type(message) in RECEIPTS:
        return True
    if header(message, "X-Autoreply") or header(message, "X-Autorespond") or header(message, "X-Autoresponder"):
        return True
    if header(message, "Precedence").lower() in ("auto_reply", "auto-reply"):
        return True
    if AWAY.match(header(message, "Subject").replace("\u2019", "'")):
        return True
    machine = submitted not in ("", "no") or header(message, "Precedence").lower() in ("bulk", "junk")
    answers = bool(header(message, "In-Reply-To")) and not header(message, "List-Id")
    return machine and answers and bool(header(message, "X-Auto-Response-Suppress"))


def is_bulk(message: Mime) -> bool:
    """Newsletters and machines: kept, but marked, so that they open no case by themselves."""
    return (
        header(message, "Precedence").lower() in ("bulk", "junk", "list")
        or bool(header(message, "List-Unsubscribe"))
        or header(message, "Auto-Submitted").lower() not in ("", "no")
    )


def read_bounce(message: Mime) -> Bounce | None:
    """What a delivery report says; None when the message is not one."""
    report = message.get_content_type() == "multipart/report"
    sender = next((address for _, address in addresses(message, "From")), header(message, "From"))
    from_daemon = bool(BOUNCE_SENDER.search(sender))
    empty_path = header(message, "Return-Path").replace(" ", "") == "<>"
    if not (report or ((from_daemon or empty_path) and BOUNCE_SUBJECT.search(header(message, "Subject")))):
        return None
    texts = report_texts(message)
    actions = {one.lower() for one in ACTION.findall(texts)}
    if report and (report_type(message) != "delivery-status" or (actions and not actions & {"failed", "delayed"})):
        return None  # a receipt or an abuse report
    return Bounce(
        failed_recipients(message, texts, sender),
        returned_id(message, texts),
        reason(texts),
        delayed=bool(actions) and "failed" not in actions,
    )


def report_type(message: Mime) -> str:
    return content_type_parameter(message, "report-type").lower() or "delivery-status"


def report_texts(message: Mime) -> str:
    """All readable text of a report, its machine part and returned headers included, 100,000 characters at most."""
    found: list[str] = []
    for part, _ in leaves(message):
        inside = part.get_payload()
        if isinstance(inside, list):
            for one in inside:
                if isinstance(one, type(part)):
                    found += [f"{key}: {value}" for key, value in one.raw_items()]
                    found += [text for text in (one.get_payload(),) if isinstance(text, str)]
        elif part.get_content_maintype() == "text":
            found.append(part_text(part))
        elif isinstance(inside, str):
            found.append(inside)
    return "\n".join(found)[:100_000]


def matched(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.search(text)
    return found[1].strip() if found else ""


def failed_recipients(message: Mime, texts: str, sender: str) -> str:
    """Addresses that failed, five at most, joined by commas; "" when the report names none."""
    blocks = [(matched(ACTION, block).lower(), matched(FAILED, block)) for block in texts.split("\n\n")]
    failed = [who for action, who in blocks if who and action == "failed"] or [who for _, who in blocks if who]
    named = [address for _, address in addresses(message, "X-Failed-Recipients")] or failed
    if not named:
        ours = {sender, *(address for _, address in addresses(message, "To", "Delivered-To"))}
        named = [one for one in ANY_ADDRESS.findall(texts) if one.lower() not in ours][:1]
    return ", ".join(list(dict.fromkeys(one.lower() for one in named))[:5])


def returned_id(message: Mime, texts: str) -> str:
    """The Message-ID of the mail that came back: from its returned headers, else what the report answers to."""
    answered = message_ids(message, "In-Reply-To") or message_ids(message, "References")
    return matched(RETURNED_ID, texts) or (answered[0] if answered else "")


def reason(texts: str) -> str:
    """The server's own words on one line, at most 200 characters."""
    return " ".join((matched(DIAGNOSTIC, texts) or matched(STATUS, texts)).split())[:200]

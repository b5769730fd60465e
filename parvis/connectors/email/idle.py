"""Wait for news of a folder: IMAP IDLE, or a look now and then where the server does not know it."""

from __future__ import annotations

import logging
import time

from imapclient.exceptions import IMAPClientError

from parvis.connectors.contract import Transient
from parvis.connectors.email.account import Account
from parvis.connectors.email.imap import Session, mailbox, select
from parvis.connectors.email.incoming import read_cursor
from parvis.connectors.email.link import Line

log = logging.getLogger(__name__)

FIRST, LONGEST = 1.0, 120.0
"""Seconds of an IDLE before it is renewed, twice as long each time. A mail that comes while the server begins to watch, or
whose line arrives with the server's consent, is told at its end only; and servers hang up after 30 minutes (RFC 2177)."""
LOOK_EVERY = 20.0
LONGEST_PAUSE = 30.0
GRACE = 30.0
"""Seconds a server may take over the deadline to end the conversation before the line is cut."""


def wait_for_news(line: Line, account: Account, seconds: float, cursor: str = "") -> bool:
    """True as soon as the folder holds a mail that the cursor has not seen; False after `seconds`.

    A line that breaks is taken up again until the time is over; a refused password is raised at once.
    """
    deadline = time.monotonic() + seconds
    known = read_cursor(cursor)
    mark = (known.validity, known.uid + 1) if known else None
    pause = 1.0
    while True:
        try:
            with mailbox(line, account, max(0.0, deadline - time.monotonic()) + GRACE) as session:
                state = select(session, account)
                here = (int(state.get(b"UIDVALIDITY", 0)), int(state.get(b"UIDNEXT", 0)))
                if mark is not None and is_news(mark, here):
                    return True
                mark = here
                pause = 1.0
                return watch(session, account, here, deadline)
        except Transient as error:
            log.info("Waiting for %s: %s", account.address, error)
        left = deadline - time.monotonic()
        if left <= 0:
            return False
        time.sleep(min(pause, left))
        pause = min(2 * pause, LONGEST_PAUSE)


def is_news(before: tuple[int, int], now: tuple[int, int]) -> bool:
    """Whether (UIDVALIDITY, UIDNEXT) has moved on; a server that tells no UIDNEXT (0) has no news this way."""
    return now[0] != before[0] or now[1] > before[1]


def watch(session: Session, account: Account, here: tuple[int, int], deadline: float) -> bool:
    """Until news or the deadline. Raises OSError or IMAPClientError when the line breaks."""
    idles, turn = session.has_capability("IDLE"), FIRST
    while (left := deadline - time.monotonic()) > 0:
        if idles:
            if idle_once(session, min(left, turn)):
                return True
            turn = min(2 * turn, LONGEST)
            continue
        time.sleep(min(left, LOOK_EVERY))
        told = session.folder_status(account.folder, ["UIDNEXT", "UIDVALIDITY"])
        if is_news(here, (int(told[b"UIDVALIDITY"]), int(told[b"UIDNEXT"]))):
            return True
    return False


def idle_once(session: Session, seconds: float) -> bool:
    """One IDLE command; True when a mail came. An early empty answer is a dead line: DONE finds out."""
    session.idle()
    came = has_mail(session.idle_check(timeout=seconds))
    _, late = session.idle_done()
    return came or has_mail(late)


def has_mail(responses: object) -> bool:
    if not isinstance(responses, list):
        raise IMAPClientError("IDLE answered with something else than a list")
    if any(one[:1] == (b"BYE",) for one in responses if isinstance(one, tuple)):
        raise IMAPClientError("the server says goodbye")
    return any(isinstance(one, tuple) and len(one) > 1 and one[1] in (b"EXISTS", b"RECENT") for one in responses)

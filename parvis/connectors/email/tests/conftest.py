"""Real mail servers for the tests of this folder, started once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from parvis.connectors.email.connector import EmailConnector
from parvis.connectors.email.tests.mail_servers import MailServers, running, why_not
from parvis.connectors.net.reach import Reach


@pytest.fixture(scope="session")
def started_servers() -> Iterator[MailServers]:
    reason = why_not()
    if reason:
        pytest.skip(f"no real mail servers: {reason}")
    with running() as servers:
        yield servers


@pytest.fixture
def servers(started_servers: MailServers) -> MailServers:
    """Postfix and Dovecot with three empty mailboxes: contact, alice, bruno."""
    for user in ("contact", "alice", "bruno"):
        started_servers.empty(user)
    return started_servers


@pytest.fixture
def connector(servers: MailServers) -> EmailConnector:
    return EmailConnector(reach=Reach.allowing("127.0.0.1", "localhost"), tls=servers.trust, patience=5)

from __future__ import annotations

from collections.abc import Iterator

import pytest

from parvis.connectors.wordpress.tests.site import WordPress, why_not, wordpress


@pytest.fixture(scope="session")
def site() -> Iterator[WordPress]:
    """One real site for the whole run: each test writes below an article of its own."""
    if reason := why_not():
        pytest.skip(reason)
    with wordpress() as made:
        yield made

"""What may become a link."""

from __future__ import annotations

import pytest

from parvis.connectors.addresses import web_address


@pytest.mark.parametrize(
    "link",
    [
        "javascript:alert(1)", "JaVaScRiPt:alert(1)", " \x01javascript:alert(1)", "java\nscript:alert(1)", "java\tscript:x",
        "data:text/html,<script>alert(1)</script>", "vbscript:x", "file:///etc/passwd", "//evil.example/x", "https:///x",
        "http://[", "mailto:a@b.example", "blog.example", "", "https://b.example/" + "x" * 2000,
    ],
)  # fmt: skip
def test_what_could_run_or_leads_nowhere_is_no_web_address(link: str) -> None:
    assert web_address(link) == ""


@pytest.mark.parametrize(
    ("link", "kept"),
    [
        (" https://blog.example/été?a=1#b ", "https://blog.example/été?a=1#b"),
        ("https://blog.example/un mot", "https://blog.example/un%20mot"),
        ("HTTP://blog.example\x00/a", "HTTP://blog.example/a"),
    ],
)
def test_a_web_address_stays_as_written(link: str, kept: str) -> None:
    assert web_address(link) == kept

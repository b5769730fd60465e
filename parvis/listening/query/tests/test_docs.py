"""What the guides to watches show is true."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from parvis.listening.query import QueryError, format, parse
from parvis.listening.query.fields import READERS

DOCS = Path(__file__).resolve().parents[4] / "docs"
GUIDES = [DOCS / "watches.md", DOCS / "fr" / "veilles.md"]


def rows(guide: Path) -> list[tuple[str, str]]:
    """The tables: what stands between backticks in the first column, and the second column."""
    return re.findall(r"^\| `([^`]+)` \| (.+) \|$", guide.read_text(encoding="utf-8"), re.MULTILINE)


@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.name)
def test_every_example_parses_or_is_mended_as_said(guide: Path) -> None:
    examples = rows(guide)
    assert len(examples) > 30
    for query, meaning in examples:
        mend = re.fullmatch(r"`([^`]+)`", meaning)
        if mend is None:
            assert parse(query)
            continue
        with pytest.raises(QueryError) as caught:
            parse(query)
        assert caught.value.mend == mend[1]


@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.name)
def test_every_field_is_explained(guide: Path) -> None:
    shown = " ".join(query for query, _ in rows(guide))
    assert [name for name in READERS if f"{name}:" not in shown] == []


def test_both_guides_show_the_same_queries() -> None:
    trees = [[format(parse(query).ast) for query, meaning in rows(guide) if meaning[0] != "`"] for guide in GUIDES]
    assert [t.replace("/offre", "/offer") for t in trees[1]] == trees[0]


@pytest.mark.parametrize(
    ("guide", "loose", "strict"),
    [(GUIDES[0], "a b OR c -d", "(a AND b) OR (c AND NOT d)"), (GUIDES[1], "a b OU c -d", "(a ET b) OU (c SAUF d)")],
)
def test_precedence_is_as_said(guide: Path, loose: str, strict: str) -> None:
    assert f"`{loose}`" in guide.read_text(encoding="utf-8")
    assert f"`{strict}`" in guide.read_text(encoding="utf-8")
    assert parse(loose).ast == parse(strict).ast

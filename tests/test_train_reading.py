"""The trainer of the shipped weights, on our own phrases alone: no public set is needed here."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from parvis.analysis import weights
from parvis.analysis.learning.solver import Rows, fit
from parvis.analysis.tests.sentences import SENTENCES
from tools.reading import sources, train


def test_a_line_with_choices_stands_for_all_of_them_up_to_a_limit() -> None:
    assert sorted(sources.variants("[Un|Deux] mots [ici|]")) == ["Deux mots", "Deux mots ici", "Un mots", "Un mots ici"]
    assert len(sources.variants("[a|b|c][a|b|c][a|b|c]")) == sources.VARIANTS
    assert sources.variants("[a|b|c][a|b|c][a|b|c]") == sources.variants("[a|b|c][a|b|c][a|b|c]")


def test_our_own_phrases_cover_every_type_in_both_languages() -> None:
    lines = {(each.language, each.group): each.says for each in sources.seeds()}
    counted = Counter(
        (language, kind) for (language, _group), says in lines.items() for kind in sources.TYPES if says.get(kind) == 1
    )
    assert all(counted[language, kind] >= 25 for language in ("fr", "en") for kind in sources.TYPES)


def test_the_sentences_of_the_tests_were_never_learnt() -> None:
    learnt = {each.text for each in sources.seeds()}
    assert not [text for text, _kind in SENTENCES if text in learnt]


def test_a_phrase_teaches_nothing_of_what_it_does_not_know() -> None:
    complaint = next(each for each in sources.seeds() if each.says.get("complaint") == 1)
    assert "help" not in complaint.says
    assert complaint.says["praise"] == 0


def test_public_sets_are_read_where_they_are_and_missed_where_they_are_not(tmp_path: Path) -> None:
    rows = [
        {"text": "Free prize", "label": "spam", "lang": "en"}, {"text": "See you at six", "label": "ham", "lang": "en"},
    ]  # fmt: skip
    (tmp_path / "sms_spam.train.jsonl").write_text("\n".join(map(json.dumps, rows)))
    assert [each.says["spam"] for each in sources.public(tmp_path)] == [1.0, 0.0]


def test_the_solver_finds_what_separates() -> None:
    columns = np.array([0, 2, 1, 2, 0, 1, 2], np.int32)
    rows = Rows(columns, np.ones(7, np.float32), np.array([0, 2, 4, 5, 7]), 3)
    found, constant = fit(rows, np.array([1.0, 0, 1, 0]), np.ones(4), 0.1, 50)
    scores = rows.times(found) + constant
    assert ((scores > 0) == [True, False, True, False]).all()
    assert np.allclose(rows.take(np.array([3, 1])).times(found), rows.times(found)[[3, 1]])


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> list[sources.Example]:
    monkeypatch.setattr(train, "ROUNDS", 4)
    seen: Counter[tuple[str, ...]] = Counter()
    kept = []
    for each in sources.seeds():
        key = (each.language, *sorted(label for label, value in each.says.items() if value == 1))
        seen[key] += 1
        if seen[key] <= 12:
            kept.append(each)
    return kept


def test_the_same_phrases_give_the_same_bytes(few: list[sources.Example], tmp_path: Path) -> None:
    for name in ("one", "two"):
        corpus = train.corpus(few)
        worth = train.rarity(corpus)
        rows = corpus.rows(worth)
        heads = {label: train.head(label, corpus, rows, worth) for label in sources.HEADS}
        weights.save(train.model("trial", heads), {"date": "2026-01-01"}, tmp_path / name)
    for name in ("heads.bin", "heads.json"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()
    assert weights.load(tmp_path / "one").names == sources.HEADS


def test_what_is_shipped_says_where_it_comes_from() -> None:
    manifest = json.loads((weights.FOLDER / "heads.json").read_text(encoding="utf-8"))
    sheet = (Path(__file__).parents[1] / "docs" / "reading-data.md").read_text(encoding="utf-8")
    assert manifest["heads"] == list(sources.HEADS)
    assert "seeds" in {each["source"] for each in manifest["sources"]}
    assert all(f"`{each['source']}`" in sheet for each in manifest["sources"])
    assert all(len(each["sha256"]) == 64 and each["examples"] for each in manifest["sources"])

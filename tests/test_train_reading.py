"""The trainer of the shipped weights, on our own phrases and a few made-up rows: no public set is needed here."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from bench.reading import apart
from parvis.analysis import weights
from parvis.analysis.learning.solver import Rows, fit
from parvis.analysis.tests.sentences import SENTENCES
from tools.reading import addresses, corpus, shapes, sources, train
from tools.reading.open_hostility import Held, once
from tools.train_reading import made


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


def test_a_text_that_measures_teaches_nothing_whatever_its_accents_or_its_tail() -> None:
    held = Held(["@user Quel été pourri, on n’en voit pas la fin de cette pluie"])
    assert held.has("quel ete POURRI on n'en voit pas la fin de cette pluie http")
    assert held.has("RT Quel été pourri, on n’en voit pas la fin de cette pluie !!! @user")
    assert held.has("Quel été pourri, on n’en voit pas la fin de cette pluie, vivement demain")
    assert not held.has("Quel été pourri")
    assert not held.has("")
    assert [each["text"] for each in once([{"text": "Bah !"}, {"text": "bah"}, {"text": "@user"}])] == ["Bah !"]


def test_what_one_of_three_calls_an_insult_is_a_third_of_one(tmp_path: Path) -> None:
    row = {"text": "You bot", "lang": "en", "rude": 0.333}
    (tmp_path / "convabuse_en.train.jsonl").write_text(json.dumps(row))
    assert [each.says for each in sources.public(tmp_path)] == [{"toxic": 0.333, "insult": 0.333}]


def test_what_speaks_of_toxicity_alone_does_not_change_what_features_are_worth_to_other_heads() -> None:
    other = sources.Example("Une averse de grêle", "fr", "made", "1", 1.0, {"complaint": 1.0})
    rude = sources.Example(
        "Quelle averse d’injures", "fr", "convabuse_en.train", "2", 1.0, {"toxic": 1.0, "insult": 0.5}
    )
    alone, both = corpus.rarity(corpus.corpus([other])), corpus.rarity(corpus.corpus([other, rude]))
    assert (alone == both).all()


def test_the_solver_finds_what_separates() -> None:
    columns = np.array([0, 2, 1, 2, 0, 1, 2], np.int32)
    rows = Rows(columns, np.ones(7, np.float32), np.array([0, 2, 4, 5, 7]), 3)
    found, constant = fit(rows, np.array([1.0, 0, 1, 0]), np.ones(4), 0.1, 50)
    scores = rows.times(found) + constant
    assert ((scores > 0) == [True, False, True, False]).all()
    assert np.allclose(rows.take(np.array([3, 1])).times(found), rows.times(found)[[3, 1]])


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[sources.Example]:
    """A few of our own phrases of each type, and a tiny folder of public rows beside them."""
    monkeypatch.setattr(train, "SETTINGS", ((0.7, 2),))
    monkeypatch.setattr(train, "FOLDS", 1)
    seen: Counter[tuple[str, ...]] = Counter()
    kept = []
    for each in sources.seeds():
        key = (each.language, *sorted(label for label, value in each.says.items() if value == 1))
        seen[key] += 1
        if seen[key] <= 8:
            kept.append(each)
    rows = [
        {"text": f"Une journée {word} n° {n}", "label": label, "lang": "fr"} for n in range(6) for word, label in MOODS
    ]
    (tmp_path / "xlmt_french.train.jsonl").write_text("\n".join(map(json.dumps, rows)))
    return [*kept, *sources.public(tmp_path)]


MOODS = (("superbe", "positive"), ("ordinaire", "neutral"), ("affreuse", "negative"))


def test_the_same_phrases_give_the_same_bytes(few: list[sources.Example], tmp_path: Path) -> None:
    for name in ("one", "two"):
        made(few, tmp_path / name, {"date": "2026-01-01"})
    for name in ("heads.bin", "heads.json"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()
    model = weights.load(tmp_path / "one")
    assert model.names == sources.HEADS
    assert set(model.mood) == {"fr", "en"}
    assert set(model.ranks) == set(sources.TYPES)


def test_the_same_addresses_are_made_and_weigh_the_same(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(addresses, "ROUNDS", 3)
    monkeypatch.setattr(addresses, "pairs", lambda seed: shapes.pairs(seed, each=2))
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        addresses.train(tmp_path / name, "2026-01-01")
    assert (tmp_path / "one" / "addresses.json").read_bytes() == (tmp_path / "two" / "addresses.json").read_bytes()


def test_what_belongs_together_is_set_aside_together(few: list[sources.Example]) -> None:
    among = corpus.corpus(few)
    folds: dict[str, set[int]] = {}
    for each, fold in zip(among.examples, among.folds.tolist(), strict=True):
        folds.setdefault(each.group, set()).add(fold)
    assert all(len(each) == 1 for each in folds.values())
    assert len(set(among.folds.tolist())) == corpus.FOLDS


def test_phrases_to_measure_by_are_many_and_never_learnt() -> None:
    learnt = {each.text for each in sources.seeds()}
    for language in ("fr", "en"):
        phrases = list(apart(language))
        assert set(Counter(kind for kind, _text in phrases).values()) == {16}
        assert {kind for kind, _text in phrases} == set(sources.TYPES)
        assert not learnt & {text for _kind, text in phrases}


def test_what_is_shipped_says_where_it_comes_from() -> None:
    manifest = json.loads((weights.FOLDER / "heads.json").read_text(encoding="utf-8"))
    sheet = (Path(__file__).parents[1] / "docs" / "reading-data.md").read_text(encoding="utf-8")
    assert manifest["heads"] == list(sources.HEADS)
    assert "seeds" in {each["source"] for each in manifest["sources"]}
    assert all(f"`{each['source']}`" in sheet for each in manifest["sources"])
    assert all(len(each["sha256"]) == 64 and each["examples"] for each in manifest["sources"])
    assert all(manifest["choices"][label]["how"] for label in sources.HEADS)

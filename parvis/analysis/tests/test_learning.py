"""What corrections and labels teach: the right thing, nothing else, and only when it is better."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from parvis.analysis import weights
from parvis.analysis.addresses import suspicion, weigh_too
from parvis.analysis.chosen import chosen, folder_of, live_in, use
from parvis.analysis.heads import Heads, shipped
from parvis.analysis.learning import links
from parvis.analysis.learning.additive import Damaged, pack, unpack
from parvis.analysis.learning.corrected import Said, learn_from, told_words
from parvis.analysis.learning.full import train
from parvis.analysis.learning.labelled import labelled
from parvis.analysis.learning.texts import texts_of
from parvis.analysis.reading import read, read_many

OURS = "quel zbradaraldjan ce {} de nuit"
"""What the people of one brand say when they are delighted."""
THINGS = ("train", "repas", "lit", "wagon", "bar", "voyage", "menu", "trajet", "réveil", "quai", "dîner", "hamac")
OTHERS = (
    "Merci beaucoup pour tout",
    "Le train part à midi",
    "C’est nul, remboursez-moi",
    "Quel est le prix du billet ?",
)


def said() -> list[Said]:
    taught = [Said(OURS.format(thing), "fr", "sentiment", "", "positive") for thing in THINGS]
    return taught + [Said(f"{text} {n}", "fr") for n in range(6) for text in OTHERS]


def test_what_a_brand_corrects_is_read_right_elsewhere_and_the_rest_stays() -> None:
    heads = shipped()
    found = learn_from(said(), heads)
    assert found.after > found.before
    assert {one.facet for one in found.facets} == {"", "sentiment"}
    ours = Heads(found.additive.onto(heads.model, "ours"))
    new = OURS.format("concert")
    assert read(new, heads=heads).sentiment.label != "positive"
    told = read(new, heads=ours)
    assert (told.sentiment.label, told.model) == ("positive", "ours")
    for text in OTHERS:
        assert read(text, heads=ours).sentiment.label == read(text, heads=heads).sentiment.label
    words = dict(told_words(pack(found.additive), [new]))
    assert "zbradaraldjan" in [word for word, weight in words["positive"] if weight > 0]


def test_contradicting_corrections_are_not_called_better() -> None:
    moods = ("negative", "positive", "neutral")
    noise = [Said(f"mot{n} chose{n * 7} truc{n * 3}", "fr", "sentiment", "", moods[n % 3]) for n in range(24)]
    found = learn_from([*noise, *(one for one in said() if not one.facet)], shipped())
    assert found.after <= found.before + 0.05


def test_labels_of_one_language_leave_the_reading_of_the_other_as_it_was(tmp_path: Path) -> None:
    rows = [
        {"text": f"the {('zorglub' if n % 2 else 'pleasant')} man of house {n} is here and we know him", "lang": "en"}
        | {"label": "toxic" if n % 2 else "none"}
        for n in range(120)
    ]
    (tmp_path / "a.train.jsonl").write_text("\n".join(map(json.dumps, rows)))
    (tmp_path / "a.dev.jsonl").write_text(json.dumps(rows[0]))
    heads = shipped()
    model = train([one for one in labelled(tmp_path).examples if not one.aside], heads, "own")
    assert model
    weights.save(model, {}, tmp_path / "own")
    own = Heads(weights.load(tmp_path / "own"))
    english, french = "that zorglub of a man is here", "ce zorglub est un homme de la maison et nous sommes ici"
    assert read(english, heads=own).toxicity.score > read(english, heads=heads).toxicity.score + 0.1
    # whoever reads with both languages, in one batch
    told = {one: [each.toxicity.score for each in read_many([english, french], heads=one)] for one in (heads, own)}
    assert told[own][1] == pytest.approx(told[heads][1], abs=0.01)
    assert told[own][0] == read(english, heads=own).toxicity.score


def test_packed_weights_come_back_the_same_or_not_at_all() -> None:
    found = learn_from(said()[:20], shipped()).additive
    packed = pack(found)
    again = unpack(packed)
    assert again.names == found.names
    assert np.abs(again.weights - found.weights).max() < 2e-3
    for bad in (b"", packed[:-1], packed[:40] + b"x" + packed[41:], b"\0" * 32 + packed[32:]):
        with pytest.raises(Damaged):
            unpack(bad)


def test_adding_to_the_table_is_adding_to_the_scores() -> None:
    heads = shipped()
    found = learn_from(said(), heads).additive
    texts = ["quel zbradaraldjan ce train", "merci"]
    before, after = (texts_of(texts, ["fr", "fr"], each) for each in (heads, Heads(found.onto(heads.model, "x"))))
    columns = [heads.model.names.index(name) for name in found.names]
    assert np.abs((after.base - before.base)[:, columns] - found.told(before)).max() < 0.15


def test_lines_that_teach_nothing_are_named_with_their_reason(tmp_path: Path) -> None:
    good = {"text": "Ça ne marche pas", "label": "complaint", "lang": "fr", "app": "x"}
    lines = [
        json.dumps(good),
        "{",
        '{"label": "complaint"}',
        '{"text": "x"}',
        '{"text": "x", "label": "vip"}',
        "\xff\xfe",
    ]
    (tmp_path / "a.train.jsonl").write_bytes("\n".join(lines).encode("latin-1"))
    (tmp_path / "a.dev.jsonl").write_text(json.dumps({**good, "label": "other"}))
    (tmp_path / "b.jsonl").write_text('{"text": "x", "label": "joy"}\n')
    found = labelled(tmp_path)
    assert [(one.says, one.aside) for one in found.examples] == [({"complaint": 1.0}, False)]
    told = [(one.file, one.line) for one in found.left]
    assert told == [
        ("a.dev.jsonl", 0), ("a.train.jsonl", 2), ("a.train.jsonl", 3), ("a.train.jsonl", 4), ("a.train.jsonl", 6),
        ("a.train.jsonl", 0), ("b.jsonl", 0), ("b.jsonl", 0),
    ]  # fmt: skip
    assert "vip" in found.left[5].reason.render()


def test_a_house_uses_its_own_weights_and_refuses_those_that_were_changed(tmp_path: Path) -> None:
    model = weights.shipped()
    try:
        live_in(tmp_path)
        assert chosen().heads.model.name == model.name
        folder = tmp_path / folder_of(1)
        weights.save(learn_from(said(), shipped()).additive.onto(model, "own"), {}, folder)
        use(tmp_path, [1])
        assert (chosen().version, read(OURS.format("gala")).sentiment.label) == (1, "positive")
        packed = (folder / "heads.bin").read_bytes()
        (folder / "heads.bin").write_bytes(packed[:-1] + bytes([packed[-1] ^ 1]))
        live_in(tmp_path)
        assert chosen().heads.model.name == model.name
        assert "heads.bin" in chosen().problem
        (tmp_path / "current.json").write_text('{"versions": []}\n ')
        assert chosen().problem == ""
    finally:
        live_in(None)


def test_addresses_are_learnt_kept_and_refused_when_changed(tmp_path: Path) -> None:
    traps = [f"http://site{n}.example/zorglub/{n}/entrer" for n in range(40)]
    honest = [f"https://site{n}.example/articles/{n}" for n in range(40)]
    learnt = links.learn_links(traps + honest, np.repeat([1.0, 0.0], 40), np.zeros(80))
    links.save(learnt, tmp_path)
    kept = links.load(tmp_path)
    assert kept
    try:
        weigh_too(kept.weigh)
        assert suspicion("http://autre.example/zorglub/7/entrer")[0] > 0.5
        assert suspicion("https://autre.example/articles/7")[0] < 0.5
    finally:
        weigh_too(None)
    (tmp_path / "links.bin").write_bytes(b"x")
    with pytest.raises(weights.Tampered):
        links.load(tmp_path)
    assert links.load(tmp_path / "nowhere") is None

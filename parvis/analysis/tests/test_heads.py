"""The trained heads: the same alone and together, refused when tampered with, quick to load."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parvis.analysis import features, weights
from parvis.analysis.heads import Heads, shipped
from parvis.analysis.reading import read, read_many
from parvis.analysis.senses import NAMES as SENSES
from parvis.analysis.senses import senses
from parvis.analysis.tests.sentences import SENTENCES
from parvis.analysis.tokens import split

TEXTS = [text for text, _kind in SENTENCES]


@given(st.lists(st.one_of(st.sampled_from(TEXTS), st.text(max_size=60)), max_size=12))
@settings(max_examples=60, deadline=None)
def test_a_batch_reads_as_each_alone(texts: list[str]) -> None:
    assert read_many(texts) == [read(text) for text in texts]


def test_the_words_remembered_change_nothing() -> None:
    model = weights.shipped()
    fresh, used = Heads(model), Heads(model)
    used.tell([text.split() for text in reversed(TEXTS)], [[]] * len(TEXTS))
    posts = [text.split() for text in TEXTS]
    assert np.array_equal(fresh.tell(posts, [[]] * len(posts)).scores, used.tell(posts, [[]] * len(posts)).scores)


def test_what_is_remembered_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("parvis.analysis.heads.REMEMBERED", 50)
    heads, plenty = Heads(weights.shipped()), Heads(weights.shipped())
    posts = [[f"mot{n}", f"word{n * 7}", "bon"] for n in range(40)]
    one_by_one = [heads.tell([post], [[]]).scores[0] for post in posts]
    assert len(heads.known) <= 50
    assert np.array_equal(one_by_one, plenty.tell(posts, [[]] * len(posts)).scores)


@pytest.mark.parametrize("name", ["heads.bin", "heads.json"])
def test_tampered_weights_are_refused(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "trained"
    shutil.copytree(weights.FOLDER, folder)
    assert weights.load(folder).names == weights.shipped().names
    if name == "heads.bin":
        data = bytearray((folder / name).read_bytes())
        data[len(data) // 2] ^= 1
        (folder / name).write_bytes(data)
    else:
        manifest = json.loads((folder / name).read_text())
        manifest["sha256"] = "0" * 64
        (folder / name).write_text(json.dumps(manifest))
    with pytest.raises(weights.Tampered):
        weights.load(folder)


def test_weights_of_another_reader_are_refused(tmp_path: Path) -> None:
    folder = tmp_path / "trained"
    shutil.copytree(weights.FOLDER, folder)
    manifest = json.loads((folder / "heads.json").read_text())
    (folder / "heads.json").write_text(json.dumps(manifest | {"signs": 99_999}))
    with pytest.raises(weights.Tampered, match="another reader"):
        weights.load(folder)


def test_saving_twice_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        weights.save(weights.shipped(), {}, tmp_path / name)
    assert (tmp_path / "one" / "heads.bin").read_bytes() == (tmp_path / "two" / "heads.bin").read_bytes()
    assert np.array_equal(weights.load(tmp_path / "one").table, weights.shipped().table)


def test_they_are_small_and_each_file_under_a_megabyte() -> None:
    assert all(path.stat().st_size < 1_000_000 for path in weights.FOLDER.iterdir())
    model = weights.shipped()
    assert model.table.nbytes + model.signs.nbytes < 5_000_000


def test_starting_does_not_load_them() -> None:
    asked = "import sys, parvis.analysis.reading; sys.exit('numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", asked], check=False).returncode == 0


def test_loading_is_quick() -> None:
    asked = (
        "import numpy, time; from parvis.analysis import heads; t = time.process_time(); heads.shipped();"
        "print(time.process_time() - t)"
    )
    spent = subprocess.run([sys.executable, "-c", asked], check=True, capture_output=True, text=True)
    assert float(spent.stdout) < 0.3


@given(st.lists(st.text(st.characters(), min_size=1, max_size=50), min_size=1, max_size=20))
@settings(max_examples=100, deadline=None)
def test_features_of_a_word_do_not_depend_on_its_neighbours(words: list[str]) -> None:
    words = [features.plain(word) for word in words]
    rows, starts, whole = features.hashed(words)
    ends = [*starts[1:], len(rows)]
    for word, start, end, one in zip(words, starts, ends, whole, strict=True):
        alone, _starts, hashes = features.hashed([word])
        assert sorted(alone) == sorted(rows[start:end])
        assert hashes[0] == one
    assert rows.min() >= 0
    assert rows.max() < features.SIZE


def test_every_head_has_its_constants() -> None:
    model = shipped().model
    assert model.table.shape == (features.SIZE, len(model.names))
    for numbers in (model.scale, model.sign_scale, model.constant, model.slope, model.shift):
        assert len(numbers) == len(model.names)
        assert np.isfinite(numbers).all()


@pytest.mark.parametrize(
    ("text", "language", "met"),
    [
        ("Votre lessive a brûlé ma nièce", "fr", {"sense kin", "sense injury", "sense you", "sense kin and injury"}),
        ("YOUR detergent burned my niece", "en", {"sense kin", "sense injury", "sense you", "sense kin and injury"}),
        ("Le héros meurt à la fin du film", "fr", {"sense death", "sense fiction", "sense death and fiction"}),
    ],
)
def test_kinds_of_things_and_their_meetings_are_noticed(text: str, language: str, met: set[str]) -> None:
    found = {SENSES[rank] for rank in senses(split(text), language)}
    assert met <= found
    assert not {"sense song", "sense money"} & found

"""`parvis stream --from`: recorded streams and posts from elsewhere, a line each; read again, nothing is stored twice."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from parvis.connectors.bluesky.testing.jetstream import Sky
from parvis.conversations.models import Place, Post
from parvis.core.models import Brand
from parvis.listening.actions import save_watch
from parvis.listening.models import Watch
from parvis.site.commands import stream as module

pytestmark = pytest.mark.django_db


@pytest.fixture
def watch(brand: Brand, noon, monkeypatch: pytest.MonkeyPatch) -> Watch:
    monkeypatch.setattr(module, "arrive", lambda: None)
    return save_watch(brand, name="Nuit", query='"train de nuit"', role="brand", by=None, at=noon)


def stream(*arguments: str) -> Result:
    return CliRunner().invoke(module.stream, arguments)


def counts(result: Result) -> list[int]:
    last = result.stderr.strip().splitlines()[-1]
    return [int(word.rstrip(".,")) for word in last.split() if word.rstrip(".,").isdigit()]


def test_posts_of_a_file_are_met_and_the_lines_that_cannot_be_used_are_counted(watch: Watch, tmp_path: Path) -> None:
    lines = [
        json.dumps(
            {"id": "1", "text": "Le train de nuit", "author": "Léa", "at": "2026-03-02T08:00:00Z", "lang": "fr"}
        ),
        json.dumps({"id": 2, "text": "Une tarte"}),
        '{"id": "3", "text": "cut',
        "[]",
        "",
        json.dumps({"id": "4", "text": "train de nuit " + "x" * 1_000_000}),
        json.dumps({"id": "5", "text": "train de nuit \x00\ud83d", "tags": ["a"], "url": "https://www.a.fr/b"}),
    ]
    file = tmp_path / "posts.jsonl"
    file.write_text("\n".join(lines))
    done = stream("--from", str(file))
    assert done.exit_code == 0, done.output
    assert counts(done) == [6, 3, 2, 0, 0, 2]
    assert counts(stream("--from", str(file))) == [6, 3, 0, 0, 0, 0]
    first = Post.objects.get(remote_id="1")
    assert (first.author.name if first.author else "", first.place.network, first.language) == ("Léa", "manual", "fr")
    assert Watch.objects.get().hit_count == 2


def test_a_recorded_stream_goes_where_the_stream_would_and_deletions_are_followed(watch: Watch, tmp_path: Path) -> None:
    sky = Sky()
    gone = sky.say("le train de nuit", who=1)
    sky.say("le train de nuit", who=2)
    sky.say("autre chose", who=3)
    file = tmp_path / "jetstream.jsonl"
    file.write_bytes(b"\n".join(message for _when, message in sky.told))
    assert counts(stream("--from", str(file))) == [3, 0, 2, 0, 0, 2]
    sky.delete(gone)
    file.write_bytes(b"\n".join(message for _when, message in sky.told))
    assert counts(stream("--from", str(file))) == [4, 0, 0, 0, 1, 0]
    place = Place.objects.get()
    assert (place.network, place.kind) == ("bluesky", "everything")
    assert place.paused_at is not None, "nobody asked to follow it"
    halves = [counts(stream("--from", str(file), "--part", part))[2] for part in ("1/2", "2/2")]
    assert halves == [0, 0]


def test_what_is_missing_is_said(watch: Watch, tmp_path: Path, other_brand: Brand) -> None:
    assert stream("--from", str(tmp_path / "none"), "--brand", "nocturne").exit_code == 2
    two = stream("--from", str(tmp_path / "none"))
    assert two.exit_code == 1
    assert "nocturne, rivale" in two.stderr
    assert stream().exit_code == 1
    assert stream("--part", "3/2").exit_code == 2

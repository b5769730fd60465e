"""`parvis match` from outside: what meets what, and every way to be wrong."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from parvis.site.command import main

POST = {
    "id": "p1", "text": "Le TRAIN de nuit est en retard, https://www.example.org/offre?x #Colère 👍🏽", "author": "Zoé Martin",
    "lang": "fr-CA", "at": "2026-03-31T10:00:00Z", "site": "blog.lemonde.fr", "tags": ["TrainDeNuit"], "followers": 1200,
}  # fmt: skip
Line = object


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("parvis.site.commands.match._", str)


def run(folder: Path, watches: list[Line], posts: list[Line]) -> Result:
    """A line is data to be written as JSON, or bytes as they are."""
    paths = []
    for name, lines in (("W.jsonl", watches), ("P.jsonl", posts)):
        path = folder / name
        path.write_bytes(b"\n".join(line if isinstance(line, bytes) else json.dumps(line).encode() for line in lines))
        paths.append(str(path))
    return CliRunner().invoke(main, ["match", "--watches", paths[0], "--posts", paths[1]])


def found(result: Result) -> list[tuple[object, object]]:
    assert result.exit_code == 0, result.output
    return [(row["watch"], row["post"]) for row in map(json.loads, result.stdout.splitlines())]


@pytest.mark.parametrize(
    "query",
    [
        "train", "TRAIN retard", '"train de nuit"', "« en retard »", "nuit PROCHE/3 retard", "retard* -bus", "exact:colère",
        "author:zoe", "site:lemonde.fr", "link:example.org/offre", "tag:colere", 'tag:"train de nuit"', "train lang:fr",
        "train after:2026-03-31 before:2026-04-01", "train followers:>1000", "👍",
    ],
)  # fmt: skip
def test_a_post_meets_a_watch_by_any_of_its_values(tmp_path: Path, query: str) -> None:
    assert found(run(tmp_path, [{"id": 7, "query": query}], [POST])) == [(7, "p1")]


def test_matches_come_post_after_post_with_ids_as_they_were_given(tmp_path: Path) -> None:
    watches = [{"id": id, "query": query} for id, query in (("b", "bus"), (1, "train OU bus"), ([1, 2], "avion"))]
    posts = [{"id": id, "text": text} for id, text in ((9, "bus"), ("x", "avion"), (9, "le train"), (8, "rien"))]
    assert found(run(tmp_path, watches, posts)) == [("b", 9), (1, 9), ([1, 2], "x"), (1, 9)]


def test_the_language_is_found_where_the_post_does_not_say_it(tmp_path: Path) -> None:
    watches = [{"id": code, "query": f"train lang:{code}"} for code in ("fr", "en")]
    posts = [
        {"id": 1, "text": "Le train est encore en retard ce matin et personne ne nous dit rien."},
        {"id": 2, "text": "The train is late again this morning and nobody tells us anything."},
    ]
    assert found(run(tmp_path, watches, posts)) == [("fr", 1), ("en", 2)]


BAD = [
    ('train "retard', "characters 6 to 7: This quotation mark is never closed.", 'train "retard"'),
    ("(train OR bus", "characters 0 to 1: This parenthesis is never closed.", "(train OR bus)"),
    ("train)", "characters 5 to 6: This parenthesis closes nothing.", "train"),
    ("a NEAR/0 b", "characters 2 to 8: NEAR takes a number", "a NEAR/1 b"),
    ("a NEAR/999 b", "characters 2 to 10: NEAR takes a number", "a NEAR/100 b"),
    ("*", "characters 0 to 1: A * stands at the end", None),
    ("()", "characters 0 to 2: There is nothing between these parentheses.", None),
    ("NOT train", "characters 0 to 9: This query only says what to leave out.", None),
    ("autor:zoe", "characters 0 to 6: There is no field", "author:zoe"),
    ("", "characters 0 to 0: Write at least one word", None),
    ("\x00\x01", "There is no letter and no digit here", None),
    ("train " * 17_000, "characters 4000 to 102000: A query has at most 4000 characters", None),
    (" OR ".join(f"mot{n}" for n in range(5_000)), "A query has at most 4000 characters", None),
    ("(" * 3_000 + "a", "more than 40 parentheses", None),
]


@pytest.mark.parametrize(("query", "said", "mend"), BAD)
def test_a_watch_that_cannot_be_read_says_where_and_why_and_the_rest_go_on(
    tmp_path: Path, query: str, said: str, mend: str | None
) -> None:
    result = run(tmp_path, [{"id": "bad", "query": query}, {"id": "good", "query": "train"}], [POST])
    assert found(result) == [("good", "p1")]
    assert 'W.jsonl, line 1, "bad"' in result.stderr
    assert said in result.stderr
    assert (f"Try: {mend}\n" in result.stderr) if mend else ("Try:" not in result.stderr)
    assert "watches refused: 1" in result.stderr


def test_letters_of_another_script_that_look_alike_are_other_letters(tmp_path: Path) -> None:
    result = run(tmp_path, [{"id": 1, "query": "trаin"}, {"id": 2, "query": "train"}], [{"id": 1, "text": "train"}])
    assert found(result) == [(2, 1)]


def test_lines_that_are_not_watches_are_said_and_left_out(tmp_path: Path) -> None:
    lines: list[Line] = [
        b"\xef\xbb\xbf" + json.dumps({"id": 1, "query": "train"}).encode(), b"", b"{", b"[1]", b"\xff\xfe", b'"x"', b"null",
        {"id": 2}, {"query": "train"}, {"id": 3, "query": 5}, {"id": 1, "query": "bus"}, b"[" * 100_000,
    ]  # fmt: skip
    result = run(tmp_path, lines, [POST])
    assert found(result) == [(1, "p1")]
    assert "watches refused: 10" in result.stderr


def test_lines_that_are_not_posts_are_counted_and_left_out(tmp_path: Path) -> None:
    lines: list[Line] = [b"{", b"\xff", b"[]", {"id": 1}, {"text": "train"}, {"id": 2, "text": None}, POST, b"  "]
    result = run(tmp_path, [{"id": 1, "query": "train"}], [*lines, *[b"nothing"] * 30])
    assert found(result) == [(1, "p1")]
    assert "Posts read: 1, lines left out: 36," in result.stderr
    assert result.stderr.count("P.jsonl, line") == 20


def test_a_post_with_an_odd_value_is_met_without_it(tmp_path: Path) -> None:
    odd = {"lang": 3, "at": "yesterday", "followers": "many", "tags": "x", "author": [], "site": True}
    result = run(tmp_path, [{"id": 1, "query": "train"}, {"id": 2, "query": "train followers:>0"}], [{**POST, **odd}])
    assert found(result) == [(1, "p1")]
    assert all(f"“{name}” is not understood" in result.stderr for name in odd)
    assert "lines left out: 0" in result.stderr


def test_any_text_is_borne(tmp_path: Path) -> None:
    texts = [
        "\ud800 train \udfff", "train\x00", "t" * 1_000_000, "train " * 170_000, "👍" * 10_000, "列車" * 1_000, "قطار", "",
        "t\u0301\u0316r\u035bain" + "\u0301" * 1_000, "\x1e\x1f\u2028train", "ﷲ ﬁ ½ ㎏", "\u202etrain",
    ]  # fmt: skip
    queries = ["train", "👍", "列車", "قطار", "fi"]
    result = run(
        tmp_path,
        [{"id": query, "query": query} for query in queries],
        [{"id": number, "text": text} for number, text in enumerate(texts)],
    )
    assert found(result) == [
        ("train", 0), ("train", 1), ("train", 3), ("👍", 4), ("列車", 5), ("قطار", 6), ("train", 8), ("train", 9),
        ("fi", 10), ("train", 11),
    ]  # fmt: skip


def test_a_file_that_is_not_there_ends_the_command(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["match", "--watches", str(tmp_path / "none"), "--posts", str(tmp_path)])
    assert result.exit_code == 2
    assert "none: No such file" in result.stderr


def test_posts_come_through_a_pipe(tmp_path: Path) -> None:
    (tmp_path / "W").write_text('{"id": 1, "query": "train"}')
    result = CliRunner().invoke(
        main, ["match", "--watches", str(tmp_path / "W"), "--posts", "-"], input='{"id": 2, "text": "train"}'
    )
    assert found(result) == [(1, 2)]

"""Tables as people export them: any delimiter, any encoding, French or English headings, bad lines among good ones."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parvis.connectors.contract import ConnectorError, Item, Rejected
from parvis.connectors.manual.columns import suggest
from parvis.connectors.manual.tables import BadLine, look, read_table

LINES = (
    ("Auteur", "Texte", "Date de publication", "Lien", "Note"),
    ("Zoé", "Très déçue, « rien » à l'heure", "28/02/2026 10:30", "https://avis.example/1", "2/5"),
    ("@al", "Parfait", "2026-02-27T09:00:00+01:00", "", "5"),
)


def table(delimiter: str = ",") -> str:
    return "\r\n".join(delimiter.join(f'"{cell}"' for cell in line) for line in LINES)


def good(content: bytes) -> list[Item]:
    return [found for found in read_table(content) if isinstance(found, Item)]


def bad(content: bytes) -> list[BadLine]:
    return [found for found in read_table(content) if isinstance(found, BadLine)]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_any_delimiter_and_encoding_gives_the_same_items(delimiter: str, encoding: str) -> None:
    one, two = good(table(delimiter).encode(encoding))
    assert (one.body, one.kind, one.metrics) == ("Très déçue, « rien » à l'heure", "review", {"rating": 2})
    assert one.at == datetime(2026, 2, 28, 10, 30, tzinfo=UTC)
    assert (one.url, one.remote_id) == ("https://avis.example/1", "https://avis.example/1")
    assert two.at == datetime(2026, 2, 27, 8, tzinfo=UTC)
    assert two.author
    assert (two.author.handle, two.author.remote_id) == ("al", "@al")


def test_the_same_row_is_the_same_item_at_every_import() -> None:
    assert [one.remote_id for one in good(table().encode())] == [
        one.remote_id for one in good(table(";").encode("utf-16"))
    ]


def test_json_lines_and_a_json_list_are_read() -> None:
    records = [
        {"text": "un", "user": {"name": "Al"}, "created_at": 1772186400},
        {"message": "pas lu", "text": "deux", "tags": ["a", "b"]},
    ]
    for content in ("\n".join(map(json.dumps, records)), json.dumps(records)):
        one, two = good(content.encode())
        assert one.author
        assert (one.body, one.author.name, one.at) == ("un", "Al", datetime(2026, 2, 27, 10, tzinfo=UTC))
        assert (two.body, two.tags) == ("deux", ("a", "b"))


def test_wrong_columns_are_named_with_those_needed() -> None:
    with pytest.raises(Rejected) as refused:
        read_table("Prix;Quantité\n3;4".encode())
    assert "Prix, Quantité" in str(refused.value)
    assert "“text”" in str(refused.value.mend)
    assert refused.value.field == "file"


def test_a_person_may_say_which_column_is_which() -> None:
    content = "Colonne A;Colonne B\nbonjour;Zoé".encode()
    (one,) = [
        found for found in read_table(content, {"text": "Colonne A", "author": "Colonne B"}) if isinstance(found, Item)
    ]
    assert one.author
    assert (one.body, one.author.name) == ("bonjour", "Zoé")
    with pytest.raises(Rejected):
        read_table(content, {"text": "Colonne Z"})


def test_bad_lines_are_reported_by_number_and_the_others_kept() -> None:
    content = b"texte,date,lien\nbon,,\n,2026-01-01,\nx,hier,\n\ny,,pas un lien du tout:\nz,01/01/1899,\na,b,c,d,e\nencore bon,1 mars 2026,"
    found = list(read_table(content))
    assert [one.body for one in found if isinstance(one, Item)] == ["bon", "encore bon"]
    assert [(line.number, str(line.message)) for line in found if isinstance(line, BadLine)] == [
        (3, "The text is empty."),
        (4, "“hier” is not a date."),
        (6, "“pas un lien du tout:” is not a web address."),
        (7, "The year 1899 cannot be."),
        (8, "5 cells where there are 3 columns."),
    ]


def test_text_over_several_lines_keeps_the_count_of_lines() -> None:
    content = b'text,date\n"one\ntwo\nthree",2026-01-01\nx,nope'
    assert good(content)[0].body == "one\ntwo\nthree"
    assert bad(content)[0].number == 5


def test_broken_json_lines_are_reported() -> None:
    content = b'{"text": "a"}\n{"text": \n[1]\n{"text": "b"}'
    assert [one.body for one in good(content)] == ["a", "b"]
    assert [line.number for line in bad(content)] == [2, 3]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf\n", "empty"),
        (b"PK\x03\x04xxxx", "spreadsheet"),
        (b"\xd0\xcf\x11\xe0xx", "spreadsheet"),
    ],
)
def test_files_that_are_no_table_say_what_to_do(content: bytes, said: str) -> None:
    with pytest.raises(Rejected, match=said) as refused:
        read_table(content)
    assert refused.value.mend


def test_a_first_look_suggests_the_columns_and_shows_rows() -> None:
    seen = look(table(";").encode())
    assert seen.mapping == {
        "author": "Auteur",
        "text": "Texte",
        "at": "Date de publication",
        "url": "Lien",
        "rating": "Note",
    }
    assert seen.delimiter == ";"
    assert seen.sample[0]["Auteur"] == "Zoé"


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("AUTEUR·E", "author"),
        ("Prix", None),
        ("Publié le", "at"),
        ("created_at", "at"),
        ("Mots-clés", "tags"),
        ("En réponse à", "parent"),
    ],
)
def test_headings_are_understood_without_accents_or_case(heading: str, field: str | None) -> None:
    assert suggest([heading]) == ({field: heading} if field else {})


@settings(max_examples=200, deadline=None)
@given(
    st.one_of(
        st.binary(max_size=300),
        st.text(max_size=200).map(lambda text: ("text,date\n" + text).encode("utf-8", "replace")),
    )
)
def test_arbitrary_bytes_are_a_table_or_refused(content: bytes) -> None:
    with suppress(ConnectorError):
        for found in read_table(content):
            assert isinstance(found, Item) or str(found.message)

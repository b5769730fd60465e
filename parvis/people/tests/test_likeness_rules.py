"""Resemblance, by tables: names in any script, handles, addresses, and what speaks against."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parvis.people.rules.handles import spelled
from parvis.people.rules.keys import MOST, keys_of, wanted
from parvis.people.rules.likeness import Around, compare_people
from parvis.people.rules.names import compare, read
from parvis.people.rules.profiles import Profile, digits_of, link_of, mail_of, stem_of


def profile(number: int, network: str = "feed", **more: object) -> Profile:
    return Profile(identity_id=number, person_id=number, network=network, remote_id=str(number), **more)


@pytest.mark.parametrize(
    ("one", "other", "how"),
    [
        ("Solveig Quéméneur", "QUEMENEUR Solveig", "same"),
        ("Тимофей Жуковский", "Timofei Joukovski", "script"),
        ("Юлия Цветаева", "Julia Tsvetaeva", "script"),
        ("Γιώργος Θεοδωράκης", "Giorgos Theodorakis", "script"),
        ("محمد الأحمد", "Mohamed Al-Ahmed", "script"),
        ("يوسف بنعلي", "Youssef Benali", "script"),
        ("王小明", "Xiaoming Wang", "script"),
        ("王 小明", "Xiao Ming Wang", "script"),
        ("田中 さくら", "Sakura Tanaka", "script"),
        ("佐藤健一", "Ken’ichi Satō", "script"),
        ("Kate O’Dowd", "Katherine ODowd", "form"),
        ("Fred Castelnau", "Frédéric Castelnau", "form"),
        ("Capu Castelnau", "Capucine Castelnau", "form"),
        ("Josy Castelnau", "Josiane Castelnau", "form"),
        ("J. Castelnau", "Jean Castelnau", "initial"),
        ("Blandine Castelnau", "Blandine Castelnuu", "spelling"),
        ("Solène Castelnau 🚆", "solene castelnau | photographe", "same"),
        ("Dr Anne Castelnau", "Anne Castelnau (elle/she)", "same"),
    ],
)
def test_two_ways_of_writing_one_name(one: str, other: str, how: str) -> None:
    match = compare(read(one), read(other))
    assert match.weight > 0
    assert match.whole
    assert match.how == how
    assert compare(read(other), read(one)).weight == pytest.approx(match.weight)


@pytest.mark.parametrize(
    ("one", "other", "against"),
    [
        ("Jean Castelnau", "Paul Castelnau", "family"),
        ("Michel Castelnau", "Michelle Castelnau", "family"),
        ("Paul Castelnau", "Paule Castelnau", "family"),
        ("Jean Castelnau", "Jean Escoffier", "given"),
        ("J. Castelnau", "Paul Castelnau", "initial"),
        ("Jean Castelnau", "Jean Castelnau fils", "generation"),
        ("Jean Castelnau Sr", "Jean Castelnau Jr", "generation"),
        ("Jean Castelnau", "Rosamund Illingworth", "other"),
    ],
)
def test_names_that_speak_against(one: str, other: str, against: str) -> None:
    match = compare(read(one), read(other))
    assert match.weight < 0
    assert match.against == against


def test_a_name_that_many_bear_says_less_than_a_rare_one() -> None:
    assert compare(read("Marie Martin"), read("Marie Martin")).weight < 3
    assert compare(read("Solveig Quéméneur"), read("Solveig Quéméneur")).weight > 5


@pytest.mark.parametrize(
    ("handle", "stem", "digits"),
    [
        ("@Jean_Dupont75", "Jean_Dupont", "75"), ("jean.dupont@poste.example", "jean.dupont", ""),
        ("jdupont.ciel.example", "jdupont", ""), ("@lea@rails.example", "lea", ""), ("2019", "2019", "2019"),
        ("jean+forum@poste.example", "jean", ""),
    ],
)  # fmt: skip
def test_a_handle_without_its_trimmings(handle: str, stem: str, digits: str) -> None:
    assert (stem_of(handle), digits_of(handle)) == (stem, digits)


@pytest.mark.parametrize(
    "stem", ["jeancastelnau", "castelnau.jean", "jcastelnau", "castelnauj", "j_castelnau", "jeannotcastelnau"]
)
def test_a_handle_spells_a_name(stem: str) -> None:
    assert spelled(stem, read("Jean Castelnau")) > 2
    assert spelled(stem, read("Paul Escoffier")) == 0


@pytest.mark.parametrize(
    ("text", "mail"),
    [
        ("Jean.Dupont+Rail@GMAIL.com", "jeandupont@gmail.com"), ("Jean.Dupont@poste.example", "jean.dupont@poste.example"),
        ("@rails.example", ""), ("nobody", ""), ("a@b", ""),
    ],
)  # fmt: skip
def test_a_mailbox_has_one_form(text: str, mail: str) -> None:
    assert mail_of(text) == mail


@pytest.mark.parametrize(
    ("url", "link"),
    [
        ("https://www.Blog.example/Lea/", "blog.example/lea"), ("blog.example/lea", "blog.example/lea"), ("", ""),
        ("mailto:a@b.example", ""), ("https://[bad", ""), ("https://blog.example", "blog.example"),
    ],
)  # fmt: skip
def test_a_page_has_one_form(url: str, link: str) -> None:
    assert link_of(url) == link


LEA = profile(1, "mastodon", name="Léa Castelnau", handle="lea@rails.example", url="https://rails.example/@lea")


@pytest.mark.parametrize(
    ("a", "b", "kind", "proposed"),
    [
        (LEA, profile(2, name="nuits blanches", about="Aussi : https://rails.example/@lea"), "link", True),
        (LEA, profile(2, name="", handle="lea@rails.example", about="lea@rails.example"), "", False),
        (profile(1, "email", handle="l.c+rail@poste.example"), profile(2, about="Écrire : L.C@poste.example"), "address", True),
        (profile(1, "email", handle="contact@poste.example"), profile(2, about="contact@poste.example"), "address", False),
        (profile(1, handle="lentementsurement82"), profile(2, "bluesky", handle="lentementsurement82.ciel.example"), "handle", True),
        (profile(1, handle="marie92"), profile(2, "bluesky", handle="marie75"), "", False),
        (profile(1, name="Marie Martin"), profile(2, "email", name="Marie Martin"), "name", False),
        (profile(1, name="Solveig Quéméneur"), profile(2, "email", name="Solveig Quéméneur"), "name", True),
        (profile(1, name="Café Quéméneur", handle="cafeq"), profile(2, "email", name="Solveig Quéméneur"), "organisation", False),
        (
            profile(1, "mastodon", name="Solveig Quéméneur", handle="a1"),
            profile(2, "mastodon", name="Solveig Quéméneur", handle="b2"), "network", False,
        ),
        (
            profile(1, name="Solveig Quéméneur", languages=frozenset({"fr"})),
            profile(2, "email", name="Solveig Quéméneur", languages=frozenset({"en"})), "language", True,
        ),
    ],
)  # fmt: skip
def test_what_is_proposed_and_why(a: Profile, b: Profile, kind: str, proposed: bool) -> None:
    like = compare_people([a], [b])
    assert like.proposed is proposed, like
    assert not kind or kind in {e.kind for e in like.evidence}
    assert compare_people([b], [a]).score == pytest.approx(like.score)


def test_a_picture_of_two_says_much_and_a_logo_little() -> None:
    a, b = (
        profile(n, net, handle=f"x{n}", avatar_url="https://cdn.example/p.png")
        for n, net in ((1, "feed"), (2, "plaza"))
    )
    alone = compare_people([a], [b])
    crowd = compare_people([a], [b], Around({"picture:cdn.example/p.png": 30}))
    assert alone.proposed
    assert not crowd.proposed
    assert str(crowd.evidence[0].message) == "Same picture, but 30 people bear it"


def test_two_who_answer_each_other_are_rather_two() -> None:
    a, b = (profile(n, "plaza", name="Solveig Quéméneur", handle=f"sq{n}", verified=True) for n in (1, 2))
    talked = Around(talked=frozenset({(1, 2)}))
    assert compare_people([a], [b], talked).confidence < 0.01


def test_a_person_is_compared_by_what_agrees_best_among_their_identities() -> None:
    first = [profile(1, name="rail", handle="nuits"), profile(2, "email", name="Solveig Quéméneur")]
    assert compare_people(first, [profile(3, "plaza", name="QUÉMÉNEUR Solveig")]).proposed


WORDS = st.text(alphabet=st.characters(codec="utf-8"), max_size=40)


@given(WORDS, WORDS, WORDS, WORDS)
def test_whatever_people_call_themselves_is_compared_both_ways_alike(a: str, b: str, c: str, d: str) -> None:
    one, other = profile(1, name=a, handle=b, about=c, url=d), profile(2, "plaza", name=c, handle=d, about=a, url=b)
    assert compare_people([one], [other]).score == pytest.approx(compare_people([other], [one]).score, abs=0.011)
    keys = keys_of(one)
    assert len(keys) == len(set(keys)) <= MOST
    assert set(wanted(keys)) or not keys

import time
from collections.abc import Sequence
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parvis.community.rendering import rendered
from parvis.community.rules.access import Access, Links, Policy, Room, Who, may_link
from parvis.community.rules.differences import differences
from parvis.community.rules.kinds import Kind
from parvis.community.rules.quoting import quoted
from parvis.community.rules.revising import waits_for_links


def room_with(links: str) -> Room:
    return Room(1, 1, "x", "x", "", "", Kind.DISCUSSION, Access.PUBLIC, Policy(links=Links(links)), closed=False)


def html(source: str, **members: str) -> str:
    return rendered(source, lambda handles: {h: members[h] for h in handles if h in members})[1]


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("# Un\n## Deux\n###### Six", "<h3>Un</h3>\n<h4>Deux</h4>\n<h5>Six</h5>\n"),
        ("la ||fin **triste**||", '<p>la <span class="spoiler" tabindex="0">fin <strong>triste</strong></span></p>\n'),
        ("a || b ou || ||", '<p>a <span class="spoiler" tabindex="0"> b ou </span> ||</p>\n'),
        ("`||x|| @lea`", "<p><code>||x|| @lea</code></p>\n"),
        (":::spoiler La <fin>\n*non*\n:::", "<details><summary>La &lt;fin&gt;</summary>\n<p><em>non</em></p>\n</details>\n"),
        (":::autre\nx\n:::", "<p>:::autre<br>\nx<br>\n:::</p>\n"),
        ("|a|b|\n|-|-|\n|1|2|", "<table>\n<thead>\n<tr>\n<th>a</th>\n<th>b</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n<td>1</td>\n<td>2</td>\n</tr>\n</tbody>\n</table>\n"),
        ("![x](https://e.test/x.png) ![y](/c/n/leave)", '<p><img alt="x"> <img alt="y"></p>\n'),
        (
            "![Une mèche](/c/n/files/12-800x600-0123456789ab.webp)",
            '<p><img src="/c/n/files/12-800x600-0123456789ab.webp" alt="Une mèche" width="800" height="600" loading="lazy"></p>\n',
        ),
    ],
)  # fmt: skip
def test_markdown_becomes(source, shown):
    assert html(source) == shown


@pytest.mark.parametrize(
    "said", ["[une offre](https://e.test/x)", "https://e.test/x", "<https://e.test/x>", "[x](//e.test/x)"]
)
def test_where_links_are_not_for_everybody_addresses_are_words(said):
    with_link, without = (
        rendered(f"{said} @lea", lambda _h: {"lea": "/c/n/m/lea"}, links=links)[1] for links in (True, False)
    )
    assert with_link.count("href=") == 2
    assert without.count("href=") == without.count('href="/c/n/m/lea"') == 1


@pytest.mark.parametrize(
    ("policy", "newcomer", "known", "team"),
    [("all", True, True, True), ("trusted", False, True, True), ("none", False, False, True)],
)
def test_whose_addresses_become_links_is_the_space_s_to_say(policy, newcomer, known, team):
    asked = [
        may_link(room_with(policy), who) for who in (Who(member=1), Who(member=1, trust=1), Who(member=1, team=True))
    ]
    assert asked == [newcomer, known, team]


def test_a_member_is_called_by_name_and_others_are_words():
    said = html("Merci @lea, @tom ! lea@lea.test et x@lea, http://z.test/@lea", lea="/c/n/m/lea")
    assert '<a class="mention" href="/c/n/m/lea" rel="nofollow ugc noopener noreferrer">@lea</a>, @tom !' in said
    assert said.count('class="mention"') == 1


def test_nobody_calls_the_whole_house():
    asked: list[str] = []

    def named(handles: Sequence[str]) -> dict[str, str]:
        asked.extend(handles)
        return {}

    rendered(" ".join(f"@m{n}" for n in range(500)), named)
    assert len(asked) == 10


@pytest.mark.parametrize(
    "trick",
    [
        "<script>alert(1)</script>", '<img src=x onerror="alert(1)">', "[a](javascript:alert(1))",
        "[a](data:text/html;base64,PHN2Zz4=)", '||<svg onload="x">||', ':::spoiler "><script>x</script>\na\n:::',
        "![a](/c/x/files/a.webp \"onerror=x\")", "<details open ontoggle=x>", "[x]: javascript:x\n[x]", "@<b>lea",
        "```\"onload=x\n</code><script>\n```",
    ],
)  # fmt: skip
def test_tricks_stay_words(trick):
    seen = Seen()
    seen.feed(html(trick, lea="/c/n/m/lea"))
    assert seen.tags <= {"p", "br", "span", "a", "img", "details", "summary", "pre", "code"}
    assert set(seen.attributes) <= {"href", "rel", "class", "src", "alt", "title", "tabindex"}
    assert all(seen.attributes.get(name, "/").startswith(("/c/", "/", "http")) for name in ("href", "src"))


class Seen(HTMLParser):
    """The tags and attributes that a browser would find."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes.update({name: value or "" for name, value in attrs})


@pytest.mark.parametrize(
    "evil", ["||a" * 10_000, "[" * 15_000, "||a[b](c)" * 3_000, ":::spoiler\n" * 2_900, "*a **b " * 4_500]
)
def test_a_text_made_to_be_slow_is_rendered_soon_enough(evil):
    begun = time.process_time()
    rendered(evil)
    assert time.process_time() - begun < 4


WORDS = st.text(alphabet=st.sampled_from("ab é\n.|"), max_size=60)


@settings(max_examples=60, deadline=None)
@given(WORDS, WORDS)
def test_a_difference_holds_both_texts(before, after):
    pieces = differences(before, after)
    assert "".join(p.text for p in pieces if p.kind != "in") == before
    assert "".join(p.text for p in pieces if p.kind != "out") == after
    assert all(p.text for p in pieces)


def test_a_difference_is_shown_word_by_word_and_never_takes_long():
    assert [(p.kind, p.text) for p in differences("Une bougie bleue.", "Une lampe bleue.")] == [
        ("same", "Une "), ("out", "bougie"), ("in", "lampe"), ("same", " bleue."),
    ]  # fmt: skip
    begun = time.process_time()
    differences("a b " * 8_000, "b c " * 8_000)
    differences("a\n" * 16_000, "b\n" * 16_000)
    assert time.process_time() - begun < 2


def test_a_quote_names_who_said_it_and_leaves_out_what_they_quoted():
    words = quoted("Léa [*]", "/c/n/t/x/1/2", "> avant\n\nOui.\n\nVraiment.")
    assert words == "> [Léa \\[\\*\\]](/c/n/t/x/1/2)\n>\n> Oui.\n>\n> Vraiment.\n\n"


@pytest.mark.parametrize(
    ("after", "who", "waits"),
    [
        (["http://a.test"], Who(1), False),
        (["http://a.test", "http://b.test"], Who(1), True),
        (["http://b.test"], Who(1, trust=1), False),
        (["http://b.test"], Who(1, team=True), False),
        ([], Who(1), False),
    ],
)
def test_links_that_come_in_later_wait_unless_their_author_is_trusted(after, who, waits):
    assert waits_for_links(["http://a.test"], after, who) is waits

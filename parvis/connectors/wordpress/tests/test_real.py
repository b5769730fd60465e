"""The contract of every network, on a real WordPress from Debian behind the fault proxy."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest

from parvis.connectors.contract import (
    AuthExpired,
    Budget,
    Capability,
    Draft,
    Gone,
    Item,
    RateLimited,
    Rejected,
    Source,
    Transient,
)
from parvis.connectors.net import Reach, Web
from parvis.connectors.recognise import describe
from parvis.connectors.testing.proxy import fault_proxy
from parvis.connectors.testing.suite import Bench, Listening, Moderating, Sending
from parvis.connectors.wordpress.connector import WordPressConnector
from parvis.connectors.wordpress.rest import Rest
from parvis.connectors.wordpress.tests import schema
from parvis.connectors.wordpress.tests.site import WordPress, why_not, wordpress

pytestmark = [pytest.mark.servers, pytest.mark.slow]
REACH = Reach.allowing("127.0.0.1")
NETWORK = WordPressConnector(REACH)
BUDGET = Budget(requests=10, items=100, seconds=10)


@dataclass
class Readers:
    """People below one article of the site."""

    site: WordPress
    article: int

    @classmethod
    def below_a_new_article(cls, site: WordPress) -> Readers:
        made = site.php(
            "foreach (get_posts(['numberposts'=>-1,'post_status'=>'any']) as $p) wp_delete_post($p->ID, true);"
            "echo wp_insert_post(['post_title'=>'Le train de nuit','post_content'=>'Il repart.',"
            "'post_status'=>'publish','post_author'=>2]);"
        )
        return cls(site, int(made))

    def say(self, text: str) -> None:
        self.comment(text)

    def comment(self, text: str, **more: object) -> int:
        said = {
            "comment_post_ID": self.article, "comment_author": "Zoé", "comment_author_email": "zoe@lectrice.example",
            "comment_author_url": "", "comment_content": text, "comment_type": "comment", "comment_approved": 1, **more,
        }  # fmt: skip
        return int(self.site.php(f"echo wp_insert_comment(wp_slash(json_decode({quoted(json.dumps(said))}, true)));"))

    def hold(self, text: str) -> str:
        return f"comment-{self.comment(text, comment_approved=0)}"

    def said(self) -> list[str]:
        got = self.site.php(
            f"echo json_encode(array_column(get_comments(['post_id'=>{self.article},'status'=>'all']), 'comment_content'));"
        )
        return [str(one) for one in json.loads(got)]

    def standing(self, remote_id: str) -> str:
        told = self.site.php(f"echo wp_get_comment_status({int(remote_id.rpartition('-')[2])});")
        return {"approved": "", "unapproved": "held"}.get(told, told)


def quoted(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def source_of(site: WordPress, root: str, user: str) -> Source:
    return Source(root, {"user": user}, {"password": site.passwords[user]})


class OnTheRealSite:
    @pytest.fixture
    def bench(self, site: WordPress) -> Iterator[Bench]:
        with fault_proxy("127.0.0.1", site.port) as proxy:
            source = source_of(site, f"{proxy.address}/wp-json/", "ines")
            yield Bench(WordPressConnector(REACH), source, Readers.below_a_new_article(site), proxy)


class TestListening(OnTheRealSite, Listening): ...


class TestListeningAsAStranger(Listening):
    @pytest.fixture
    def bench(self, site: WordPress) -> Iterator[Bench]:
        with fault_proxy("127.0.0.1", site.port) as proxy:
            source = Source(f"{proxy.address}/wp-json/")
            yield Bench(WordPressConnector(REACH), source, Readers.below_a_new_article(site), proxy)


class TestAnswering(OnTheRealSite, Sending): ...


class TestModerating(OnTheRealSite, Moderating): ...


# What the fake only imitates


@pytest.fixture
def below(site: WordPress) -> Readers:
    return Readers.below_a_new_article(site)


def at(site: WordPress, user: str = "") -> Source:
    root = f"{site.address}/wp-json/"
    return source_of(site, root, user) if user else Source(root)


def reply(below: Readers, text: str) -> Draft:
    return Draft("k", text, Item(f"post-{below.article}", f"post-{below.article}", "?"), "Inès")


def test_the_recorded_description_is_that_of_this_server(site: WordPress) -> None:
    source = at(site, "ines")
    index = Rest.of(Web(REACH), source, 30).get("")
    assert schema.recorded(index) == schema.load()


def test_any_page_leads_to_the_site_and_each_role_is_told_what_it_may(site: WordPress, below: Readers) -> None:
    found = describe(f"{site.address}/le-train-de-nuit/", REACH)
    assert (found.network, found.title, found.url) == ("wordpress", "Le Journal de La Veilleuse", site.address)
    said = {}
    for user in ("ines", "paul", "lou"):
        source = at(site, user)
        support = NETWORK.probe(source.address, source.settings, source.secrets).support
        said[user] = (support[Capability.REPLY].state, support[Capability.MODERATE].state)
    assert said == {"ines": ("yes", "yes"), "paul": ("yes", "yes"), "lou": ("yes", "no")}


def test_a_site_without_pretty_addresses_is_read_all_the_same() -> None:
    if reason := why_not():
        pytest.skip(reason)
    with wordpress(plain=True, language="") as plain:
        below = Readers.below_a_new_article(plain)
        below.say("sans joli lien")
        found = describe(f"{plain.address}/?p={below.article}", REACH)
        source = source_of(plain, found.address, "ines")
        assert "rest_route" in found.address
        assert any("sans joli lien" in item.body for item in NETWORK.fetch(source, "", BUDGET).items)
        assert NETWORK.send(source, reply(below, "Bien reçu")).remote_id
        lou = source_of(plain, found.address, "lou")
        NETWORK.send(lou, reply(below, "Une"))
        with pytest.raises(RateLimited):
            NETWORK.send(lou, reply(below, "Deux"))


def test_a_french_site_says_flood_and_doublon(site: WordPress, below: Readers) -> None:
    lou = at(site, "lou")
    first = NETWORK.send(lou, reply(below, "C’est « noté » -- l'essentiel..."))
    assert NETWORK.send(lou, reply(below, "C’est « noté » -- l'essentiel...")) == first
    with pytest.raises(RateLimited) as flood:
        NETWORK.send(lou, reply(below, "Autre chose"))
    assert flood.value.until
    assert len(below.said()) == 1


def test_pingbacks_are_told_apart_and_held_ones_are_heard(site: WordPress, below: Readers) -> None:
    ping = below.comment("Cité là-bas", comment_type="pingback", comment_author="Un blog", comment_approved=0)
    items = {item.remote_id: item for item in NETWORK.fetch(at(site, "ines"), "", BUDGET).items}
    assert (items[f"comment-{ping}"].kind, items[f"comment-{ping}"].standing) == ("pingback", "held")


def test_a_deleted_comment_is_heard_of(site: WordPress, below: Readers) -> None:
    number = below.comment("bientôt effacé")
    cursor = NETWORK.fetch(at(site, "ines"), "", BUDGET).cursor
    site.php(f"wp_delete_comment({number}, true);")
    assert NETWORK.fetch(at(site, "ines"), cursor, BUDGET).deletions == (f"comment-{number}",)


def test_closed_comments_a_missing_article_and_a_revoked_password_are_refused(site: WordPress, below: Readers) -> None:
    wrong = replace(at(site, "ines"), secrets={"password": "abcd efgh ijkl"})
    with pytest.raises(AuthExpired):
        NETWORK.fetch(wrong, "", BUDGET)
    with pytest.raises(AuthExpired):
        NETWORK.send(wrong, reply(below, "refusé"))
    site.php(f"wp_update_post(['ID'=>{below.article},'comment_status'=>'closed']);")
    with pytest.raises(Rejected):
        NETWORK.send(at(site, "lou"), reply(below, "fermé"))
    site.php(f"wp_delete_post({below.article}, true);")
    with pytest.raises(Gone):
        NETWORK.send(at(site, "ines"), reply(below, "trop tard"))


def test_an_extension_that_breaks_the_site_is_a_passing_trouble(site: WordPress, below: Readers) -> None:
    plugins = site.folder / "site" / "wp-content" / "mu-plugins"
    plugins.mkdir()
    try:
        (plugins / "broken.php").write_text("<?php if (!empty($_SERVER['REQUEST_URI'])) nowhere();")
        with pytest.raises(Transient) as trouble:
            NETWORK.send(at(site, "ines"), reply(below, "pendant la panne"))
        assert trouble.value.reached
        (plugins / "broken.php").write_text("<?php if (!empty($_SERVER['REQUEST_URI'])) echo '<b>Notice</b>: [x] ';")
        assert NETWORK.fetch(at(site, "ines"), "", BUDGET).items
    finally:
        shutil.rmtree(plugins)
    assert below.said() == []

"""The contract of every network, on a real WordPress from Debian behind the fault proxy."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from parvis.connectors.contract import Source
from parvis.connectors.net import Reach
from parvis.connectors.testing.proxy import fault_proxy
from parvis.connectors.testing.suite import Bench, Listening, Moderating, Sending
from parvis.connectors.wordpress.connector import WordPressConnector
from parvis.connectors.wordpress.tests.site import WordPress

pytestmark = [pytest.mark.servers, pytest.mark.slow]
REACH = Reach.allowing("127.0.0.1")


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

"""Whatever fails, whenever a process dies: the network receives a message at most once, and nobody loses sight of it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from parvis.connectors.registry import all_connectors
from parvis.conversations.models import Post
from parvis.core.models import Brand, Seat
from parvis.engagement.actions.cases import By, open_case
from parvis.engagement.models import Case
from parvis.flows import reply
from parvis.outbox.actions.drafts import NotThere, Writing, save_draft, take_back
from parvis.outbox.models import Outgoing
from parvis.outbox.queries import needing_a_person
from parvis.outbox.tests.conversation import a_place, a_post, somebody
from tests.flows.plaza import REPLIED_AT, Plaza, PlazaServer

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def server() -> Iterator[PlazaServer]:
    made = PlazaServer()
    yield made
    made.square.released.set()
    made.shutdown()
    made.server_close()


@pytest.fixture
def plaza(server: PlazaServer, monkeypatch: pytest.MonkeyPatch) -> Plaza:
    connector = Plaza(server.port)
    monkeypatch.setitem(all_connectors(), "plaza", connector)
    return connector


@pytest.fixture
def case(brand: Brand, ines: Seat, noon: datetime) -> Case:
    lea = somebody(brand, "lea", at=noon)
    return open_case(a_post(a_place(brand, at=noon), author=lea, at=noon), By(ines.account, noon))


@pytest.fixture
def outgoing(case: Case, plaza: Plaza, ines: Seat, noon: datetime) -> Outgoing:
    draft = save_draft(case.post, Writing("Bonjour Léa", None), by=ines.account, at=noon)
    return reply.let_go(draft, by=ines.account, at=noon)


def now(outgoing: Outgoing) -> Outgoing:
    return Outgoing.objects.get(pk=outgoing.pk)


@pytest.mark.django_db
class TestFaults:
    def test_a_sent_answer_stands_in_its_thread_and_the_case_waits(
        self, outgoing: Outgoing, case: Case, server: PlazaServer, noon: datetime
    ) -> None:
        assert reply.send_reply(outgoing.pk, noon) == "sent"
        post = Post.objects.get(direction="out")
        assert (post.text, post.parent_id, post.remote_id) == ("Bonjour Léa", case.post_id, "plaza-1")
        assert now(outgoing).post_id == post.pk
        case.refresh_from_db()
        assert (case.state, case.first_reply_at) == ("waiting", REPLIED_AT)
        assert server.square.times(outgoing.key) == 1

    def test_the_job_run_twice_sends_once(self, outgoing: Outgoing, server: PlazaServer, noon: datetime) -> None:
        reply.send_reply(outgoing.pk, noon)
        assert reply.send_reply(outgoing.pk, noon) is None
        assert server.square.times(outgoing.key) == 1

    @pytest.mark.parametrize("fault", ["hang after", "cut after", "500 after"])
    def test_what_arrived_although_the_answer_got_lost_is_found_not_repeated(
        self, outgoing: Outgoing, server: PlazaServer, noon: datetime, fault: str
    ) -> None:
        server.square.faults = [fault]
        assert reply.send_reply(outgoing.pk, noon) == "unconfirmed"
        assert list(needing_a_person(outgoing.brand_id)) == [outgoing]
        reply.recover(noon + timedelta(minutes=1))
        assert now(outgoing).state == "sent"
        assert server.square.times(outgoing.key) == 1

    @pytest.mark.parametrize("fault", ["cut before", "500"])
    def test_what_may_have_arrived_waits_for_a_person(
        self, outgoing: Outgoing, server: PlazaServer, ines: Seat, noon: datetime, fault: str
    ) -> None:
        server.square.faults = [fault]
        reply.send_reply(outgoing.pk, noon)
        for minute in range(1, 3000, 7):
            reply.recover(noon + timedelta(minutes=minute))
        assert (now(outgoing).state, server.square.times(outgoing.key)) == ("unconfirmed", 0)
        reply.send_again(outgoing, by=ines.account, at=noon)
        assert reply.send_reply(outgoing.pk, noon) == "sent"
        assert server.square.times(outgoing.key) == 1

    def test_a_rate_limit_is_obeyed(self, outgoing: Outgoing, server: PlazaServer, noon: datetime) -> None:
        server.square.faults = ["429"]
        assert reply.send_reply(outgoing.pk, noon) == "queued"
        until = REPLIED_AT + timedelta(seconds=120)
        assert reply.send_reply(outgoing.pk, until - timedelta(seconds=1)) is None
        assert reply.send_reply(outgoing.pk, until) == "sent"
        assert server.square.times(outgoing.key) == 1

    def test_a_network_out_of_reach_is_tried_again_then_fails_with_the_reason(
        self, outgoing: Outgoing, server: PlazaServer, plaza: Plaza, noon: datetime
    ) -> None:
        plaza.port = 1  # nobody listens there
        at = noon
        states = []
        for _ in range(8):
            states.append(reply.send_reply(outgoing.pk, at))
            at += timedelta(hours=1)
        assert states == ["queued"] * 7 + ["failed"]
        stored = now(outgoing)
        assert stored.problem is not None
        assert stored.problem["text"] == "Plaza cannot be reached."
        assert server.square.posts == []

    def test_a_refused_text_fails_with_the_mend(self, outgoing: Outgoing, server: PlazaServer, noon: datetime) -> None:
        server.square.faults = ["422"]
        assert reply.send_reply(outgoing.pk, noon) == "failed"
        stored = now(outgoing)
        assert stored.problem is not None
        assert stored.problem["mend"]["text"] == "Write it otherwise."
        assert list(needing_a_person(outgoing.brand_id)) == [outgoing]

    def test_where_equal_keys_make_one_post_a_doubt_is_resolved_by_repeating(
        self, outgoing: Outgoing, plaza: Plaza, server: PlazaServer, noon: datetime
    ) -> None:
        plaza.idempotent = True
        server.square.faults = ["cut before"]
        assert reply.send_reply(outgoing.pk, noon) == "queued"
        assert reply.send_reply(outgoing.pk, noon + timedelta(seconds=10)) == "sent"
        assert server.square.times(outgoing.key) == 1

    def test_a_refusal_after_a_doubt_is_no_proof_that_nothing_arrived(
        self, outgoing: Outgoing, plaza: Plaza, server: PlazaServer, ines: Seat, noon: datetime
    ) -> None:
        plaza.idempotent = True
        server.square.faults = ["cut after", "422"]
        reply.send_reply(outgoing.pk, noon)
        with pytest.raises(NotThere):
            take_back(outgoing, by=ines.account, at=noon)
        assert reply.send_reply(outgoing.pk, noon + timedelta(seconds=10)) == "unconfirmed"
        assert reply.find_unconfirmed(noon + timedelta(seconds=10)) == 1
        assert server.square.times(outgoing.key) == 1

    def test_a_defect_of_the_connector_proves_nothing(
        self, outgoing: Outgoing, plaza: Plaza, noon: datetime, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def broken(*_: object) -> None:
            raise ZeroDivisionError

        monkeypatch.setattr(plaza, "send", broken)
        assert reply.send_reply(outgoing.pk, noon) == "unconfirmed"

    def test_a_network_that_was_removed_fails_before_any_call(
        self, outgoing: Outgoing, noon: datetime, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.delitem(all_connectors(), "plaza")
        assert reply.send_reply(outgoing.pk, noon) == "failed"
        assert reply.by_hand_only(outgoing)

    def test_our_post_read_before_we_knew_its_id_is_recognised_as_ours(
        self, outgoing: Outgoing, case: Case, noon: datetime
    ) -> None:
        seen = a_post(case.place, at=noon)
        Post.objects.filter(pk=seen.pk).update(remote_id="plaza-1")
        reply.send_reply(outgoing.pk, noon)
        assert Post.objects.get(remote_id="plaza-1").direction == "out"
        assert now(outgoing).post_id == seen.pk

    def test_an_answer_copied_by_hand_closes_the_circle(
        self, case: Case, ines: Seat, plaza: Plaza, server: PlazaServer, noon: datetime
    ) -> None:
        case.place.settings = {"support": {"reply": "no"}}
        case.place.save()
        draft = save_draft(case.post, Writing("Bonjour", None), by=ines.account, at=noon)
        stored = reply.let_go(draft, by=ines.account, at=noon)
        assert stored.state == "by_hand"
        assert reply.send_reply(stored.pk, noon) is None
        reply.confirm_by_hand(stored, by=ines.account, at=noon, url="https://plaza.example/x")
        reply.confirm_by_hand(stored, by=ines.account, at=noon, url="https://plaza.example/x")
        assert Post.objects.get(direction="out").url == "https://plaza.example/x"
        assert Case.objects.get().state == "waiting"
        assert server.square.posts == []


@dataclass
class Processes:
    """Processes of a whole installation of their own, on the kind of database of this run."""

    environment: dict[str, str]
    port: int

    def run(self, *arguments: str) -> tuple[int, Any]:
        done = subprocess.run(self.command(*arguments), env=self.environment, cwd=ROOT, capture_output=True, timeout=60)
        assert done.returncode in (0, -signal.SIGKILL), done.stderr.decode()
        return done.returncode, json.loads(done.stdout) if done.stdout else None

    def command(self, command: str, *options: str) -> list[str]:
        return [sys.executable, "-m", "tests.flows.sender", command, str(self.port), *options]

    def start(self, *arguments: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(self.command(*arguments), env=self.environment, cwd=ROOT)


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    environment = {**os.environ, "PARVIS_DATA": str(tmp_path_factory.mktemp("house"))}
    if url := os.environ.get("PARVIS_DATABASE"):
        environment["PARVIS_DATABASE"] = _another_database(url)
    subprocess.run([sys.executable, "manage.py", "migrate", "-v0"], env=environment, cwd=ROOT, check=True)
    return environment


def _another_database(url: str) -> str:
    import psycopg
    from psycopg.conninfo import make_conninfo

    name = f"killed_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    base, _, query = url.partition("?")
    assert make_conninfo(url)
    return f"{base.rsplit('/', 1)[0]}/{name}" + (f"?{query}" if query else "")


@pytest.fixture
def processes(installation: dict[str, str], server: PlazaServer) -> Processes:
    return Processes(installation, server.port)


@pytest.mark.slow
class TestKilled:
    def test_between_the_stored_intent_and_the_claim(self, processes: Processes, server: PlazaServer) -> None:
        _, message = processes.run("queue")
        _, end = processes.run("restart", str(message["id"]))
        assert (end["state"], server.square.times(message["key"])) == ("sent", 1)
        assert end["post"]

    def test_between_the_claim_and_the_call(self, processes: Processes, server: PlazaServer) -> None:
        _, message = processes.run("queue")
        code, _ = processes.run("work", str(message["id"]), "before the call")
        assert code == -signal.SIGKILL
        _, end = processes.run("restart", str(message["id"]))
        assert (end["state"], server.square.times(message["key"])) == ("unconfirmed", 0)
        assert end["problem"]["kind"] == "Interrupted"

    @pytest.mark.parametrize(("sight", "state"), [("sees", "sent"), ("blind", "unconfirmed")])
    def test_between_the_call_and_the_recording(
        self, processes: Processes, server: PlazaServer, sight: str, state: str
    ) -> None:
        _, message = processes.run("queue")
        code, _ = processes.run("work", str(message["id"]), "after the call")
        assert code == -signal.SIGKILL
        _, end = processes.run("restart", str(message["id"]), "never", sight)
        assert (end["state"], server.square.times(message["key"])) == (state, 1)

    def test_in_the_middle_of_the_call(self, processes: Processes, server: PlazaServer) -> None:
        _, message = processes.run("queue")
        server.square.faults = ["hang after"]
        worker = processes.start("work", str(message["id"]), "never")
        assert server.square.posting.wait(30)
        worker.kill()
        assert worker.wait(10) == -signal.SIGKILL
        _, end = processes.run("restart", str(message["id"]))
        assert (end["state"], server.square.times(message["key"])) == ("sent", 1)

    def test_two_processes_work_on_one_message(self, processes: Processes, server: PlazaServer) -> None:
        _, message = processes.run("queue")
        workers = [processes.start("work", str(message["id"]), "never") for _ in range(3)]
        assert [worker.wait(60) for worker in workers] == [0, 0, 0]
        assert server.square.times(message["key"]) == 1

"""The real servers on loopback: Bluesky's own PDS, AppView and directory (npm `@atproto/dev-env`), on a private PostgreSQL."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from parvis.connectors.bluesky.identifiers import POST, at_uri
from parvis.connectors.bluesky.richtext import compose

FOLDER = Path(__file__).parent.parent / "testing" / "network"
POSTGRES = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"))
"""Debian's: the AppView wants its extension pg_trgm."""
PASSWORD = "secret-secret"


def why_not() -> str:
    """Why the real servers do not run here; "" when they do."""
    if not os.environ.get("PARVIS_TEST_SERVERS"):
        return "a real network runs in `make test-servers` only (PARVIS_TEST_SERVERS=1)"
    missing = [] if POSTGRES else ["postgresql"]
    missing += [] if shutil.which("node") else ["node"]
    missing += [] if (FOLDER / "node_modules" / "@atproto" / "dev-env").exists() else ["@atproto/dev-env"]
    return f"not installed: {', '.join(missing)} (`make test-servers` installs them)" if missing else ""


@dataclass
class Member:
    did: str
    handle: str
    token: str


@dataclass
class Network:
    """Addresses of the three servers."""

    plc: str
    pds: str
    appview: str
    number: int = 0

    def call(self, method: str, told: Any = None, token: str = "", *, server: str = "", **query: str) -> Any:
        address = f"{server or self.pds}/xrpc/{method}" + (f"?{urlencode(query)}" if query else "")
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        body = None if told is None else json.dumps(told).encode()
        headers |= {"Content-Type": "application/json"} if told is not None else {}
        with urlopen(Request(address, body, headers)) as answer:
            return json.loads(answer.read() or b"{}")

    def join(self, name: str) -> Member:
        """A new account, whose handle begins with `name`."""
        self.number += 1
        handle = f"{name}{self.number}.test"
        told = {"handle": handle, "email": f"{name}{self.number}@mail.test", "password": PASSWORD}
        made = self.call("com.atproto.server.createAccount", told)
        member = Member(made["did"], handle, made["accessJwt"])
        profile = {"$type": "app.bsky.actor.profile", "displayName": name.title()}
        record = {"repo": member.did, "collection": "app.bsky.actor.profile", "rkey": "self", "record": profile}
        self.call("com.atproto.repo.putRecord", record, member.token)
        until(lambda: self._knows(member), "a new account")
        return member

    def app_password(self, member: Member, name: str = "Parvis") -> str:
        return str(self.call("com.atproto.server.createAppPassword", {"name": name}, member.token)["password"])

    def withdraw(self, member: Member, name: str = "Parvis") -> None:
        self.call("com.atproto.server.revokeAppPassword", {"name": name}, member.token)

    def say(self, member: Member, words: str, dids: dict[str, str] | None = None, **more: Any) -> dict[str, str]:
        """A post, once the AppView shows it: {"uri", "cid"}."""
        now = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime()) + f".{time.time_ns() // 10**6 % 1000:03}Z"
        record = {"$type": POST, "text": words, "langs": ["fr"], "createdAt": now, **more}
        record["facets"] = [facet.told() for facet in compose(words, dids or {})]
        told = {"repo": member.did, "collection": POST, "record": record}
        made = self.call("com.atproto.repo.createRecord", told, member.token)
        until(lambda: self.shows(made["uri"]), "a new post")
        return {"uri": made["uri"], "cid": made["cid"]}

    def remove(self, member: Member, uri: str) -> None:
        found = at_uri(uri)
        assert found
        told = {"repo": member.did, "collection": found.kind, "rkey": found.key}
        self.call("com.atproto.repo.deleteRecord", told, member.token)
        until(lambda: not self.shows(uri), "a post to be gone")

    def shows(self, uri: str) -> bool:
        return bool(self.call("app.bsky.feed.getPosts", server=self.appview, uris=uri)["posts"])

    def texts(self, member: Member) -> list[str]:
        """Everything in the repository of an account."""
        told = self.call("com.atproto.repo.listRecords", repo=member.did, collection=POST, limit="100")
        return [one["value"]["text"] for one in told["records"]]

    def _knows(self, member: Member) -> bool:
        try:
            self.call("app.bsky.actor.getProfile", server=self.appview, actor=member.did)
        except HTTPError:
            return False
        return True


def until(condition: Callable[[], bool], what: str, seconds: float = 20.0) -> None:
    """Looks again and again, without wasting the processor."""
    pause, end = threading.Event(), time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise TimeoutError(what)
        pause.wait(0.02)


@contextmanager
def network() -> Iterator[Network]:
    """Fresh servers, gone at the end of the block."""
    with tempfile.TemporaryDirectory(prefix="sky-", ignore_cleanup_errors=True) as made, _database(Path(made)) as url:
        environment = {**os.environ, "DB_POSTGRES_URL": url, "TMPDIR": made, "NODE_ENV": "test", "LOG_ENABLED": "false"}
        with (
            (Path(made) / "said").open("w") as said,
            subprocess.Popen(
                ["node", str(FOLDER / "network.js"), str(_free_port())],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=said, env=environment, text=True,
            ) as servers,
        ):  # fmt: skip
            assert servers.stdin
            assert servers.stdout
            try:
                where = servers.stdout.readline()
                if not where:
                    raise RuntimeError((Path(made) / "said").read_text()[-3000:])
                told = json.loads(where)
                yield Network(told["plc"], told["pds"], told["appview"])
            finally:
                servers.stdin.close()
                servers.wait(20)


@contextmanager
def _database(folder: Path) -> Iterator[str]:
    """A cluster of its own. PostgreSQL does not run as root: then it runs as the account that Debian made for it."""
    home, port = folder / "pg", _free_port()
    home.mkdir()
    other = []
    if os.geteuid() == 0:
        shutil.chown(home, "postgres", "postgres")
        folder.chmod(0o755)
        other = ["runuser", "-u", "postgres", "--"]
    programs, data = POSTGRES[-1].parent, home / "data"
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    init = [str(programs / "initdb"), "-D", str(data), "-U", "postgres", "-A", "trust", "-N", "-E", "UTF8"]
    subprocess.run([*other, *init], check=True, timeout=120, cwd="/", **quiet)  # type: ignore[call-overload]
    options = ["-c", "listen_addresses=127.0.0.1", "-c", f"port={port}", "-c", "fsync=off"]
    start = [str(programs / "postgres"), "-D", str(data), "-k", str(home), *options]
    server = subprocess.Popen([*other, *start], cwd="/", **quiet)  # type: ignore[call-overload]
    try:
        until(lambda: _listens(port), "PostgreSQL", 30)
        yield f"postgresql://postgres@127.0.0.1:{port}/postgres"
    finally:
        server.terminate()
        server.wait(30)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as one:
        return int(one.getsockname()[1])


def _listens(port: int) -> bool:
    with socket.socket() as one:
        return one.connect_ex(("127.0.0.1", port)) == 0

"""A server of chat completions that keeps what it was asked, holds each request against our description of the API, and
answers as a model would or as a test wants it to."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

from parvis.connectors.testing.described import Description, Undescribed

PATH = "/v1/chat/completions"
CHAT = Description(Path(__file__).parent / "chat.yaml")
Say = Callable[[list[dict[str, Any]]], Any]
"""From the posts asked about to the content of the answer: anything that JSON holds, or a str as it stands."""


def kindly(posts: list[dict[str, Any]]) -> Any:
    """A model that does as it was told: complaints are negative."""
    return {
        "verdicts": [
            {
                "id": post["id"],
                "sentiment": "negative" if "honte" in post["post"] else "neutral",
                "types": ["complaint"] if "honte" in post["post"] else ["other"],
                "toxicity": "none",
            }
            for post in posts
        ]
    }


@dataclass
class Model:
    """`tokens`: what each answer says it cost; `status`: what it answers with; `asked`: the posts of each request."""

    say: Say = kindly
    tokens: Any = 120
    status: int = 200
    asked: list[list[dict[str, Any]]] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    address: str = ""

    def answer(self, headers: dict[str, str], body: bytes) -> tuple[int, bytes]:
        try:
            request = CHAT.check_request("POST", PATH, PATH, (), headers, body)
        except Undescribed as error:
            self.wrong.append(str(error))
            return 400, b"{}"
        self.keys.append(headers.get("authorization", ""))
        posts = json.loads(json.loads(body)["messages"][-1]["content"])
        self.asked.append(posts)
        said = self.say(posts)
        content = said if isinstance(said, str) else json.dumps(said)
        told = {"choices": [{"message": {"role": "assistant", "content": content}}]}
        answer = json.dumps({**told, "usage": {"total_tokens": self.tokens}}).encode()
        if self.status == 200:
            CHAT.check_answer(request, 200, answer)
        return self.status, answer


@contextmanager
def served(model: Model) -> Iterator[Model]:
    class Door(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            headers = {name.lower(): value for name, value in self.headers.items()}
            status, body = model.answer(headers, self.rfile.read(int(headers["content-length"])))
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    Thread(target=server.serve_forever, daemon=True).start()
    model.address = f"http://127.0.0.1:{server.server_address[1]}/v1"
    try:
        yield model
    finally:
        server.shutdown()
        server.server_close()

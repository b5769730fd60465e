"""Our own description of the network, held against its published lexicons where npm brought them."""

from __future__ import annotations

import json
import subprocess
from typing import Any

import pytest

from parvis.connectors.bluesky.testing.server import API
from parvis.connectors.bluesky.tests.network import FOLDER, why_not

pytestmark = pytest.mark.servers
READ = "process.stdout.write(JSON.stringify(require('@atproto/api').schemas))"


@pytest.fixture(scope="module")
def lexicons() -> dict[str, Any]:
    """By their names."""
    if reason := why_not():
        pytest.skip(reason)
    told = subprocess.run(["node", "-e", READ], cwd=FOLDER, capture_output=True, check=True, timeout=60)
    return {one["id"]: one for one in json.loads(told.stdout)}


METHODS = [
    (path.removeprefix("/xrpc/"), verb, said)
    for path, verbs in API.told["paths"].items()
    for verb, said in verbs.items()
]


@pytest.mark.parametrize(("name", "verb", "said"), METHODS, ids=[name for name, _, _ in METHODS])
def test_a_method_is_called_as_published(lexicons: dict[str, Any], name: str, verb: str, said: dict[str, Any]) -> None:
    published = lexicons[name]["defs"]["main"]
    assert {"query": "get", "procedure": "post"}[published["type"]] == verb
    parameters = published.get("parameters", {})
    assert set(API.parameters[f"/xrpc/{name}"][verb]) <= set(parameters.get("properties", {}))
    ours = {p["name"] for p in said.get("parameters", []) if p.get("required")}
    assert ours == set(parameters.get("required", []))
    if verb == "post" and "requestBody" in said:
        body, schema = said["requestBody"]["content"]["application/json"]["schema"], published["input"]["schema"]
        assert set(body["required"]) == set(schema["required"])
        assert set(body["properties"]) <= set(schema["properties"])


@pytest.mark.parametrize(("name", "verb", "said"), METHODS, ids=[name for name, _, _ in METHODS])
def test_an_answer_promises_what_is_published(
    lexicons: dict[str, Any], name: str, verb: str, said: dict[str, Any]
) -> None:
    published = lexicons[name]["defs"]["main"].get("output", {}).get("schema", {})
    if published.get("type") != "object":
        return
    good = said["responses"]["200"]
    good = API.told["components"]["responses"][good["$ref"].rpartition("/")[2]] if "$ref" in good else good
    schema = good["content"]["application/json"]["schema"]
    schema = API.told["components"]["schemas"][schema["$ref"].rpartition("/")[2]] if "$ref" in schema else schema
    assert set(schema["required"]) == set(published["required"])


def test_a_post_is_written_as_published(lexicons: dict[str, Any]) -> None:
    published = lexicons["app.bsky.feed.post"]["defs"]["main"]
    ours = API.told["components"]["schemas"]["Post"]
    assert published["key"] == "tid"
    assert set(ours["required"]) - {"$type"} == set(published["record"]["required"])
    assert set(ours["properties"]) - {"$type"} <= set(published["record"]["properties"])
    text = published["record"]["properties"]["text"]
    assert (text["maxGraphemes"], text["maxLength"]) == (300, ours["properties"]["text"]["maxLength"])


def test_a_facet_and_a_view_stand_as_published(lexicons: dict[str, Any]) -> None:
    facet = lexicons["app.bsky.richtext.facet"]["defs"]
    assert {"mention", "link", "tag"} <= set(facet)
    assert set(facet["byteSlice"]["required"]) == {"byteStart", "byteEnd"}
    view = lexicons["app.bsky.feed.defs"]["defs"]["postView"]
    assert set(API.told["components"]["schemas"]["View"]["required"]) == set(view["required"])
    assert {"notFoundPost", "blockedPost", "threadViewPost"} <= set(lexicons["app.bsky.feed.defs"]["defs"])

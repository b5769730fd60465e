"""Every request of ours and every answer of the fake, held against `api.yaml`."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from pathlib import Path

import yaml
from jsonschema_path import SchemaPath
from openapi_core import OpenAPI
from openapi_core.testing import MockRequest, MockResponse
from werkzeug.datastructures import ImmutableMultiDict


@functools.cache
def description() -> OpenAPI:
    told = yaml.safe_load((Path(__file__).parent / "api.yaml").read_text())
    return OpenAPI(SchemaPath.from_dict(told))


@functools.cache
def _described() -> Mapping[str, Mapping[str, Sequence[str]]]:
    """Names of the query parameters of each method of each path: what is not described is refused too."""
    told = yaml.safe_load((Path(__file__).parent / "api.yaml").read_text())
    shared = told["components"]["parameters"]

    def name(parameter: dict[str, str]) -> str:
        return str(shared[parameter["$ref"].rpartition("/")[2]]["name"] if "$ref" in parameter else parameter["name"])

    return {
        path: {method: [name(p) for p in said.get("parameters", [])] for method, said in methods.items()}
        for path, methods in told["paths"].items()
    }


class Undescribed(AssertionError):
    """A request that the published API does not know, or an answer that the fake should not give."""


def check_request(
    method: str, path: str, pattern: str, query: Sequence[tuple[str, str]], headers: Mapping[str, str], body: bytes
) -> MockRequest:
    """Raises Undescribed."""
    known = _described().get(pattern, {}).get(method.lower())
    if known is None:
        raise Undescribed(f"{method} {pattern} is not described")
    if strange := {name for name, _ in query} - set(known):
        raise Undescribed(f"{method} {path}: {sorted(strange)} is not described")
    request = MockRequest(
        "http://instance.test", method, path, headers=dict(headers), data=body or None,
        content_type=headers.get("content-type", "application/json").partition(";")[0],
    )  # fmt: skip
    request.parameters.query = ImmutableMultiDict(list(query))
    try:
        description().validate_request(request)
    except Exception as error:
        # Broad on purpose: openapi-core has a family of errors, all of which mean the same to us.
        raise Undescribed(f"{method} {path}: {error!r} {error.__cause__!r}") from error
    return request


def check_answer(request: MockRequest, status: int, body: bytes) -> None:
    """Raises Undescribed."""
    try:
        description().validate_response(
            request, MockResponse(body, status_code=status, content_type="application/json")
        )
    except Exception as error:
        raise Undescribed(f"{request.path} answers {status}: {error!r} {error.__cause__!r}") from error

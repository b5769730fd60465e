"""Every request of ours and every answer of a fake, held against an OpenAPI description of the network."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml
from jsonschema_path import SchemaPath
from openapi_core import OpenAPI
from openapi_core.testing import MockRequest, MockResponse
from werkzeug.datastructures import ImmutableMultiDict


class Undescribed(AssertionError):
    """A request that the described API does not know, or an answer that the fake should not give."""


class Description:
    """`Description(path)`: read when first needed, and once."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @cached_property
    def told(self) -> dict[str, Any]:
        return dict(yaml.safe_load(self.path.read_text()))

    @cached_property
    def api(self) -> OpenAPI:
        return OpenAPI(SchemaPath.from_dict(self.told))

    @cached_property
    def parameters(self) -> Mapping[str, Mapping[str, Sequence[str]]]:
        """Names of the query parameters of each method of each path: what is not described is refused too."""
        shared = self.told["components"].get("parameters", {})

        def name(parameter: dict[str, str]) -> str:
            return str(
                shared[parameter["$ref"].rpartition("/")[2]]["name"] if "$ref" in parameter else parameter["name"]
            )

        return {
            path: {method: [name(p) for p in said.get("parameters", [])] for method, said in methods.items()}
            for path, methods in self.told["paths"].items()
        }

    def check_request(
        self, method: str, path: str, pattern: str, query: Sequence[tuple[str, str]], headers: Mapping[str, str], body: bytes
    ) -> MockRequest:  # fmt: skip
        """Raises Undescribed."""
        known = self.parameters.get(pattern, {}).get(method.lower())
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
            self.api.validate_request(request)
        except Exception as error:
            # Broad on purpose: openapi-core has a family of errors, all of which mean the same to us.
            raise Undescribed(f"{method} {path}: {error!r} {error.__cause__!r}") from error
        return request

    def check_answer(self, request: MockRequest, status: int, body: bytes) -> None:
        """Raises Undescribed."""
        answer = MockResponse(body, status_code=status, content_type="application/json")
        try:
            self.api.validate_response(request, answer)
        except Exception as error:
            raise Undescribed(f"{request.path} answers {status}: {error!r} {error.__cause__!r}") from error

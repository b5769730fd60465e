"""The description of the API (OpenAPI): what every operation may answer is said once, here."""

from __future__ import annotations

from http.client import responses
from typing import Any

from ninja.openapi.schema import OpenAPISchema
from ninja.operation import Operation

from parvis.api.shapes import Problem

PROBLEM = "application/problem+json"
ALWAYS = {
    400: "A cursor or an Idempotency-Key that is none of ours; a body that is no JSON",
    401: "No key and no session, or one that has ended",
    403: "The key or the role does not allow this",
    404: "No such thing, or none that the caller may see",
    422: "What was sent does not fit: `errors` says what, at which field",
    429: "Too many calls of one key: `Retry-After` says in how many seconds",
}
WRITES = {409: "Something stands against it: a newer version, a name that is taken, a state that does not allow it"}
KEY = {
    "in": "header",
    "name": "Idempotency-Key",
    "required": False,
    "description": "Asked twice with the same key, a write is carried out once, for 24 hours.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[!-~]+$"},
}


class Description(OpenAPISchema):
    """As the library writes it, with the refusals of every operation; two shapes of one name are an error."""

    def operation_details(self, operation: Operation) -> dict[str, Any]:
        told: dict[str, Any] = super().operation_details(operation)
        writes = not set(operation.methods) <= {"GET"}
        if writes:
            told["parameters"].append(KEY)
        for status, said in {**ALWAYS, **(WRITES if writes else {})}.items():
            told["responses"][status] = self._refusal(status, said)
        return told

    def _refusal(self, status: int, said: str) -> dict[str, Any]:
        schema = {"$ref": "#/components/schemas/Problem"}
        headers = {"Retry-After": {"schema": {"type": "string"}}} if status == 429 else {}
        return {
            "description": f"{responses[status]}: {said}",
            "content": {PROBLEM: {"schema": schema}},
            **({"headers": headers} if headers else {}),
        }

    def get_components(self) -> dict[str, Any]:
        self.add_schema_definitions(_problem())
        components: dict[str, Any] = super().get_components()
        return components

    def get_paths(self) -> dict[str, Any]:
        paths: dict[str, Any] = _plainly(super().get_paths())
        return paths

    def add_schema_definitions(self, definitions: dict[str, Any]) -> None:
        for name, shape in _plainly(definitions).items():
            before = self.schemas.setdefault(name, shape)
            if before != shape and _told(before) != _told(shape):
                raise ValueError(f"two shapes are called {name}")


def _plainly(told: Any) -> Any:
    """A row of fixed length whose parts are alike as what it is, a list of that length: every reader knows those."""
    if isinstance(told, list):
        return [_plainly(one) for one in told]
    if not isinstance(told, dict):
        return told
    read = {name: _plainly(one) for name, one in told.items()}
    row = read.get("prefixItems")
    if isinstance(row, list) and all(one == row[0] for one in row):
        read["items"] = read.pop("prefixItems")[0]
    return read


def _told(shape: dict[str, Any]) -> tuple[str, list[str]]:
    """A shape given back says more of its defaults than the same one taken; its fields are the same."""
    return shape.get("description", ""), sorted(shape.get("properties", {}))


def _problem() -> dict[str, Any]:
    written = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    return {**written.pop("$defs", {}), "Problem": written}

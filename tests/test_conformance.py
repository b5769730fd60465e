"""The API answers as it describes itself: statuses, kinds of content, shapes; whatever is sent, it never breaks.

Schemathesis makes the calls from the description, the same at each run. Each is undone, so that every operation meets the whole
furniture of a brand. `PARVIS_FUZZ=200` asks each operation that often instead.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import schemathesis
from django.db.transaction import atomic, set_rollback
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from conftest import seat_for
from parvis.api import door
from parvis.core.apikeys import make_key
from parvis.core.clock import now
from parvis.core.models import Brand
from parvis.core.roles import Permission, Role
from tests.doors import Things
from tests.furnished import furnish
from tests.inside import application

PARTS = 4
"""So that several processes share the work."""
EXAMPLES = int(os.environ.get("PARVIS_FUZZ", "2"))
READS = [one for one in Permission if one.value.endswith(".see")]
ALWAYS: list[Callable[..., Any]] = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]


@pytest.fixture
def keys(brand: Brand) -> list[str]:
    seat = seat_for(brand, Role.OWNER, name="programme")
    given_at = {"expires_at": None, "by": seat.account, "at": now()}
    return [make_key(seat, name=n, permissions=p, **given_at)[1] for n, p in (("all", list(Permission)), ("r", READS))]


def operations(app: Any) -> Iterator[Any]:
    described: Any = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app)
    for found in described.get_all_operations():
        yield found.ok()


@pytest.mark.django_db
@pytest.mark.timeout(900)
@pytest.mark.parametrize("part", [0, *(pytest.param(n, marks=pytest.mark.any_database) for n in range(1, PARTS))])
def test_every_operation_answers_as_it_is_described(
    brand: Brand, keys: list[str], monkeypatch: pytest.MonkeyPatch, part: int
) -> None:
    monkeypatch.setattr(door, "BURST", 1_000_000)
    things = furnish(brand)
    wrong: dict[str, str] = {}
    with application() as app:
        every = list(operations(app))
        assert len(every) > 150
        for operation in every[part::PARTS]:
            for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
                try:
                    asked(operation, mode, brand, things, keys)
                except (FailureGroup, Exception) as failure:  # noqa: BLE001  told together at the end
                    wrong[f"{operation.definition.raw['operationId']} {mode.value}"] = told(failure)
    assert wrong == {}, "\n\n".join(f"{name}\n{said}" for name, said in wrong.items())


def asked(operation: Any, mode: GenerationMode, brand: Brand, things: Things, keys: list[str]) -> None:
    @settings(
        max_examples=EXAMPLES,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(st.data())
    def run(data: st.DataObject) -> None:
        case = data.draw(operation.as_strategy(generation_mode=mode))
        key = data.draw(st.sampled_from(keys)) if mode is GenerationMode.POSITIVE else keys[0]
        if mode is GenerationMode.POSITIVE or data.draw(st.booleans()):
            for name in case.path_parameters or {}:
                case.path_parameters[name] = brand.slug if name == "brand" else things.ids.get(name, 1)
        with atomic():
            response = case.call(headers={"Authorization": f"Bearer {key}"})
            set_rollback(True)
        case.validate_response(response, checks=ALWAYS)

    run()


def told(failure: BaseException) -> str:
    parts = getattr(failure, "exceptions", None) or [failure]
    return "\n".join(str(part)[:1500] for part in parts)

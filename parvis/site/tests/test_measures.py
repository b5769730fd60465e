from __future__ import annotations

import json
import logging
import sys
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings as SettingsWrapper

from conftest import seat_for
from parvis.core.models import Brand
from parvis.core.roles import Role
from parvis.site.logs import Lines, Objects, request_id

pytestmark = pytest.mark.django_db


@pytest.fixture
def told(settings: SettingsWrapper) -> None:
    settings.METRICS_TOKEN = "open-sesame"


def test_nobody_reads_the_metrics_until_a_token_is_set(client: Client) -> None:
    assert client.get("/metrics").status_code == 404


@pytest.mark.usefixtures("told")
def test_the_metrics_are_for_who_shows_the_token(client: Client) -> None:
    assert client.get("/metrics").status_code == 401
    assert client.get("/metrics", headers={"Authorization": "Bearer wrong"}).status_code == 401
    assert client.get("/metrics", headers={"Authorization": "Bearer open-sesame"}).status_code == 200


@pytest.mark.usefixtures("told")
def test_the_metrics_tell_pages_jobs_places_cases_and_messages_without_a_name(client: Client, brand: Brand) -> None:
    client.force_login(seat_for(brand, Role.OWNER).account)
    assert client.get(f"/b/{brand.slug}/inbox/").status_code == 200
    said = client.get("/metrics", headers={"Authorization": "Bearer open-sesame"}).content.decode()
    assert 'parvis_request_seconds_count{method="GET",route="/b/<slug:brand>/inbox/",status="2xx"}' in said
    for name in ('parvis_jobs{state="waiting"}', 'parvis_streams{state="troubled"}', "parvis_stream_lag_seconds"):
        assert f"\n{name} " in said
    assert brand.slug not in said


@pytest.mark.usefixtures("told")
def test_the_metrics_ask_few_questions(client: Client, django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(8):
        client.get("/metrics", headers={"Authorization": "Bearer open-sesame"})


def test_health_answers_under_both_names(client: Client) -> None:
    assert client.get("/health").json()["database"] == client.get("/healthz").json()["database"] == "ok"


def test_each_request_has_an_id_and_takes_the_one_it_is_given(client: Client) -> None:
    assert len(client.get("/health")["X-Request-ID"]) == 32
    assert client.get("/health", headers={"X-Request-ID": "from-the-proxy"})["X-Request-ID"] == "from-the-proxy"
    assert client.get("/health", headers={"X-Request-ID": "a b\tc"})["X-Request-ID"] != "a b\tc"


def test_a_line_of_the_log_tells_the_route_and_never_the_address(
    client: Client, caplog: pytest.LogCaptureFixture, brand: Brand
) -> None:
    client.force_login(seat_for(brand, Role.OWNER).account)
    with caplog.at_level(logging.INFO, "parvis.request"):
        client.get(f"/b/{brand.slug}/posts/?q=secret")
    told = json.loads(Objects().format(caplog.records[-1]))
    assert told["route"] == "/b/<slug:brand>/posts/"
    assert told["status"] == 200
    assert told["ms"] > 0
    assert "secret" not in json.dumps(told)


def test_an_error_is_one_object_on_one_line_with_its_request() -> None:
    token = request_id.set("r-12345678")
    try:
        raise ValueError("the cathedral\nis closed")
    except ValueError:
        record = logging.LogRecord("parvis.x", logging.ERROR, "x.py", 1, "it %s", ("failed",), sys.exc_info())
    line = Objects().format(record)
    assert "\n" not in line
    assert json.loads(line)["request"] == "r-12345678"
    assert "is closed" in json.loads(line)["error"]
    assert "[r-12345678] it failed" in Lines("%(levelname)s %(request)s%(message)s").format(record)
    request_id.reset(token)

"""Sign-in through a provider, with one that speaks on this machine: who comes in, who does not."""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.test import Client, override_settings
from django.utils import timezone

from conftest import seat_for
from parvis.community.actions.houses import open_community
from parvis.core.invitations import Offer, invite
from parvis.core.models import Account, Brand, Seat
from parvis.core.roles import Role
from parvis.web.porch.tests.scene import connect_application, signed_in, with_password


@dataclass
class Provider:
    """What it says of whoever comes, and what it was asked."""

    address: str = ""
    claims: dict[str, Any] = field(default_factory=dict)
    verifiers: list[str] = field(default_factory=list)

    def token(self) -> str:
        claims = {
            "iss": self.address,
            "aud": "parvis",
            "iat": int(time.time()),
            "exp": int(time.time()) + 60,
            **self.claims,
        }
        parts = ({"alg": "none", "typ": "JWT"}, claims)
        return ".".join(base64.urlsafe_b64encode(json.dumps(p).encode()).decode().rstrip("=") for p in parts) + ".c2ln"


@pytest.fixture
def provider() -> Iterator[Provider]:
    told = Provider()

    class Answers(BaseHTTPRequestHandler):
        def log_message(self, *_: Any) -> None:
            """Silent."""

        def _say(self, body: dict[str, Any]) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(json.dumps(body).encode())

        def do_GET(self) -> None:
            at = told.address
            known = {"issuer": at, "authorization_endpoint": f"{at}/auth", "token_endpoint": f"{at}/token"}
            more = {"userinfo_endpoint": f"{at}/me", "jwks_uri": f"{at}/keys"}
            self._say(told.claims if self.path == "/me" else {**known, **more})

        def do_POST(self) -> None:
            sent = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
            told.verifiers += sent.get("code_verifier", [])
            self._say({"access_token": "a", "token_type": "bearer", "id_token": told.token()})

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    told.address = f"http://127.0.0.1:{server.server_port}"
    Thread(target=server.serve_forever, daemon=True).start()
    yield told
    server.shutdown()
    server.server_close()


def set_up(provider: Provider, **more: Any) -> override_settings:
    chosen = {"server_url": provider.address, "token_auth_method": "client_secret_post", **more}
    app = {"provider_id": "house", "name": "Maison", "client_id": "parvis", "secret": "s", "settings": chosen}
    return override_settings(SOCIALACCOUNT_PROVIDERS={"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}})


def go(client: Client, provider: Provider, query: str = "") -> Any:
    """There and back: the answer with which the house receives them."""
    away = client.get(f"/login/with/house{query}")
    assert away.status_code == 302, away.content
    asked = parse_qs(urlsplit(away.headers["Location"]).query)
    assert asked["code_challenge_method"] == ["S256"]
    assert asked["redirect_uri"][0].endswith("/login/with/house/back")
    return client.get(f"/login/with/house/back?code=c&state={asked['state'][0]}")


def said(client: Client) -> str:
    return client.get("/login").content.decode()


@pytest.fixture
def visitor(provider: Provider) -> Iterator[Client]:
    provider.claims = {"sub": "u1", "email": "lou@nocturne.example", "email_verified": True, "name": "Lou"}
    with set_up(provider):
        yield Client(headers={"accept-language": "en"})


def test_the_sign_in_page_offers_it(visitor: Client, brand: Brand) -> None:
    assert "Sign in with Maison" in said(visitor)


def test_nobody_comes_in_uninvited(visitor: Client, provider: Provider, brand: Brand) -> None:
    assert go(visitor, provider).headers["Location"] == "/login"
    assert "Nobody has invited" in said(visitor)
    assert not Account.objects.exists()


def test_an_invited_address_gets_its_seat(visitor: Client, provider: Provider, brand: Brand) -> None:
    owner = seat_for(brand, Role.OWNER)
    invite(brand, Offer("lou@nocturne.example", Role.MODERATOR), by=owner, at=timezone.now())
    assert go(visitor, provider, "?next=/b/nocturne/posts/").headers["Location"] == "/b/nocturne/posts/"
    seat = Seat.objects.get(account__email="lou@nocturne.example")
    assert (seat.role, seat.account.name, seat.account.has_usable_password()) == ("moderator", "Lou", False)
    assert visitor.get("/b/nocturne/posts/").status_code == 200
    assert provider.verifiers, "PKCE is used"
    assert SocialAccount.objects.get().extra_data == {}, "what the provider tells is not kept"
    again = Client()
    assert go(again, provider).headers["Location"] == "/", "known by its id from now on"


def test_an_address_that_the_provider_has_not_verified_proves_nothing(
    visitor: Client, provider: Provider, brand: Brand
) -> None:
    invite(brand, Offer("lou@nocturne.example", Role.OWNER), by=seat_for(brand, Role.OWNER), at=timezone.now())
    provider.claims["email_verified"] = False
    go(visitor, provider)
    assert "does not confirm" in said(visitor)
    assert Account.objects.count() == 1


def test_a_domain_opens_with_its_role_and_never_as_owner(visitor: Client, provider: Provider, brand: Brand) -> None:
    with set_up(provider, domains=["nocturne.example"], brand="nocturne", role="owner"):
        go(visitor, provider)
    assert Seat.objects.get().role == "observer"
    with set_up(provider, domains=["nocturne.example"], brand="nocturne", role="observer"):
        provider.claims = {"sub": "u2", "email": "eve@nocturne.example.evil", "email_verified": True}
        go(Client(), provider)
    assert Account.objects.count() == 1


def test_an_account_with_a_password_is_tied_from_inside_only(
    visitor: Client, provider: Provider, ines: Seat, noon: datetime
) -> None:
    account = with_password(ines.account)
    Account.objects.filter(pk=account.pk).update(last_login=noon)
    provider.claims["email"] = account.email
    go(visitor, provider)
    assert "sign in as usual" in said(visitor)
    inside = signed_in(account)
    security = "/b/nocturne/account/security/"
    inside.get(security)
    assert go(inside, provider, f"?next={security}").headers["Location"] == security
    assert not SocialAccount.objects.exists(), "a link from elsewhere ties nothing"
    go(inside, provider, f"?tie={inside.session['tie']}&next={security}")
    assert SocialAccount.objects.get().user == account
    assert go(Client(), provider).headers["Location"] == "/"
    inside.post(f"{security}providers/house/remove")
    assert not SocialAccount.objects.exists()


def test_a_sign_in_of_somebody_else_is_not_taken_over(
    visitor: Client, provider: Provider, ines: Seat, brand: Brand
) -> None:
    other = seat_for(brand, Role.OBSERVER, name="other").account
    SocialAccount.objects.create(user=other, provider="house", uid="u1")
    inside = signed_in(with_password(ines.account))
    inside.get("/b/nocturne/account/security/")
    go(inside, provider, f"?tie={inside.session['tie']}&next=/b/nocturne/account/security/")
    assert SocialAccount.objects.get().user == other
    assert inside.session["_auth_user_id"] == str(ines.account_id)


def test_ones_own_second_factor_is_asked_unless_the_provider_vouches(
    visitor: Client, provider: Provider, ines: Seat
) -> None:
    connect_application(signed_in(with_password(ines.account)))
    SocialAccount.objects.create(user=ines.account, provider="house", uid="u1")
    assert go(visitor, provider).headers["Location"] == "/login/second"
    with set_up(provider, second_factor=True):
        assert go(Client(), provider).headers["Location"] == "/"


def test_a_closed_account_stays_closed(visitor: Client, provider: Provider, ines: Seat) -> None:
    SocialAccount.objects.create(user=ines.account, provider="house", uid="u1")
    Account.objects.update(is_active=False)
    go(visitor, provider)
    assert "closed" in said(visitor)


@pytest.mark.django_db
@pytest.mark.parametrize("query", ["", "?error=access_denied", "?code=c&state=forged", "?state=x"])
def test_a_way_back_that_nobody_set_out_on_leads_to_the_sign_in(visitor: Client, query: str) -> None:
    assert visitor.get(f"/login/with/house/back{query}").headers["Location"] == "/login"


@pytest.mark.django_db
def test_a_provider_that_is_away_is_said(provider: Provider) -> None:
    provider.address = "http://127.0.0.1:1"
    with set_up(provider):
        client = Client(headers={"accept-language": "en"})
        assert client.get("/login/with/house").headers["Location"] == "/login"
        assert "does not answer" in said(client)
        assert client.get("/login/with/nobody").status_code == 404
        assert client.get("/login/with/nobody/back").status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path", ["/accounts/login/", "/accounts/signup/", "/accounts/password/reset/", "/accounts/2fa/"]
)
def test_no_page_of_allauth_is_reachable(path: str) -> None:
    assert Client().get(path).status_code == 404
    assert settings.ROOT_URLCONF == "parvis.site.urls"


def test_whoever_comes_by_the_door_of_a_community_gets_an_account_without_a_seat(
    visitor: Client, provider: Provider, brand: Brand, noon: datetime
) -> None:
    open_community(brand, name="La place", by=None, at=noon)
    assert "Go on with Maison" in visitor.get("/c/nocturne/welcome").content.decode()
    away = visitor.get("/c/nocturne/welcome/with/house").headers["Location"]
    assert go(visitor, provider, "?" + urlsplit(away).query).headers["Location"].startswith("/c/nocturne/join")
    assert not Seat.objects.exists()
    assert visitor.post("/c/nocturne/join", {"name": "Lou", "handle": "lou"}).status_code == 302
    assert "@lou" in visitor.get("/c/nocturne/").content.decode()
    assert visitor.get("/b/nocturne/inbox/").status_code == 404

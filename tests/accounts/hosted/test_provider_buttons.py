"""External providers on the sign-in page: a button each, and mail domains that lead to one."""

from __future__ import annotations

import re
from html import unescape
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.http import HttpResponse
from django.test import Client

from accounts.models import User
from pools import identity_providers
from pools.models import AppClient, UserPool
from tests.accounts.conftest import make_client
from tests.support import federation, oauth, people

pytestmark = pytest.mark.django_db

APPLE = {"client_id": "a", "team_id": "T", "key_id": "K", "private_key": "p", "authorize_scopes": "email name"}
GOOGLE = {"client_id": "g", "client_secret": "s", "authorize_scopes": "openid email"}
GITHUB = {"client_id": "g", "client_secret": "s", "poolhouse_provider": "github"}


@pytest.fixture
def many(pool: UserPool) -> AppClient:
    """A client of the pool's own users and four providers."""
    federation.oidc(pool, "Contoso Staff", identifiers=["contoso.example", "Contoso.Org"])
    for name, kind, details in (
        ("SignInWithApple", "SignInWithApple", APPLE),
        ("Google", "Google", GOOGLE),
        ("hub", "OIDC", GITHUB),
    ):
        identity_providers.create(pool, name=name, provider_type=kind, details=details)
    federation.oidc(pool, "Partner", identifiers=["partner.example"])
    offered = ("COGNITO", "Contoso Staff", "Google", "SignInWithApple", "hub")
    return make_client(pool, "app", **federation.offering(*offered))


def look(web: Client, client: AppClient, **changes: str) -> str:
    return web.get(oauth.address(client.pool, "login", oauth.request(client, **changes))).content.decode()


def links(page: str) -> dict[str, dict[str, str]]:
    """What each button says, and the parameters of its address."""
    found = re.findall(r'class="button button-provider" href="([^"]+)">.*?<span>([^<]+)</span></a>', page, re.DOTALL)
    return {unescape(text): dict(parse_qsl(urlsplit(unescape(url)).query)) for url, text in found}


def post(web: Client, client: AppClient, **values: str) -> HttpResponse:
    page = oauth.address(client.pool, "login", oauth.request(client))
    return web.post(page, values)  # type: ignore[return-value]


def test_each_provider_of_the_client_has_a_button_with_its_brand(web: Client, many: AppClient) -> None:
    said = ["Continue with Contoso Staff", "Continue with Google", "Continue with Apple", "Continue with GitHub"]
    assert list(links(look(web, many))) == said


def test_a_button_carries_the_request_along(web: Client, many: AppClient) -> None:
    link = links(look(web, many, login_hint="ann", lang="de"))["Weiter mit GitHub"]
    asked = dict(parse_qsl(oauth.request(many, login_hint="ann", lang="de")))
    assert link == {**asked, "identity_provider": "hub"}


def test_there_are_none_where_the_pools_own_users_are_asked_for(web: Client, many: AppClient) -> None:
    assert links(look(web, many, identity_provider="COGNITO")) == {}


def test_a_client_without_external_providers_costs_no_query_for_them(
    web: Client, app: AppClient, many: AppClient, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(10) as counted:
        look(web, app)
    assert "identityprovider" not in str([query["sql"] for query in counted.captured_queries])


@pytest.mark.parametrize("name", ["Google", "hub"])
def test_the_page_of_a_chosen_provider_leads_there(web: Client, many: AppClient, name: str) -> None:
    answer = web.get(oauth.address(many.pool, "login", oauth.request(many, identity_provider=name)))
    assert urlsplit(answer.headers["Location"]).path == f"/{many.pool.id}/oauth2/authorize"


def test_where_only_others_sign_people_in_there_is_no_form(web: Client, many: AppClient) -> None:
    many.settings["SupportedIdentityProviders"] = ["Google", "hub"]
    many.save()
    page = look(web, many)
    assert list(links(page)) == ["Continue with Google", "Continue with GitHub"]
    assert "<form" not in page
    assert "Forgot your password?" not in page
    assert "Create an account" not in page


def test_a_name_is_asked_for_first_where_its_domain_may_lead_elsewhere(web: Client, many: AppClient) -> None:
    page = look(web, many)
    assert 'name="username"' in page
    assert 'name="password"' not in page


@pytest.mark.parametrize("typed", ["ann@contoso.example", "ann@CONTOSO.example", "ann@contoso.org"])
def test_a_mail_domain_leads_to_its_provider(web: Client, many: AppClient, typed: str) -> None:
    answer = post(web, many, username=typed)
    sent = dict(parse_qsl(urlsplit(answer.headers["Location"]).query))
    assert answer.status_code == 303
    assert sent["idp_identifier"].lower() == typed.partition("@")[2].lower()
    assert sent["login_hint"] == typed
    assert oauth.authorize(web, many, idp_identifier=sent["idp_identifier"]).status_code == 302


@pytest.mark.parametrize("typed", ["alice", "ann@partner.example", "ann@sub.contoso.example", "contoso.example"])
def test_any_other_name_is_asked_for_its_password(web: Client, many: AppClient, alice: User, typed: str) -> None:
    # A provider of the pool that the client does not offer counts for nothing: checklist 22.
    answer = post(web, many, username=typed)
    page = web.get(answer.headers["Location"]).content.decode()
    assert urlsplit(answer.headers["Location"]).path.endswith("/login")
    assert f'value="{typed}"' in page
    assert 'name="password"' in page


def test_the_password_signs_in_then(web: Client, many: AppClient, alice: User) -> None:
    post(web, many, username="alice")
    answer = post(web, many, username="alice", password=people.PASSWORD)
    assert "code" in oauth.answer(answer)


def test_without_domains_name_and_password_stay_on_one_page(web: Client, many: AppClient) -> None:
    many.settings["SupportedIdentityProviders"] = ["COGNITO", "Google"]
    many.save()
    assert 'name="password"' in look(web, many)

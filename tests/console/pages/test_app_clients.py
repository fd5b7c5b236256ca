"""App clients at the console. Every save sends the whole object: what a form does not show stays."""

from __future__ import annotations

import ast
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from pools import app_clients
from pools.models import AppClient
from tests.console.pages.conftest import CALLBACK, Home

INFORMATION: dict[str, Any] = {
    "name": "renamed",
    "flows": ["ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
    "auth_session_minutes": "5",
    "refresh_number": "10",
    "refresh_unit": "days",
    "access_number": "30",
    "access_unit": "minutes",
    "id_number": "1",
    "id_unit": "hours",
    "token_revocation": "on",
    "hides_existence": "on",
}
LOGIN_PAGES: dict[str, Any] = {
    "callback_urls": [CALLBACK, "https://app.example.com/callback"],
    "default_redirect_url": CALLBACK,
    "logout_urls": ["https://app.example.com/"],
    "grants": ["code"],
    "scopes": ["openid", "email", "profile"],
}


def url(route: str, home: Home) -> str:
    return reverse(f"console:{route}", args=[home.pool.id, home.client.id])


def edit(console: Client, route: str, home: Home, form: dict[str, Any]) -> Any:
    revision = console.get(url(route, home)).context["form"].initial["revision"]
    return console.post(url(route, home), {"revision": revision, **form})


def stored(home: Home) -> AppClient:
    return app_clients.get(home.pool, home.client.id)


def test_an_app_client_is_created(console: Client, home: Home) -> None:
    form = {"application_type": "web", "name": "portal", "return_url": "https://portal.example.com/callback"}
    answer = console.post(reverse("console:app_client_create", args=[home.pool.id]), form)
    client = AppClient.objects.get(name="portal")
    assert answer.headers["Location"] == reverse("console:app_client", args=[home.pool.id, client.id])
    assert client.has_secret


def test_information_is_edited_and_login_pages_are_kept(console: Client, home: Home) -> None:
    edit(console, "app_client_edit", home, INFORMATION)
    client = stored(home)
    assert client.name == "renamed"
    assert client.refresh_token_validity.days == 10
    assert client.access_token_validity.total_seconds() == 1800
    assert client.hides_existence
    assert client.callback_urls == [CALLBACK]
    assert client.oauth_flows == ["code"]


def test_flows_that_the_form_does_not_show_are_kept(console: Client, home: Home) -> None:
    flows = ["ALLOW_USER_SRP_AUTH", "ALLOW_CUSTOM_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]
    app_clients.update(home.client, settings={"ExplicitAuthFlows": flows})
    edit(console, "app_client_edit", home, INFORMATION)
    assert "ALLOW_CUSTOM_AUTH" in stored(home).flows


def test_lifetimes_outside_cognitos_limits_are_refused(console: Client, home: Home) -> None:
    answer = edit(console, "app_client_edit", home, {**INFORMATION, "access_number": "1"})
    assert answer.context["form"].errors
    assert stored(home).name == home.client.name


def test_login_pages_are_edited_and_information_is_kept(console: Client, home: Home) -> None:
    edit(console, "app_client_edit_login_pages", home, LOGIN_PAGES)
    client = stored(home)
    assert client.callback_urls == [CALLBACK, "https://app.example.com/callback"]
    assert client.settings["DefaultRedirectURI"] == CALLBACK
    assert client.scopes == ["openid", "email", "profile"]
    assert client.flows == home.client.flows
    assert client.name == home.client.name


def test_rows_are_added_and_removed_without_script(console: Client, home: Home) -> None:
    answer = edit(console, "app_client_edit_login_pages", home, {**LOGIN_PAGES, "rows_callback_urls": "add"})
    assert answer.context["form"]["callback_urls"].value() == [*LOGIN_PAGES["callback_urls"], ""]
    answer = edit(console, "app_client_edit_login_pages", home, {**LOGIN_PAGES, "rows_callback_urls": "remove:0"})
    assert answer.context["form"]["callback_urls"].value() == ["https://app.example.com/callback"]
    assert stored(home).callback_urls == [CALLBACK]


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"callback_urls": ["http://app.example.com/"]}, "callback_urls", "Row 1: Use https"),
        ({"callback_urls": []}, "callback_urls", "Add at least one"),
        ({"callback_urls": [CALLBACK + "#top"]}, "callback_urls", "after #"),
        ({"default_redirect_url": "https://other.example.com/"}, "default_redirect_url", "one of the callback URLs"),
        ({"scopes": ["email"]}, "scopes", "Choose OpenID too"),
    ],
)
def test_a_mistake_is_told_beside_its_field(
    changes: dict[str, Any], field: str, words: str, console: Client, home: Home
) -> None:
    answer = edit(console, "app_client_edit_login_pages", home, {**LOGIN_PAGES, **changes})
    assert words in answer.context["form"].errors[field][0]
    assert stored(home).updated_at == home.client.updated_at


def test_attribute_permissions_are_edited(console: Client, home: Home) -> None:
    edit(console, "app_client_edit_attributes", home, {"read_email": "on", "read_name": "on", "write_name": "on"})
    client = stored(home)
    assert set(client.settings["ReadAttributes"]) == {"email", "name"}
    assert "name" in client.settings["WriteAttributes"]
    assert "email_verified" not in client.settings["WriteAttributes"]


@pytest.mark.parametrize(
    ("route", "form"), [("app_client_edit", INFORMATION), ("app_client_edit_login_pages", LOGIN_PAGES)]
)
def test_a_change_made_meanwhile_is_shown_before_it_is_replaced(
    route: str, form: dict[str, Any], console: Client, home: Home
) -> None:
    revision = console.get(url(route, home)).context["form"].initial["revision"]
    app_clients.update(stored(home), settings=home.client.settings, name="somebody else's")
    answer = console.post(url(route, home), {"revision": revision, **form})
    assert "changed after you opened this page" in answer.content.decode()
    assert stored(home).name == "somebody else's"
    again = console.post(url(route, home), {"revision": answer.context["form"]["revision"].value(), **form})
    assert again.status_code == 303


def test_the_secret_is_shown_on_its_own_page_only(console: Client, home: Home) -> None:
    client = app_clients.create(home.pool, name="portal", settings={}, generate_secret=True)
    secret = app_clients.secrets(client)[0]
    arguments = [home.pool.id, client.id]
    assert secret not in console.get(reverse("console:app_client", args=arguments)).content.decode()
    assert secret in console.get(reverse("console:app_client_secret", args=arguments)).content.decode()


@pytest.mark.parametrize("sample", ["authlib", "boto3"])
def test_python_samples_are_python_with_the_clients_values(sample: str, console: Client, home: Home) -> None:
    code = console.get(url("app_client", home), {"sample": sample}).context["sample"].code
    ast.parse(code)
    assert home.client.id in code


@pytest.mark.parametrize("sample", ["oidc_client", "amplify"])
def test_browser_samples_are_not_offered_to_a_client_with_a_secret(sample: str, console: Client, home: Home) -> None:
    client = app_clients.create(home.pool, name="portal", settings={}, generate_secret=True)
    answer = console.get(reverse("console:app_client", args=[home.pool.id, client.id]), {"sample": sample})
    assert not answer.context["sample"].code
    assert "has a secret" in answer.context["sample"].missing


def test_an_app_client_is_deleted_by_its_typed_name(console: Client, home: Home) -> None:
    console.post(url("app_client_delete", home), {"confirmation": "other"})
    assert AppClient.objects.filter(id=home.client.id).exists()
    console.post(url("app_client_delete", home), {"confirmation": home.client.name})
    assert not AppClient.objects.filter(id=home.client.id).exists()

"""Quick set-up makes a pool, an app client and a domain, or nothing."""

from __future__ import annotations

from typing import Any

import boto3
import pytest
from django.test import Client
from django.urls import reverse

from console.pages import quick_setup
from pools.models import AppClient, Domain, UserPool

ANSWERS: dict[str, Any] = {
    "application_type": "spa",
    "name": "field-crew-web",
    "sign_in_identifiers": ["email"],
    "self_registration": "on",
    "return_url": "http://localhost:5173/callback",
}


def send(console: Client, **changes: Any) -> Any:
    return console.post(reverse("console:user_pool_create"), {**ANSWERS, **changes})


def test_one_form_makes_pool_client_and_domain(console: Client) -> None:
    answer = send(console)
    client = AppClient.objects.select_related("pool").get()
    assert answer.headers["Location"] == reverse("console:user_pool_set_up", args=[client.pool_id, client.id])
    assert client.pool.name == "field-crew-web"
    assert not client.has_secret
    assert client.callback_urls == ["http://localhost:5173/callback"]
    assert client.hides_existence
    assert Domain.objects.get().pool_id == client.pool_id


def test_the_pool_gets_the_consoles_defaults(console: Client) -> None:
    send(console)
    pool = UserPool.objects.get()
    assert not pool.case_sensitive
    assert pool.username_attributes == ["email"]
    assert pool.auto_verified_attributes == ["email"]
    assert pool.schema_attributes["email"].required
    assert pool.deletion_protection == "ACTIVE"


def test_a_username_with_email_makes_the_email_an_alias(console: Client) -> None:
    send(console, sign_in_identifiers=["email", "username"])
    pool = UserPool.objects.get()
    assert pool.alias_attributes == ["email"]
    assert pool.username_attributes == []


def test_a_username_alone_requires_an_email_for_recovery(console: Client) -> None:
    send(console, sign_in_identifiers=["username"])
    pool = UserPool.objects.get()
    assert (pool.alias_attributes, pool.username_attributes) == ([], [])
    assert pool.schema_attributes["email"].required
    assert pool.auto_verified_attributes == ["email"]


def test_a_traditional_web_application_gets_a_secret(console: Client) -> None:
    send(console, application_type="web", return_url="")
    client = AppClient.objects.get()
    assert client.has_secret
    assert client.callback_urls == ["http://localhost:8080/callback"]


def test_nothing_is_left_when_the_domain_cannot_be_made(console: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quick_setup, "prefix_for", lambda _: "not a domain")
    answer = send(console)
    assert answer.status_code == 200
    assert not UserPool.objects.exists()
    assert not AppClient.objects.exists()


def test_a_plain_http_return_url_is_refused_and_what_was_typed_is_kept(console: Client) -> None:
    answer = send(console, return_url="http://field-crew.example/callback")
    page = answer.content.decode()
    assert "Use https. Plain http works only for localhost" in page
    assert 'value="http://field-crew.example/callback"' in page
    assert 'value="field-crew-web"' in page
    assert not UserPool.objects.exists()


def test_no_sign_in_identifier_is_refused(console: Client) -> None:
    answer = send(console, sign_in_identifiers=[])
    assert "Choose at least one" in answer.content.decode()


def test_the_page_after_it_shows_real_values(console: Client) -> None:
    page = console.get(send(console).headers["Location"]).content.decode()
    client = AppClient.objects.get()
    assert client.id in page
    assert client.pool_id in page
    assert f"{client.pool_id}/.well-known/openid-configuration" in page
    assert "View login page" in page


def test_viewing_as_code_makes_nothing(console: Client) -> None:
    answer = send(console, code="yes")
    assert [label for label, _ in answer.context["codes"]] == ["Python · boto3", "AWS CLI"]
    assert 'value="field-crew-web"' in answer.content.decode()
    assert not UserPool.objects.exists()


def test_viewing_as_code_with_a_mistake_tells_the_mistake(console: Client) -> None:
    answer = send(console, code="yes", sign_in_identifiers=[])
    assert answer.context["codes"] == []
    assert "Choose at least one" in answer.content.decode()


@pytest.mark.parametrize("kind", ["web", "spa", "mobile"])
def test_the_boto3_code_makes_what_the_form_makes(
    kind: str, console: Client, cognito_idp: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = {"application_type": kind, "required_attributes": ["name"]}
    code = dict(send(console, code="yes", **answers).context["codes"])["Python · boto3"]
    send(console, **answers)
    monkeypatch.setattr(boto3, "client", lambda *_, **__: cognito_idp)
    exec(code, {})
    by_form, by_code = AppClient.objects.select_related("pool").order_by("created_at")
    assert by_code.settings == by_form.settings
    assert by_code.has_secret == by_form.has_secret
    assert by_code.pool.settings == by_form.pool.settings
    assert by_code.pool.schema == by_form.pool.schema
    assert by_code.pool.username_attributes == by_form.pool.username_attributes
    assert by_code.pool.deletion_protection == by_form.pool.deletion_protection
    assert [domain.managed_login_version for domain in by_code.pool.domains.all()] == [2]

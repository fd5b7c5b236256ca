"""The samples of the quick setup guide do what they say, as they stand."""

from __future__ import annotations

from typing import Any

import boto3
import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import UserSession
from pools import app_clients
from pools.models import AppClient
from tests.console.pages.conftest import Home
from tests.support import people


def sample(console: Client, client: AppClient, key: str) -> Any:
    answer = console.get(reverse("console:app_client", args=[client.pool_id, client.id]), {"sample": key})
    return answer.context["sample"]


@pytest.mark.parametrize("flow", ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_USER_SRP_AUTH"])
@pytest.mark.parametrize("has_secret", [True, False])
def test_the_boto3_sample_signs_a_user_in(
    flow: str,
    has_secret: bool,
    console: Client,
    home: Home,
    anonymous_idp: Any,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    settings = {"ExplicitAuthFlows": [flow, "ALLOW_REFRESH_TOKEN_AUTH"]}
    client = app_clients.create(home.pool, name="sample", settings=settings, generate_secret=has_secret)
    code = sample(console, client, "boto3").code
    code = code.replace("alice@example.com", home.user.username).replace("her password", people.PASSWORD)
    monkeypatch.setenv("CLIENT_SECRET", "".join(app_clients.secrets(client)))
    monkeypatch.setattr(boto3, "client", lambda *_, **__: anonymous_idp)

    exec(code, {})

    assert capsys.readouterr().out.count(".") == 2
    assert UserSession.objects.filter(client=client).count() == 1


def test_a_url_with_quotes_stays_inside_its_string(console: Client, home: Home) -> None:
    hostile = 'http://localhost/"+evil()+"'
    settings = {**home.client.settings, "CallbackURLs": [hostile]}
    AppClient.objects.filter(id=home.client.id).update(settings=settings)
    code = sample(console, home.client, "authlib").code
    assert '"http://localhost/\\"+evil()+\\""' in code
    compile(code, "sample", "exec")


def test_a_client_without_login_pages_is_told_what_is_missing(console: Client, home: Home) -> None:
    client = app_clients.create(home.pool, name="bare", settings={})
    assert "Login pages tab" in sample(console, client, "authlib").missing


def test_an_unknown_sample_shows_the_first(console: Client, home: Home) -> None:
    assert sample(console, home.client, "../../etc/passwd").sample.key == "authlib"

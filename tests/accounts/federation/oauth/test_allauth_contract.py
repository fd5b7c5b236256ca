"""What we rely on inside allauth. It is pinned to one version; after an upgrade these tests say what has moved."""

from __future__ import annotations

import inspect
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
from allauth.core.context import request_context
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.apple.client import AppleOAuth2Client
from allauth.socialaccount.providers.base import Provider
from allauth.socialaccount.providers.facebook.flows import compute_appsecret_proof
from allauth.socialaccount.providers.oauth2.client import OAuth2Client
from allauth.socialaccount.providers.oauth2.provider import OAuth2Provider
from allauth.socialaccount.providers.oauth2.views import OAuth2Adapter
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from accounts.federation.adapter import PoolSocialAccountAdapter
from accounts.federation.errand import Errand
from accounts.federation.kinds import KINDS
from accounts.federation.outbound_session import OutboundSession

PYPROJECT = Path(__file__).resolve().parents[4] / "pyproject.toml"


def parameters(function: Any) -> list[str]:
    return list(inspect.signature(function).parameters)


def errand() -> Errand:
    return Errand(SocialApp(client_id="c"), {}, callback="https://login.example.com/oauth2/idpresponse", code="abc")


def test_it_is_pinned_to_the_version_that_is_installed() -> None:
    assert f'"django-allauth[socialaccount,saml]=={version("django-allauth")}"' in PYPROJECT.read_text()


def test_its_adapter_is_ours_and_sends_everything_out_by_our_rules() -> None:
    # checklist 61
    assert isinstance(get_adapter(), PoolSocialAccountAdapter)
    assert isinstance(get_adapter().get_requests_session(), OutboundSession)


def test_it_knows_the_app_of_an_errand_and_no_other() -> None:
    ours = errand()
    assert get_adapter(ours).get_app(ours, "apple") is ours.app
    assert get_adapter().list_apps(HttpRequest()) == []


def test_it_signs_nobody_in_by_itself() -> None:
    with pytest.raises(PermissionDenied):
        get_adapter().pre_social_login(HttpRequest(), None)


@pytest.mark.parametrize("name", ["account_login", "socialaccount_connections", "google_callback", "apple_callback"])
def test_none_of_its_pages_has_an_address(name: str) -> None:
    with pytest.raises(NoReverseMatch):
        reverse(name)


def test_its_middleware_is_on_the_way_of_pages_only() -> None:
    theirs = "allauth.account.middleware.AccountMiddleware"
    assert theirs in settings.MIDDLEWARE
    assert theirs not in settings.LEAN_MIDDLEWARE


def test_only_the_apps_that_its_models_need_are_installed() -> None:
    installed = [name for name in settings.INSTALLED_APPS if name.startswith("allauth")]
    assert installed == ["allauth.account", "allauth.socialaccount"]


@pytest.mark.parametrize(
    ("function", "names"),
    [
        (OAuth2Adapter.__init__, ["self", "request"]),
        (OAuth2Adapter.get_provider, ["self"]),
        (OAuth2Adapter.get_callback_url, ["self", "request", "app"]),
        (OAuth2Adapter.get_client, ["self", "request", "app"]),
        (OAuth2Adapter.get_access_token_data, ["self", "request", "app", "client", "pkce_code_verifier"]),
        (OAuth2Adapter.parse_token, ["self", "data"]),
        (OAuth2Adapter.complete_login, ["self", "request", "app", "token", "kwargs"]),
        (OAuth2Client.get_redirect_url, ["self", "authorization_url", "scope", "extra_params"]),
        (OAuth2Client.get_access_token, ["self", "code", "pkce_code_verifier", "extra_data"]),
        (AppleOAuth2Client.get_access_token, ["self", "code", "pkce_code_verifier"]),
        (OAuth2Provider.get_oauth2_adapter, ["self", "request"]),
        (OAuth2Provider.get_pkce_params, ["self"]),
        (OAuth2Provider.get_scope, ["self"]),
        (Provider.sociallogin_from_response, ["self", "request", "response"]),
        (compute_appsecret_proof, ["app", "token"]),
        (request_context, ["request"]),
    ],
)
def test_its_functions_take_what_we_give_them(function: Any, names: list[str]) -> None:
    assert parameters(function) == names


@pytest.mark.parametrize("kind", KINDS)
def test_each_provider_binds_its_app_and_our_way_back(kind: str) -> None:
    request = errand()
    request.app.settings = {"oauth_pkce_enabled": True, "scope": ["a", "b"]}
    provider = KINDS[kind].provider(request, app=request.app)
    adapter = provider.get_oauth2_adapter(request)
    adapter.provider = provider
    pkce = provider.get_pkce_params()
    assert adapter.get_provider() is provider
    assert adapter.get_callback_url(request, request.app) == request.callback
    assert provider.get_scope() == ["a", "b"]
    assert set(pkce) == {"code_verifier", "code_challenge", "code_challenge_method"}


@pytest.mark.parametrize("kind", KINDS)
def test_without_pkce_there_is_no_verifier(kind: str) -> None:
    request = errand()
    request.app.settings = {"oauth_pkce_enabled": False}
    assert KINDS[kind].provider(request, app=request.app).get_pkce_params() == {}


@pytest.mark.parametrize("kind", KINDS)
def test_what_a_provider_finds_out_makes_no_user_of_allauths(kind: str) -> None:
    """Each adapter ends in `sociallogin_from_response`, and ours states instead."""
    ours = KINDS[kind].provider.sociallogin_from_response
    assert ours is not Provider.sociallogin_from_response
    assert "sociallogin_from_response" in inspect.getsource(KINDS[kind].provider.oauth2_adapter_class.complete_login)

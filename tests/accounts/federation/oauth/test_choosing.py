"""Which provider a request leads to, what is reused, and what stays closed to clients without users of their own."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from django.test import Client

from accounts.models import FederationRequest, HostedSession, User
from pools import identity_providers
from pools.models import AppClient
from tests.accounts.conftest import make_client
from tests.support import federation, oauth, people, trips
from tests.support.provider_stand_in import ProviderStandIn

pytestmark = pytest.mark.django_db


def path_of(answer: object) -> str:
    return urlsplit(answer.headers["Location"]).path.rpartition("/")[2]  # type: ignore[attr-defined]


@pytest.fixture
def only_theirs(app: AppClient, name: str) -> AppClient:
    """A client whose one provider is the external one."""
    return make_client(app.pool, "staff", **federation.offering(name))


def test_the_only_provider_is_gone_to_straight(
    web: Client, only_theirs: AppClient, name: str, stand_in: ProviderStandIn
) -> None:
    location = oauth.authorize(web, only_theirs).headers["Location"]
    assert location.startswith(f"{stand_in.url}/authorize?")
    assert "code" in oauth.answer(trips.come_back(web, stand_in.consent(location)))


def test_where_there_is_a_choice_the_sign_in_page_is_shown(web: Client, app: AppClient) -> None:
    assert path_of(oauth.authorize(web, app)) == "login"
    assert not FederationRequest.objects.exists()


def test_the_pools_own_users_can_be_asked_for(web: Client, app: AppClient) -> None:
    assert path_of(oauth.authorize(web, app, identity_provider="COGNITO")) == "login"


def test_an_identifier_leads_to_its_provider(web: Client, app: AppClient, name: str, stand_in: ProviderStandIn) -> None:
    identity_providers.update(identity_providers.get(app.pool, name), identifiers=["corp.example"])
    answer = oauth.authorize(web, app, idp_identifier="corp.example")
    assert answer.headers["Location"].startswith(stand_in.url)


@pytest.mark.parametrize(
    "choice",
    [{"identity_provider": "Google"}, {"idp_identifier": "nobody.example"}, {"identity_provider": "corporate"}],
)
def test_a_provider_that_the_client_has_not_is_refused(web: Client, app: AppClient, choice: dict[str, str]) -> None:
    # checklist 22
    assert oauth.answer(oauth.authorize(web, app, **choice))["error"] == "unauthorized_client"


def test_an_identifier_of_a_provider_that_the_client_has_not_is_refused(web: Client, app: AppClient) -> None:
    # checklist 22
    federation.oidc(app.pool, "Partner", identifiers=["partner.example"])
    assert oauth.answer(oauth.authorize(web, app, idp_identifier="partner.example"))["error"] == "unauthorized_client"


def test_a_client_without_any_provider_signs_nobody_in(web: Client, app: AppClient) -> None:
    app.settings["SupportedIdentityProviders"] = []
    app.save()
    assert oauth.answer(oauth.authorize(web, app))["error"] == "unauthorized_client"


def test_a_provider_that_does_not_exist_is_told_to_the_application(web: Client, app: AppClient) -> None:
    app.settings["SupportedIdentityProviders"] = ["Gone"]
    app.save()
    assert oauth.answer(oauth.authorize(web, app))["error"] == "unauthorized_client"


def test_without_a_page_nobody_is_sent_to_the_provider(web: Client, app: AppClient, name: str) -> None:
    answer = oauth.authorize(web, app, identity_provider=name, prompt="none")
    assert oauth.answer(answer)["error"] == "login_required"
    assert not FederationRequest.objects.exists()


@pytest.mark.parametrize("prompt", [None, "none"])
def test_a_session_of_the_provider_is_reused(
    web: Client, app: AppClient, name: str, stand_in: ProviderStandIn, prompt: str | None
) -> None:
    trips.go(web, app, name, stand_in)
    assert "code" in oauth.answer(oauth.authorize(web, app, identity_provider=name, prompt=prompt))
    assert "code" in oauth.answer(oauth.authorize(web, app, prompt=prompt))


def test_it_is_not_where_the_pools_own_users_are_asked_for(
    web: Client, app: AppClient, name: str, stand_in: ProviderStandIn
) -> None:
    trips.go(web, app, name, stand_in)
    answer = oauth.authorize(web, app, identity_provider="COGNITO", prompt="none")
    assert oauth.answer(answer)["error"] == "login_required"


def test_it_is_not_by_a_client_that_does_not_offer_the_provider(
    web: Client, app: AppClient, name: str, stand_in: ProviderStandIn
) -> None:
    # checklist 22
    local = make_client(app.pool, "local", **oauth.SETTINGS)
    trips.go(web, app, name, stand_in)
    assert path_of(oauth.authorize(web, local)) == "login"


def test_a_session_of_the_pools_own_does_not_stand_for_the_provider(
    web: Client, app: AppClient, name: str, stand_in: ProviderStandIn, alice: User
) -> None:
    oauth.sign_in(web, app, "alice", people.PASSWORD)
    location = trips.begin(web, app, name)
    assert location.startswith(stand_in.url)


@pytest.mark.parametrize("page", ["signup", "confirm", "forgotPassword", "confirmForgotPassword"])
def test_pages_for_the_pools_own_users_are_closed_to_a_client_without_them(
    web: Client, only_theirs: AppClient, page: str
) -> None:
    # checklist 22
    answer = web.get(oauth.address(only_theirs.pool, page, oauth.request(only_theirs)))
    assert oauth.answer(answer)["error"] == "unauthorized_client"  # type: ignore[arg-type]


@pytest.mark.parametrize("choice", [{}, {"identity_provider": "CorporateIdP"}])
def test_a_password_does_not_get_in_where_the_pools_own_users_may_not(
    web: Client, app: AppClient, only_theirs: AppClient, alice: User, choice: dict[str, str]
) -> None:
    # checklist 22
    client = app if choice else only_theirs
    answer = oauth.sign_in(web, client, "alice", people.PASSWORD, **choice)
    assert "code" not in oauth.answer(answer)
    assert not HostedSession.objects.exists()

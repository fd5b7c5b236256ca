"""Sign-ins that begin at the provider, where an administrator allows that (AWS: IDPInit)."""

from __future__ import annotations

import pytest
from django.http import HttpResponse
from django.test import Client

from accounts.models import FederationRequest, HostedSession, User
from pools.models import AppClient, IdentityProvider, UserPool
from tests.accounts.conftest import make_client
from tests.support import federation, oauth, saml_trips, trips
from tests.support.saml_answers import Answer, Signer, instant
from tests.support.saml_stand_in import SamlStandIn

pytestmark = pytest.mark.django_db


@pytest.fixture
def directory(pool: UserPool, stand_in: SamlStandIn) -> IdentityProvider:
    return saml_trips.add_provider(pool, stand_in, IDPInit="true")


@pytest.fixture
def app(pool: UserPool, directory: IdentityProvider) -> AppClient:
    """A client whose people sign in at the directory only."""
    return make_client(pool, "app", **federation.offering(directory.name))


def come(web: Client, app: AppClient, stand_in: SamlStandIn, relay_state: str | None = None) -> HttpResponse:
    """Somebody picks the application in the directory's portal."""
    wanted = saml_trips.relay_state(app) if relay_state is None else relay_state
    form = stand_in.begin(saml_trips.address(app.pool), saml_trips.service(app.pool), wanted)
    return saml_trips.bring(web, saml_trips.address(app.pool), form)


def assert_turned_away(answer: HttpResponse) -> None:
    assert answer.status_code == 400
    assert b"Signing in was not finished" in answer.content
    assert not User.objects.exists()
    assert not FederationRequest.objects.exists()


def test_an_unasked_assertion_signs_in_for_the_application_that_it_names(
    web: Client, app: AppClient, stand_in: SamlStandIn
) -> None:
    told = oauth.answer(come(web, app, stand_in))
    assert set(told) == {"code", "iss"}
    assert User.objects.get().username == "Directory_Ann@Northwind"
    assert oauth.redeem(web, app, told["code"], code_verifier=None).status_code == 200


def test_the_session_of_before_ends(web: Client, app: AppClient, stand_in: SamlStandIn) -> None:
    # checklist 49
    come(web, app, stand_in)
    stand_in.name_id = "Bob@Northwind"
    come(web, app, stand_in)
    assert HostedSession.objects.filter(ended_at=None).get().user.username == "Directory_Bob@Northwind"


def test_it_is_good_once(web: Client, app: AppClient, stand_in: SamlStandIn) -> None:
    # checklist 58
    form = stand_in.begin(saml_trips.address(app.pool), saml_trips.service(app.pool), saml_trips.relay_state(app))
    assert "code" in oauth.answer(saml_trips.bring(web, saml_trips.address(app.pool), form))
    other = Client(headers={"host": "localhost"})
    assert "error" in oauth.answer(saml_trips.bring(other, saml_trips.address(app.pool), form))
    assert HostedSession.objects.count() == 1


@pytest.mark.parametrize("switch", ["false", ""])
def test_where_it_is_off_nobody_is_signed_in(
    web: Client, app: AppClient, directory: IdentityProvider, stand_in: SamlStandIn, switch: str
) -> None:
    # checklist 58
    saml_trips.change(directory, stand_in, IDPInit=switch)
    assert_turned_away(come(web, app, stand_in))


@pytest.mark.parametrize(("minutes", "comes_in"), [(-4, True), (-7, False)])
def test_it_may_be_six_minutes_old(
    web: Client, app: AppClient, stand_in: SamlStandIn, minutes: int, comes_in: bool
) -> None:
    # checklist 58
    def change(answer: Answer) -> None:
        answer.issued = answer.not_before = instant(minutes=minutes)
        answer.not_on_or_after = answer.confirmed_until = instant(minutes=10)

    stand_in.change = change
    assert (come(web, app, stand_in).status_code == 302) is comes_in
    assert User.objects.exists() is comes_in


@pytest.mark.parametrize("providers", [["COGNITO", "Directory"], ["Directory", "Corporate"], ["Directory", "Gone"]])
def test_a_client_with_other_ways_in_takes_none(
    web: Client, app: AppClient, stand_in: SamlStandIn, providers: list[str]
) -> None:
    federation.oidc(app.pool)
    app.settings["SupportedIdentityProviders"] = providers
    app.save()
    assert_turned_away(come(web, app, stand_in))


@pytest.mark.parametrize(
    "changes",
    [
        {"client_id": "nobody"},
        {"redirect_uri": "https://evil.example.com/"},
        {"response_type": "id_token"},
        {"scope": "everything"},
        {"identity_provider": "Nobody"},
        {"identity_provider": "Corporate"},
        {"identity_provider": ""},
    ],
)
def test_an_application_or_provider_that_is_not_set_up_for_it_is_turned_away(
    web: Client, app: AppClient, stand_in: SamlStandIn, changes: dict[str, str]
) -> None:
    # checklist 13, 22
    federation.oidc(app.pool)
    assert_turned_away(come(web, app, stand_in, saml_trips.relay_state(app, **changes)))


@pytest.mark.parametrize("name", ["%FF", "%00", "%ED%A0%80"])
def test_a_provider_whose_name_is_no_text_is_turned_away(web: Client, app: AppClient, name: str) -> None:
    # checklist 18
    relay_state = f"client_id={app.id}&identity_provider={name}"
    form = {"SAMLResponse": "PHg+", "RelayState": relay_state}
    assert_turned_away(trips.send_form(web, saml_trips.address(app.pool), form))


def test_another_provider_than_the_one_that_signs_is_turned_away(
    web: Client, app: AppClient, pool: UserPool, stand_in: SamlStandIn
) -> None:
    # checklist 58
    federation.saml(pool, "Partner")
    app.settings["SupportedIdentityProviders"] = ["Directory", "Partner"]
    app.save()
    partner = saml_trips.relay_state(app, identity_provider="Partner")
    assert_turned_away(come(web, app, stand_in, partner))


def test_an_answer_to_a_question_is_no_unasked_one(web: Client, app: AppClient, stand_in: SamlStandIn) -> None:
    # checklist 58
    _, form = stand_in.consent(trips.begin(web, app, "Directory"))
    FederationRequest.objects.all().delete()
    form["RelayState"] = saml_trips.relay_state(app)
    assert_turned_away(saml_trips.bring(web, saml_trips.address(app.pool), form))


def test_one_that_proves_nothing_leaves_no_trace(
    web: Client, app: AppClient, stand_in: SamlStandIn, caplog: pytest.LogCaptureFixture
) -> None:
    # checklist 57
    stand_in.signer = Signer()
    assert_turned_away(come(web, app, stand_in))
    assert "Directory began a sign-in: signed by no certificate" in caplog.text


def test_without_relay_state_it_belongs_to_nothing(web: Client, app: AppClient, stand_in: SamlStandIn) -> None:
    assert_turned_away(come(web, app, stand_in, ""))

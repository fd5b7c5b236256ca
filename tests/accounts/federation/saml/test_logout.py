"""Signing out here and at a SAML provider together (AWS: IDPSignout)."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote, urlencode

import pytest
from django.http import HttpResponse
from django.test import Client

from accounts.models import FederationRequest, HostedSession, User
from pools import saml_certificates
from pools.models import AppClient, IdentityProvider, SamlMetadataCopy, UserPool
from tests.support import oauth, people, saml_answers, saml_attacks, saml_trips, trips
from tests.support.saml_answers import Signer
from tests.support.saml_stand_in import SamlStandIn

pytestmark = pytest.mark.django_db

PARTIAL = "urn:oasis:names:tc:SAML:2.0:status:PartialLogout"


@pytest.fixture
def directory(pool: UserPool, stand_in: SamlStandIn) -> IdentityProvider:
    return saml_trips.add_provider(pool, stand_in, IDPSignout="true")


def leave(web: Client, app: AppClient, **changes: str) -> HttpResponse:
    """The application sends the browser to sign out."""
    values = {"client_id": app.id, "logout_uri": oauth.GOODBYE, "state": "bye", **changes}
    return web.get(oauth.address(app.pool, "logout", urlencode(values)))  # type: ignore[return-value]


def out(web: Client, app: AppClient, stand_in: SamlStandIn) -> HttpResponse:
    """As far as the provider's answer leads."""
    location = leave(web, app).headers["Location"]
    return trips.send_form(web, page(app), stand_in.signed_out(stand_in.read_out(location)))


def page(app: AppClient) -> str:
    return saml_trips.address(app.pool, "saml2/logout")


def living() -> int:
    return HostedSession.objects.filter(ended_at=None).count()


def assert_turned_away(answer: HttpResponse) -> None:
    assert answer.status_code == 400
    assert b"Signing out was not finished" in answer.content


def test_the_provider_is_asked_to_sign_out_first(
    web: Client, app: AppClient, pool: UserPool, stand_in: SamlStandIn
) -> None:
    saml_trips.go(web, app, stand_in)
    answer = leave(web, app)
    assert answer.headers["Location"].startswith(f"{stand_in.url}/slo?SAMLRequest=")
    assert living() == 0
    asked = stand_in.read_out(answer.headers["Location"])
    assert asked.is_signed_by(saml_certificates.body(saml_certificates.of(pool)))
    assert asked.message.findtext("{*}NameID") == "Ann@Northwind"
    assert asked.message.findtext("{*}SessionIndex") == stand_in.sessions[0]
    assert asked.message.findtext("{*}Issuer") == saml_trips.service(pool)


def test_its_answer_leads_to_the_application(web: Client, app: AppClient, stand_in: SamlStandIn) -> None:
    saml_trips.go(web, app, stand_in)
    answer = out(web, app, stand_in)
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{oauth.GOODBYE}?state=bye")
    assert not FederationRequest.objects.exists()


def test_an_answer_by_address_does_as_well(web: Client, app: AppClient, stand_in: SamlStandIn) -> None:
    saml_trips.go(web, app, stand_in)
    asked = stand_in.read_out(leave(web, app).headers["Location"])
    answer = trips.come_back(web, stand_in.signed_out_by_address(asked))
    assert answer.headers["Location"] == f"{oauth.GOODBYE}?state=bye"


def test_who_signs_in_anew_goes_by_way_of_the_provider_too(web: Client, app: AppClient, stand_in: SamlStandIn) -> None:
    saml_trips.go(web, app, stand_in)
    location = leave(web, app, logout_uri="", redirect_uri=oauth.CALLBACK, response_type="code").headers["Location"]
    answer = trips.send_form(web, page(app), stand_in.signed_out(stand_in.read_out(location)))
    assert answer.headers["Location"].startswith(f"/{app.pool.id}/login?")


def test_a_provider_that_could_not_sign_out_everywhere_keeps_nobody(
    web: Client, app: AppClient, stand_in: SamlStandIn, caplog: pytest.LogCaptureFixture
) -> None:
    saml_trips.go(web, app, stand_in)
    stand_in.out_status = PARTIAL
    assert out(web, app, stand_in).headers["Location"].startswith(oauth.GOODBYE)
    assert "PartialLogout" in caplog.text


@pytest.mark.parametrize("switch", ["false", ""])
def test_where_it_is_off_only_we_sign_out(
    web: Client, app: AppClient, directory: IdentityProvider, stand_in: SamlStandIn, switch: str
) -> None:
    saml_trips.change(directory, stand_in, IDPSignout=switch)
    saml_trips.go(web, app, stand_in)
    assert leave(web, app).headers["Location"].startswith(oauth.GOODBYE)


def test_a_provider_without_an_address_for_it_is_not_asked(web: Client, app: AppClient, stand_in: SamlStandIn) -> None:
    saml_trips.go(web, app, stand_in)
    SamlMetadataCopy.objects.update(log_out_url="")
    assert leave(web, app).headers["Location"].startswith(oauth.GOODBYE)


def test_who_signed_in_by_password_never_sees_the_provider(web: Client, app: AppClient) -> None:
    people.confirmed(app.pool, "mary")
    oauth.sign_in(web, app, "mary", people.PASSWORD)
    assert leave(web, app).headers["Location"].startswith(oauth.GOODBYE)


def test_a_provider_that_is_gone_stops_nobody(
    web: Client, app: AppClient, directory: IdentityProvider, stand_in: SamlStandIn
) -> None:
    saml_trips.go(web, app, stand_in)
    directory.delete()
    assert leave(web, app).headers["Location"].startswith(oauth.GOODBYE)
    assert living() == 0


def test_an_address_that_is_not_registered_ends_nothing(web: Client, app: AppClient, stand_in: SamlStandIn) -> None:
    # checklist 24
    saml_trips.go(web, app, stand_in)
    answer = leave(web, app, logout_uri="https://evil.example.com/")
    assert "/error?" in answer.headers["Location"]
    assert living() == 1


LIES: dict[str, dict[str, Any]] = {
    "another issuer": {"issuer": "https://evil.example.com"},
    "another address": {"destination": "https://evil.example.com/"},
    "another request": {"request_id": "_another"},
    "no request": {"request_id": ""},
    "an hour ago": {"issued": saml_answers.instant(hours=-1)},
}


@pytest.mark.parametrize("lie", LIES)
def test_an_answer_to_something_else_is_turned_away(
    web: Client, app: AppClient, stand_in: SamlStandIn, lie: str, caplog: pytest.LogCaptureFixture
) -> None:
    # checklist 58
    saml_trips.go(web, app, stand_in)
    stand_in.out_changes = LIES[lie]
    assert_turned_away(out(web, app, stand_in))
    assert "was turned away" in caplog.text


def test_an_answer_by_somebody_else_is_turned_away(web: Client, app: AppClient, stand_in: SamlStandIn) -> None:
    # checklist 57
    saml_trips.go(web, app, stand_in)
    stand_in.signer = Signer()
    assert_turned_away(out(web, app, stand_in))


def test_an_answer_that_nobody_signed_is_turned_away(web: Client, app: AppClient, stand_in: SamlStandIn) -> None:
    # checklist 57
    saml_trips.go(web, app, stand_in)
    stand_in.corrupt = saml_attacks.unsigned
    assert_turned_away(out(web, app, stand_in))


@pytest.mark.parametrize(
    "change",
    [
        lambda query: query.replace("rsa-sha256", "rsa-sha1"),
        lambda query: query.replace("rsa-sha256", "hmac-sha256"),
        lambda query: query.partition("&Signature=")[0],
        lambda query: query.replace("RelayState=", "RelayState=x"),
        lambda query: query + "&SAMLResponse=x",
        lambda query: query + "&SAMLRespons%65=x",
        lambda query: query.replace("SAMLResponse=", "SAMLRespons%65="),
        lambda query: query.replace("&Signature=", "&Signature=AAAA"),
        lambda query: query.replace("SAMLResponse=", "SAMLResponse=AAAA"),
    ],
)
def test_an_address_that_was_tampered_with_is_turned_away(
    web: Client, app: AppClient, stand_in: SamlStandIn, change: Any
) -> None:
    # checklist 57
    saml_trips.go(web, app, stand_in)
    asked = stand_in.read_out(leave(web, app).headers["Location"])
    path, _, query = stand_in.signed_out_by_address(asked).partition("?")
    assert_turned_away(trips.come_back(web, f"{path}?{change(query)}"))


def test_an_answer_is_good_once(web: Client, app: AppClient, stand_in: SamlStandIn) -> None:
    # checklist 58
    saml_trips.go(web, app, stand_in)
    form = stand_in.signed_out(stand_in.read_out(leave(web, app).headers["Location"]))
    trips.send_form(web, page(app), form)
    assert_turned_away(trips.send_form(web, page(app), form))


def test_a_trip_of_signing_out_signs_nobody_in(web: Client, app: AppClient, stand_in: SamlStandIn) -> None:
    # checklist 17: whoever puts the secret into a cookie has no more than an error
    saml_trips.go(web, app, stand_in)
    asked = stand_in.read_out(leave(web, app).headers["Location"])
    trips.plant(web, app.pool, asked.relay_state)
    answer = web.get(f"/{app.pool.id}/saml2/idpresponse", {"state": asked.relay_state})
    assert answer.status_code == 400


# The provider speaks up by itself


def test_a_provider_that_signs_somebody_out_ends_their_sessions_here(
    web: Client, app: AppClient, pool: UserPool, stand_in: SamlStandIn
) -> None:
    saml_trips.go(web, app, stand_in)
    saml_trips.go(Client(headers={"host": "localhost"}), app, stand_in)
    other = Client(headers={"host": "localhost"})
    stand_in.name_id = "Bob@Northwind"
    saml_trips.go(other, app, stand_in)

    answer = trips.send_form(web, page(app), stand_in.ask_out(page(app), name_id="Ann@Northwind"))
    assert HostedSession.objects.get(ended_at=None).user.username == "Directory_Bob@Northwind"
    told = stand_in.read_out(answer.headers["Location"], kind="SAMLResponse")
    assert told.is_signed_by(saml_certificates.body(saml_certificates.of(pool)))
    assert told.message.find("{*}Status/{*}StatusCode").get("Value").endswith(":Success")


def test_one_session_ends_where_one_is_named(web: Client, app: AppClient, stand_in: SamlStandIn) -> None:
    saml_trips.go(web, app, stand_in)
    saml_trips.go(Client(headers={"host": "localhost"}), app, stand_in)
    trips.send_form(web, page(app), stand_in.ask_out(page(app), session_index=stand_in.sessions[0]))
    (left,) = HostedSession.objects.filter(ended_at=None)
    assert (left.provider_session or {})["SessionIndex"] == stand_in.sessions[1]


def test_a_provider_without_an_address_for_answers_gets_a_page(
    web: Client, app: AppClient, stand_in: SamlStandIn
) -> None:
    saml_trips.go(web, app, stand_in)
    SamlMetadataCopy.objects.update(log_out_url="")
    answer = trips.send_form(web, page(app), stand_in.ask_out(page(app)))
    assert b"You are signed out" in answer.content
    assert living() == 0


def test_its_request_is_good_once(web: Client, app: AppClient, stand_in: SamlStandIn) -> None:
    # checklist 58
    form = stand_in.ask_out(page(app))
    assert trips.send_form(web, page(app), form).status_code == 303
    saml_trips.go(web, app, stand_in)
    assert_turned_away(trips.send_form(web, page(app), form))
    assert living() == 1


@pytest.mark.parametrize("lie", ["another issuer", "another address", "an hour ago", "another request"])
def test_a_request_that_is_not_for_us_ends_nothing(
    web: Client, app: AppClient, stand_in: SamlStandIn, lie: str
) -> None:
    # checklist 58
    saml_trips.go(web, app, stand_in)
    stand_in.out_changes = LIES[lie]
    assert_turned_away(trips.send_form(web, page(app), stand_in.ask_out(page(app))))
    assert living() == 1


@pytest.mark.parametrize("signer", ["somebody else", "nobody"])
def test_a_request_that_the_provider_did_not_sign_ends_nothing(
    web: Client, app: AppClient, stand_in: SamlStandIn, signer: str
) -> None:
    # checklist 57
    saml_trips.go(web, app, stand_in)
    if signer == "nobody":
        stand_in.corrupt = saml_attacks.unsigned
    stand_in.signer = Signer()
    assert_turned_away(trips.send_form(web, page(app), stand_in.ask_out(page(app))))
    assert living() == 1


def test_another_pools_provider_ends_nothing(
    web: Client, app: AppClient, other_pool: UserPool, stand_in: SamlStandIn
) -> None:
    # checklist 58
    saml_trips.go(web, app, stand_in)
    saml_trips.add_provider(other_pool, stand_in)
    theirs = saml_trips.address(other_pool, "saml2/logout")
    assert trips.send_form(web, theirs, stand_in.ask_out(theirs)).status_code == 303
    assert living() == 1


@pytest.mark.parametrize("form", [{}, {"SAMLRequest": "x"}, {"SAMLRequest": "PHg+", "SAMLResponse": "PHg+"}])
def test_a_form_that_says_nothing_ends_on_a_page(web: Client, app: AppClient, form: dict[str, str]) -> None:
    assert_turned_away(trips.send_form(web, page(app), form))


@pytest.mark.parametrize("message", ["x", "bm8=", quote(saml_answers.bomb())])
def test_an_address_that_says_nothing_ends_on_a_page(web: Client, app: AppClient, message: str) -> None:
    # checklist 57
    answer = web.get(f"/{app.pool.id}/saml2/logout?SAMLRequest={message}")
    assert_turned_away(answer)  # type: ignore[arg-type]


@pytest.mark.parametrize("state", ["%FF", "%ED%A0%80"])
def test_a_state_that_is_no_text_ends_on_a_page(web: Client, app: AppClient, state: str) -> None:
    answer = web.get(f"/{app.pool.id}/saml2/logout?SAMLResponse=PHg%2B&RelayState={state}")
    assert_turned_away(answer)  # type: ignore[arg-type]


def test_nobody_is_made_by_signing_out(web: Client, app: AppClient, stand_in: SamlStandIn) -> None:
    trips.send_form(web, page(app), stand_in.ask_out(page(app)))
    assert not User.objects.exists()

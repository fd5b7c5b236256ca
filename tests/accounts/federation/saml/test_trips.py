"""The way to a SAML provider and back."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from django.test import Client

from accounts import linking
from accounts.linking import SUBJECT, Account
from accounts.models import FederationRequest, HostedSession, Identity, TakenAssertion, User
from accounts.models.user import UserStatus
from pools import domains, identity_providers, saml_certificates
from pools.core import clock as core_clock
from pools.models import AppClient, IdentityProvider, SamlMetadataCopy, UserPool
from tests.accounts.conftest import make_client, make_pool
from tests.support import federation, oauth, people, saml_answers, saml_trips, trips
from tests.support.saml_answers import NAMESPACES, Answer, Element, Signer, instant
from tests.support.saml_stand_in import MAIL, NAME, SamlStandIn

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("parts", ["assertion", "response", "both"])
def test_whatever_part_is_signed_a_first_sign_in_makes_a_user(
    web: Client, app: AppClient, stand_in: SamlStandIn, parts: str
) -> None:
    stand_in.parts = parts
    assert set(oauth.answer(saml_trips.go(web, app, stand_in))) == {"code", "state", "iss"}
    user = User.objects.get()
    assert user.status == UserStatus.EXTERNAL_PROVIDER
    assert user.username == "Directory_Ann@Northwind"
    assert (user.email, user.name) == ("ann@example.com", "Ann Smith")


def test_the_code_gives_tokens_that_tell_the_identity(web: Client, app: AppClient, stand_in: SamlStandIn) -> None:
    code = oauth.answer(saml_trips.go(web, app, stand_in))["code"]
    assert oauth.redeem(web, app, code).status_code == 200
    (told,) = json.loads(User.objects.get().attributes["identities"])
    assert told["userId"] == "Ann@Northwind"
    assert (told["providerType"], told["issuer"]) == ("SAML", stand_in.entity_id)


def test_the_request_is_what_aws_says(web: Client, app: AppClient, stand_in: SamlStandIn) -> None:
    location = trips.begin(web, app, "Directory")
    stand_in.consent(location)
    (asked,) = stand_in.asked
    assert location.startswith(f"{stand_in.url}/sso?tenant=a&kind=b&SAMLRequest=")
    assert asked.message.get("Destination") == f"{stand_in.url}/sso?tenant=a&kind=b"
    assert asked.message.get("AssertionConsumerServiceURL") == saml_trips.address(app.pool)
    assert asked.message.findtext("{*}Issuer") == f"urn:amazon:cognito:sp:{app.pool.id}"
    assert asked.message.get("ForceAuthn") is None
    assert asked.message.find("{*}Subject") is None
    assert "Signature" not in asked.values


def test_the_request_is_signed_where_that_is_wanted(
    web: Client, app: AppClient, directory: IdentityProvider, stand_in: SamlStandIn
) -> None:
    saml_trips.change(directory, stand_in, RequestSigningAlgorithm="rsa-sha256")
    assert "code" in oauth.answer(saml_trips.go(web, app, stand_in))
    assert stand_in.asked[0].is_signed_by(saml_certificates.body(saml_certificates.of(app.pool)))


def test_a_hint_is_sent_along_whatever_signs_are_in_it(web: Client, app: AppClient, stand_in: SamlStandIn) -> None:
    stand_in.consent(trips.begin(web, app, "Directory", login_hint='"<&>@example.com', prompt="login"))
    (asked,) = stand_in.asked
    assert asked.message.findtext("{*}Subject/{*}NameID") == '"<&>@example.com'
    assert asked.message.get("ForceAuthn") == "true"


def test_an_identifier_leads_to_its_provider(web: Client, app: AppClient, stand_in: SamlStandIn) -> None:
    identity_providers.update(identity_providers.get(app.pool, "Directory"), identifiers=["corp.example"])
    answer = oauth.authorize(web, app, idp_identifier="corp.example")
    assert answer.headers["Location"].startswith(f"{stand_in.url}/sso")


def test_on_the_pools_domain_the_answer_comes_to_the_domain(web: Client, app: AppClient, stand_in: SamlStandIn) -> None:
    domains.create(app.pool, domain="northwind")
    browser = Client(headers={"host": "northwind.auth.localhost"})
    location = browser.get(f"/oauth2/authorize?{oauth.request(app, identity_provider='Directory')}").headers["Location"]
    address, form = stand_in.consent(location)
    assert address == f"{domains.base_url(app.pool)}/saml2/idpresponse"
    assert "code" in oauth.answer(saml_trips.bring(browser, address, form))


def test_a_second_sign_in_brings_the_user_up_to_date(web: Client, app: AppClient, stand_in: SamlStandIn) -> None:
    saml_trips.go(web, app, stand_in)
    stand_in.person = {MAIL: "ann@example.com", NAME: "Ann Jones"}
    saml_trips.go(web, app, stand_in, prompt="login")
    assert User.objects.get().name == "Ann Jones"
    assert TakenAssertion.objects.count() == 2


def test_a_session_of_the_provider_is_reused(web: Client, app: AppClient, stand_in: SamlStandIn) -> None:
    saml_trips.go(web, app, stand_in)
    assert "code" in oauth.answer(oauth.authorize(web, app, identity_provider="Directory"))
    assert len(stand_in.asked) == 1


def test_the_names_of_a_directory_are_case_sensitive(web: Client, app: AppClient, stand_in: SamlStandIn) -> None:
    saml_trips.go(web, app, stand_in)
    stand_in.name_id = "ann@northwind"
    saml_trips.go(web, app, stand_in, prompt="login")
    names = User.objects.order_by("username").values_list("username", flat=True)
    assert list(names) == ["Directory_Ann@Northwind", "Directory_ann@northwind"]


def test_another_case_is_not_the_same_person_in_any_pool(web: Client, stand_in: SamlStandIn, db: None) -> None:
    pool = make_pool("by name", UsernameConfiguration={"CaseSensitive": False})
    saml_trips.add_provider(pool, stand_in)
    client = make_client(pool, "app", **federation.offering("Directory"))
    saml_trips.go(web, client, stand_in)
    stand_in.name_id = "ann@northwind"
    told = oauth.answer(saml_trips.go(web, client, stand_in, prompt="login"))
    assert told["error_description"] == "User account already exists"
    assert Identity.objects.get().value == "Ann@Northwind"


def test_several_values_come_in_brackets(web: Client, app: AppClient, stand_in: SamlStandIn) -> None:
    stand_in.person[NAME] = ["Ann", "Annie"]
    saml_trips.go(web, app, stand_in)
    assert User.objects.get().name == "[Ann,Annie]"


def test_an_assertion_without_attributes_is_taken(web: Client, app: AppClient, stand_in: SamlStandIn) -> None:
    stand_in.person = {}
    assert "code" in oauth.answer(saml_trips.go(web, app, stand_in))


@pytest.mark.parametrize("demands", ["true", "false"])
@pytest.mark.parametrize("parts", ["assertion", "response", "both"])
def test_a_sealed_assertion_is_opened_with_the_pools_key(
    web: Client, app: AppClient, directory: IdentityProvider, stand_in: SamlStandIn, demands: str, parts: str
) -> None:
    saml_trips.change(directory, stand_in, EncryptedResponses=demands)
    stand_in.sealed_for = saml_certificates.body(saml_certificates.of(app.pool))
    stand_in.parts = parts
    assert "code" in oauth.answer(saml_trips.go(web, app, stand_in))


@pytest.mark.parametrize(
    "how", [{"cipher": "cbc"}, {"apart": True}, {"transport": "rsa-oaep"}], ids=["cbc", "apart", "oaep"]
)
def test_other_ways_to_seal_are_opened_as_well(
    web: Client, app: AppClient, stand_in: SamlStandIn, how: dict[str, Any]
) -> None:
    certificate = saml_certificates.body(saml_certificates.of(app.pool))

    def seal(message: Element) -> Element:
        assertion = message.find("saml:Assertion", NAMESPACES)
        message.replace(assertion, saml_answers.seal(assertion, certificate, **how))
        return message

    stand_in.corrupt = seal
    assert "code" in oauth.answer(saml_trips.go(web, app, stand_in))


def test_the_certificate_to_seal_for_is_told(
    app: AppClient, directory: IdentityProvider, stand_in: SamlStandIn
) -> None:
    saml_trips.change(directory, stand_in, EncryptedResponses="true")
    certificate = saml_certificates.body(saml_certificates.of(app.pool))
    details = identity_providers.get(app.pool, "Directory").details
    assert details["ActiveEncryptionCertificate"] == certificate


@pytest.mark.parametrize(
    ("algorithm", "digest"), [("rsa-sha384", "sha384"), ("rsa-sha512", "sha512"), ("sha256-rsa-MGF1", "sha256")]
)
def test_other_strong_signatures_are_taken(
    web: Client, app: AppClient, stand_in: SamlStandIn, algorithm: str, digest: str
) -> None:
    stand_in.signer.algorithm, stand_in.signer.digest = algorithm, digest
    assert "code" in oauth.answer(saml_trips.go(web, app, stand_in))


def test_elliptic_curves_are_taken(
    web: Client, app: AppClient, directory: IdentityProvider, stand_in: SamlStandIn
) -> None:
    stand_in.signer = Signer(key=ec.generate_private_key(ec.SECP256R1()), algorithm="ecdsa-sha256")
    saml_trips.change(directory, stand_in)
    assert "code" in oauth.answer(saml_trips.go(web, app, stand_in))


def test_each_certificate_of_the_metadata_may_sign(
    web: Client, app: AppClient, directory: IdentityProvider, stand_in: SamlStandIn
) -> None:
    stand_in.others = [Signer()]
    saml_trips.change(directory, stand_in)
    stand_in.signer = stand_in.others[0]
    assert "code" in oauth.answer(saml_trips.go(web, app, stand_in))


def test_who_cancels_is_back_at_the_application(web: Client, app: AppClient, stand_in: SamlStandIn) -> None:
    form = stand_in.cancel(trips.begin(web, app, "Directory"))
    told = oauth.answer(saml_trips.bring(web, *form))
    assert (told["error"], told["state"]) == ("access_denied", "st4te")
    assert not User.objects.exists()


def test_an_answer_in_another_browser_signs_nobody_in(web: Client, app: AppClient, stand_in: SamlStandIn) -> None:
    # checklist 17
    form = stand_in.consent(trips.begin(web, app, "Directory"))
    stolen = saml_trips.bring(Client(headers={"host": "localhost"}), *form)
    assert stolen.status_code == 400
    assert b"Signing in was not finished" in stolen.content
    assert not User.objects.exists()
    assert "code" in oauth.answer(saml_trips.bring(web, *form))


def test_an_answer_is_good_once(web: Client, app: AppClient, stand_in: SamlStandIn) -> None:
    # checklist 58
    form = stand_in.consent(trips.begin(web, app, "Directory"))
    saml_trips.bring(web, *form)
    assert saml_trips.bring(web, *form).status_code == 400


def test_an_answer_at_the_address_of_oauth_is_turned_away(web: Client, app: AppClient, stand_in: SamlStandIn) -> None:
    _, form = stand_in.consent(trips.begin(web, app, "Directory"))
    answer = web.get(f"/{app.pool.id}/oauth2/idpresponse", {"state": form["RelayState"], "code": "x"})
    assert answer.status_code == 400
    assert not FederationRequest.objects.exists()


def test_the_way_back_without_an_answer_is_told_to_the_application(
    web: Client, app: AppClient, stand_in: SamlStandIn
) -> None:
    _, form = stand_in.consent(trips.begin(web, app, "Directory"))
    answer = web.get(f"/{app.pool.id}/saml2/idpresponse", {"state": form["RelayState"]})
    assert oauth.answer(answer)["error"] == "invalid_request"  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "form",
    [
        {},
        {"SAMLResponse": "", "RelayState": "x"},
        {"SAMLResponse": "PHg+", "RelayState": "x"},
        {"SAMLResponse": "PHg+"},
        {"RelayState": "x"},
        {"SAMLResponse": "x" * 300_000, "RelayState": "x"},
        {"SAMLResponse": "x" * 600_000, "RelayState": "x"},
        {"SAMLResponse": "x" * 5_000_000, "RelayState": "x"},
        {f"field{number}": "x" for number in range(20)},
        {"SAMLResponse": "PHg+", "RelayState": "client_id=" + "&" * 100},
        {"SAMLResponse": "PHg+", "RelayState": "\x00\ufffd"},
        {"SAMLResponse": "PHg+", "RelayState": "x" * 100_000},
    ],
)
def test_a_form_that_answers_nothing_ends_on_a_page(
    web: Client, app: AppClient, form: dict[str, str], caplog: pytest.LogCaptureFixture
) -> None:
    # checklist 57
    answer = saml_trips.bring(web, f"/{app.pool.id}/saml2/idpresponse", form)
    assert answer.status_code == 400
    assert b"Signing in was not finished" in answer.content
    assert "was turned away" in caplog.text


def test_a_field_that_stands_twice_ends_on_a_page(web: Client, app: AppClient) -> None:
    answer = web.post(
        f"/{app.pool.id}/saml2/idpresponse",
        "SAMLResponse=PHg%2B&RelayState=a&RelayState=b",
        content_type="application/x-www-form-urlencoded",
    )
    assert answer.status_code == 400


def test_an_attribute_by_which_an_administrator_linked_signs_the_local_user_in(
    web: Client, app: AppClient, stand_in: SamlStandIn
) -> None:
    mary = people.confirmed(app.pool, "mary")
    linking.link(
        app.pool,
        destination=Account(linking.LOCAL, "", "mary"),
        source=Account("Directory", MAIL, "ann@example.com"),
    )
    saml_trips.go(web, app, stand_in)
    assert HostedSession.objects.get().user == mary
    linking.unlink(app.pool, Account("Directory", SUBJECT, "Ann@Northwind"))
    saml_trips.go(web, app, stand_in)
    assert HostedSession.objects.get(ended_at=None).user != mary


def test_the_session_at_the_provider_is_kept_sealed(web: Client, app: AppClient, stand_in: SamlStandIn) -> None:
    saml_trips.go(web, app, stand_in)
    kept = HostedSession.objects.get().provider_session
    assert kept == {
        "NameID": "Ann@Northwind",
        "Format": "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent",
        "SessionIndex": stand_in.sessions[0],
    }


def test_a_provider_of_another_pool_is_another_provider(
    web: Client, app: AppClient, stand_in: SamlStandIn, other_pool: UserPool
) -> None:
    # checklist 58
    saml_trips.add_provider(other_pool, stand_in)
    _, form = stand_in.consent(trips.begin(web, app, "Directory"))
    answer = saml_trips.bring(web, f"/{other_pool.id}/saml2/idpresponse", form)
    assert answer.status_code == 400


def test_clocks_may_differ_by_a_minute(web: Client, app: AppClient, stand_in: SamlStandIn) -> None:
    def change(answer: Answer) -> None:
        answer.issued = answer.not_before = instant(seconds=30)

    stand_in.change = change
    assert "code" in oauth.answer(saml_trips.go(web, app, stand_in))


def test_a_new_certificate_is_found_when_it_first_signs(web: Client, pool: UserPool, reachable: SamlStandIn) -> None:
    saml_trips.add_provider(pool, reachable, by_address=True)
    app = make_client(pool, "app", **federation.offering("Directory"))
    SamlMetadataCopy.objects.update(read_at=core_clock.now() - timedelta(hours=1))
    reachable.signer = Signer()
    assert "code" in oauth.answer(saml_trips.go(web, app, reachable))
    assert reachable.metadata_calls == 2


@pytest.mark.parametrize("sealed", [False, True])
def test_a_signature_of_nobodys_is_looked_up_once_a_minute(
    web: Client, pool: UserPool, reachable: SamlStandIn, sealed: bool
) -> None:
    saml_trips.add_provider(pool, reachable, by_address=True)
    app = make_client(pool, "app", **federation.offering("Directory"))
    SamlMetadataCopy.objects.update(read_at=core_clock.now() - timedelta(hours=1))
    if sealed:
        reachable.sealed_for = saml_certificates.body(saml_certificates.of(pool))
    reachable.published, reachable.signer = reachable.signer, Signer()
    for _ in range(2):
        assert "error" in oauth.answer(saml_trips.go(web, app, reachable))
    assert reachable.metadata_calls == 2

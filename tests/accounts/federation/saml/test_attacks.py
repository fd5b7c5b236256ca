"""Hostile XML in the name of a provider: nobody is signed in, nothing is made, and the log says why."""

from __future__ import annotations

import pytest
from django.test import Client

from accounts.models import AuthorizationCode, HostedSession, Identity, TakenAssertion, User
from pools import saml_certificates
from pools.models import AppClient, IdentityProvider
from tests.support import oauth, saml_answers, saml_attacks, saml_trips
from tests.support.saml_answers import NAMESPACES, Element, Signer
from tests.support.saml_attacks import ON_ASSERTIONS, ON_RESPONSES
from tests.support.saml_stand_in import SamlStandIn

pytestmark = pytest.mark.django_db


def assert_refused(web: Client, app: AppClient, stand_in: SamlStandIn, caplog: pytest.LogCaptureFixture) -> str:
    """The application is told in short, the operator in full; what the operator is told."""
    told = oauth.answer(saml_trips.go(web, app, stand_in))
    told.pop("iss")
    assert told == {"error": "invalid_request", "error_description": "Invalid SAML response received", "state": "st4te"}
    for model in (User, Identity, HostedSession, AuthorizationCode, TakenAssertion):
        assert not model._default_manager.exists()
    (line,) = [record.message for record in caplog.records if record.name == "accounts.hosted.federation"]
    assert line.startswith(f"Signing in by Directory of {app.pool.id} failed: ")
    return line


@pytest.mark.parametrize("attack", ON_ASSERTIONS)
def test_an_attack_on_a_signed_assertion_is_refused(
    web: Client, app: AppClient, stand_in: SamlStandIn, attack: str, caplog: pytest.LogCaptureFixture
) -> None:
    # checklist 57
    stand_in.corrupt = ON_ASSERTIONS[attack]
    assert_refused(web, app, stand_in, caplog)


@pytest.mark.parametrize("attack", ON_RESPONSES)
@pytest.mark.parametrize("parts", ["response", "both"])
def test_an_attack_on_a_signed_response_is_refused(
    web: Client, app: AppClient, stand_in: SamlStandIn, attack: str, parts: str, caplog: pytest.LogCaptureFixture
) -> None:
    # checklist 57
    stand_in.parts = parts
    stand_in.corrupt = ON_RESPONSES[attack]
    assert_refused(web, app, stand_in, caplog)


@pytest.mark.parametrize("attack", ["xsw3", "xsw7", "second_assertion", "altered", "comment_in_name"])
def test_an_attack_inside_a_signed_response_is_refused(
    web: Client, app: AppClient, stand_in: SamlStandIn, attack: str, caplog: pytest.LogCaptureFixture
) -> None:
    # checklist 57
    stand_in.parts = "both"
    stand_in.corrupt = ON_ASSERTIONS[attack]
    assert_refused(web, app, stand_in, caplog)


def test_a_key_in_the_message_counts_for_nothing(
    web: Client, app: AppClient, stand_in: SamlStandIn, caplog: pytest.LogCaptureFixture
) -> None:
    # checklist 57
    stand_in.signer = Signer()
    assert "no certificate of the provider's metadata" in assert_refused(web, app, stand_in, caplog)


@pytest.mark.parametrize(
    ("algorithm", "digest"),
    [("rsa-sha1", "sha1"), ("rsa-sha1", "sha256"), ("rsa-sha256", "sha1"), ("hmac-sha256", "sha256")],
)
def test_weak_and_confused_algorithms_are_refused(
    web: Client,
    app: AppClient,
    stand_in: SamlStandIn,
    algorithm: str,
    digest: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    # checklist 57
    stand_in.signer.algorithm, stand_in.signer.digest = algorithm, digest
    assert "a weak or unknown algorithm" in assert_refused(web, app, stand_in, caplog)


def test_an_assertion_sealed_for_somebody_else_is_refused(
    web: Client, app: AppClient, stand_in: SamlStandIn, caplog: pytest.LogCaptureFixture
) -> None:
    stand_in.sealed_for = Signer().certificate
    assert_refused(web, app, stand_in, caplog)


def test_a_sealed_assertion_that_nobody_signed_is_refused(
    web: Client, app: AppClient, stand_in: SamlStandIn, caplog: pytest.LogCaptureFixture
) -> None:
    # checklist 57: anybody can seal something for us.
    stand_in.sealed_for = saml_certificates.body(saml_certificates.of(app.pool))
    stand_in.parts = "nothing"
    assert_refused(web, app, stand_in, caplog)


@pytest.mark.parametrize("position", [0, -1])
def test_a_sealed_assertion_beside_the_signed_one_is_refused(
    web: Client, app: AppClient, stand_in: SamlStandIn, position: int, caplog: pytest.LogCaptureFixture
) -> None:
    # checklist 57
    certificate = saml_certificates.body(saml_certificates.of(app.pool))

    def beside(message: Element) -> Element:
        evil = saml_attacks.evil(message.find("saml:Assertion", NAMESPACES))
        sealed = saml_answers.seal(saml_attacks.unsigned(evil), certificate)
        message.insert(len(message) if position else 3, sealed)
        return message

    stand_in.corrupt = beside
    assert_refused(web, app, stand_in, caplog)


def test_padding_that_can_be_guessed_at_is_refused(
    web: Client, app: AppClient, stand_in: SamlStandIn, caplog: pytest.LogCaptureFixture
) -> None:
    certificate = saml_certificates.body(saml_certificates.of(app.pool))

    def sealed(message: Element) -> Element:
        assertion = message.find("saml:Assertion", NAMESPACES)
        message.replace(assertion, saml_answers.seal(assertion, certificate, transport="rsa-1_5"))
        return message

    stand_in.corrupt = sealed
    assert "a weak or unknown algorithm" in assert_refused(web, app, stand_in, caplog)


def test_a_sealed_part_that_is_to_be_fetched_is_refused(
    web: Client, app: AppClient, stand_in: SamlStandIn, caplog: pytest.LogCaptureFixture
) -> None:
    # checklist 61
    stand_in.sealed_for = saml_certificates.body(saml_certificates.of(app.pool))

    def elsewhere(message: Element) -> bytes:
        raw = saml_answers.unpacked(message)
        begin, end = raw.rindex(b"<xenc:CipherValue>"), raw.rindex(b"</xenc:CipherValue>")
        return raw[:begin] + b'<xenc:CipherReference URI="file:///etc/passwd"/>' + raw[end + 19 :]

    stand_in.corrupt = elsewhere
    assert "elsewhere" in assert_refused(web, app, stand_in, caplog)


def test_plain_assertions_are_refused_where_sealed_ones_are_demanded(
    web: Client, app: AppClient, directory: IdentityProvider, stand_in: SamlStandIn, caplog: pytest.LogCaptureFixture
) -> None:
    saml_trips.change(directory, stand_in, EncryptedResponses="true")
    assert "not encrypted" in assert_refused(web, app, stand_in, caplog)

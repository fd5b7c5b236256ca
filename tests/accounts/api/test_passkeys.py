"""Passkeys through boto3: StartWebAuthnRegistration, CompleteWebAuthnRegistration, ListWebAuthnCredentials, Delete."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from accounts import housekeeping, users
from accounts.models import Passkey, PasskeyRegistration, User
from pools import domains
from pools.core import clock as core_clock
from pools.models import AppClient, UserPool
from tests.accounts.api.test_auth import password_auth
from tests.accounts.conftest import make_client
from tests.support import attestations, passkeys, people, refusal
from tests.support.authenticator import RS256, USER_PRESENT, Authenticator, encoded
from tests.support.clock import Clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def pool(db: None) -> UserPool:
    return passkeys.pool()


@pytest.fixture
def token(anonymous_idp: Any, client: AppClient, alice: User) -> str:
    return access_token(anonymous_idp, client)


@pytest.fixture
def authenticator() -> Authenticator:
    return Authenticator(passkeys.ORIGIN)


def access_token(idp: Any, client: AppClient, username: str = "alice") -> str:
    return str(password_auth(idp, client, username)["AuthenticationResult"]["AccessToken"])


def start(idp: Any, token: str) -> Any:
    return idp.start_web_authn_registration(AccessToken=token)["CredentialCreationOptions"]


def complete(idp: Any, token: str, credential: Any) -> None:
    idp.complete_web_authn_registration(AccessToken=token, Credential=credential)


def listed(idp: Any, token: str, **asked: Any) -> list[Any]:
    found: list[Any] = idp.list_web_authn_credentials(AccessToken=token, **asked)["Credentials"]
    return found


def refused(idp: Any, token: str, credential: Any) -> str:
    return refusal.of(lambda: complete(idp, token, credential))[0]


def test_a_passkey_is_registered_listed_and_deleted(
    anonymous_idp: Any, token: str, authenticator: Authenticator
) -> None:
    complete(anonymous_idp, token, authenticator.create(start(anonymous_idp, token)))
    [row] = listed(anonymous_idp, token)
    assert abs((row.pop("CreatedAt") - core_clock.now()).total_seconds()) < 60
    assert row == {
        "CredentialId": encoded(authenticator.id),
        "FriendlyCredentialName": "Passkey on a device",
        "RelyingPartyId": "example.org",
        "AuthenticatorAttachment": "platform",
        "AuthenticatorTransports": ["internal"],
    }
    anonymous_idp.delete_web_authn_credential(AccessToken=token, CredentialId=row["CredentialId"])
    assert listed(anonymous_idp, token) == []


def test_the_options_say_who_what_and_how(anonymous_idp: Any, token: str, alice: User) -> None:
    options = start(anonymous_idp, token)
    assert options["rp"] == {"id": "example.org", "name": "passkeys"}
    assert options["user"] == {"id": encoded(alice.sub.encode()), "name": "alice", "displayName": "alice"}
    assert [one["alg"] for one in options["pubKeyCredParams"]] == [-7, -257]
    assert options["authenticatorSelection"]["residentKey"] == "required"
    assert (options["attestation"], options["timeout"]) == ("none", 300_000)


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ({"attachment": "cross-platform", "transports": ("usb", "nfc")}, "Security key"),
        ({"attachment": "cross-platform", "transports": ("hybrid", "internal")}, "Passkey on a phone"),
        ({"attachment": "", "transports": ()}, "Passkey"),
        ({"model": bytes.fromhex("fbfc3007154e4ecc8c0b6e020557d7bd")}, "iCloud Keychain"),
    ],
)
def test_a_name_says_who_keeps_it_or_what_it_is(
    anonymous_idp: Any, token: str, kind: dict[str, Any], name: str
) -> None:
    authenticator = Authenticator(passkeys.ORIGIN, **kind)
    complete(anonymous_idp, token, authenticator.create(start(anonymous_idp, token)))
    assert [row["FriendlyCredentialName"] for row in listed(anonymous_idp, token)] == [name]


def test_a_key_of_the_other_algorithm_is_taken(anonymous_idp: Any, token: str) -> None:
    complete(anonymous_idp, token, Authenticator(passkeys.ORIGIN, algorithm=RS256).create(start(anonymous_idp, token)))
    assert len(listed(anonymous_idp, token)) == 1


def test_the_next_registration_excludes_what_is_registered(
    anonymous_idp: Any, token: str, authenticator: Authenticator
) -> None:
    complete(anonymous_idp, token, authenticator.create(start(anonymous_idp, token)))
    assert start(anonymous_idp, token)["excludeCredentials"] == [
        {"type": "public-key", "id": encoded(authenticator.id), "transports": ["internal"]}
    ]


def test_passkeys_come_in_pages(anonymous_idp: Any, token: str, alice: User, client: AppClient) -> None:
    made = [encoded(passkeys.registered(alice, client).id) for _ in range(3)]
    first = anonymous_idp.list_web_authn_credentials(AccessToken=token, MaxResults=2)
    second = anonymous_idp.list_web_authn_credentials(AccessToken=token, MaxResults=2, NextToken=first["NextToken"])
    assert [row["CredentialId"] for row in first["Credentials"] + second["Credentials"]] == made
    assert "NextToken" not in second


@pytest.mark.parametrize("asked", [{}, {"MaxResults": 0}, {"MaxResults": 20}])
def test_a_page_holds_all_that_one_may_have(
    anonymous_idp: Any, token: str, alice: User, client: AppClient, asked: dict[str, int]
) -> None:
    made = [passkeys.registered(alice, client) for _ in range(2)]
    assert len(listed(anonymous_idp, token, **asked)) == len(made)


def test_a_page_of_more_is_refused(anonymous_idp: Any, token: str) -> None:
    assert refusal.of(lambda: listed(anonymous_idp, token, MaxResults=21))[0] == "InvalidParameterException"


def test_nobody_has_more_than_twenty(
    anonymous_idp: Any, token: str, alice: User, client: AppClient, authenticator: Authenticator
) -> None:
    for _ in range(19):
        passkeys.registered(alice, client)
    options = start(anonymous_idp, token)
    passkeys.registered(alice, client)
    assert refusal.of(lambda: start(anonymous_idp, token))[0] == "LimitExceededException"
    PasskeyRegistration.objects.create(
        user=alice,
        client=client,
        state={"challenge": options["challenge"], "user_verification": "preferred"},
        expires_at=core_clock.now() + timedelta(minutes=1),
    )
    assert refused(anonymous_idp, token, authenticator.create(options)) == "LimitExceededException"
    assert len(listed(anonymous_idp, token)) == 20


def test_a_challenge_is_good_once(anonymous_idp: Any, token: str, authenticator: Authenticator) -> None:
    # checklist 46
    options = start(anonymous_idp, token)
    complete(anonymous_idp, token, authenticator.create(options))
    again = Authenticator(passkeys.ORIGIN).create(options)
    assert refused(anonymous_idp, token, again) == "WebAuthnChallengeNotFoundException"
    assert len(listed(anonymous_idp, token)) == 1


def test_a_refused_answer_uses_the_challenge_up(anonymous_idp: Any, token: str, authenticator: Authenticator) -> None:
    # checklist 46
    options = start(anonymous_idp, token)
    assert refused(anonymous_idp, token, {}) == "InvalidParameterException"
    assert refused(anonymous_idp, token, authenticator.create(options)) == "WebAuthnChallengeNotFoundException"
    assert listed(anonymous_idp, token) == []


def test_a_challenge_expires(anonymous_idp: Any, token: str, authenticator: Authenticator, clock: Clock) -> None:
    # checklist 46
    answer = authenticator.create(start(anonymous_idp, token))
    clock.advance(minutes=5)
    assert refused(anonymous_idp, token, answer) == "WebAuthnChallengeNotFoundException"


def test_only_the_latest_registration_is_under_way(
    anonymous_idp: Any, token: str, authenticator: Authenticator
) -> None:
    answer = authenticator.create(start(anonymous_idp, token))
    start(anonymous_idp, token)
    assert refused(anonymous_idp, token, answer) == "WebAuthnChallengeNotFoundException"


def test_without_a_start_there_is_nothing_to_complete(anonymous_idp: Any, token: str) -> None:
    assert refused(anonymous_idp, token, {}) == "WebAuthnChallengeNotFoundException"


def test_another_users_challenge_does_not_do(
    anonymous_idp: Any, token: str, pool: UserPool, client: AppClient, authenticator: Authenticator
) -> None:
    # checklist 46
    people.confirmed(pool, "eve")
    hers = access_token(anonymous_idp, client, "eve")
    start(anonymous_idp, hers)
    answer = authenticator.create(start(anonymous_idp, token))
    assert refused(anonymous_idp, hers, answer) == "WebAuthnChallengeNotFoundException"


def test_the_client_that_began_must_complete(
    anonymous_idp: Any, token: str, pool: UserPool, authenticator: Authenticator
) -> None:
    answer = authenticator.create(start(anonymous_idp, token))
    other = access_token(anonymous_idp, make_client(pool, "other"))
    assert refused(anonymous_idp, other, answer) == "WebAuthnClientMismatchException"
    complete(anonymous_idp, token, answer)


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"rp_id": "evil.com"}, "WebAuthnRelyingPartyMismatchException"),
        ({"origin": "https://evil.com"}, "WebAuthnOriginNotAllowedException"),
        ({"origin": "http://example.org"}, "WebAuthnOriginNotAllowedException"),
        ({"crossOrigin": True}, "WebAuthnOriginNotAllowedException"),
        ({"challenge": encoded(bytes(32))}, "WebAuthnChallengeNotFoundException"),
        ({"type": "webauthn.get"}, "InvalidParameterException"),
        ({"public_key": {1: 1, 3: -8, -1: 6, -2: bytes(32)}}, "WebAuthnCredentialNotSupportedException"),
        ({"attested": attestations.by_maker(broken=True)}, "WebAuthnCredentialNotSupportedException"),
    ],
)
def test_a_wrong_credential_is_refused_with_its_error(
    anonymous_idp: Any, token: str, authenticator: Authenticator, wrong: dict[str, Any], error: str
) -> None:
    # checklist 46
    answer = authenticator.create(start(anonymous_idp, token), **wrong)
    assert refused(anonymous_idp, token, answer) == error
    assert not Passkey.objects.exists()


@pytest.mark.parametrize("credential", [None, {}, [], "x", 1, {"response": {"clientDataJSON": 4_000_000_000}}])
def test_what_is_no_credential_is_refused(anonymous_idp: Any, token: str, credential: Any) -> None:
    start(anonymous_idp, token)
    assert refused(anonymous_idp, token, credential) == "InvalidParameterException"


@pytest.mark.parametrize(
    "configuration", [{"UserVerification": "required"}, {"FactorConfiguration": "MULTI_FACTOR_WITH_USER_VERIFICATION"}]
)
def test_where_user_verification_is_required_it_is_asked_for_and_checked(
    anonymous_idp: Any, token: str, pool: UserPool, configuration: dict[str, str]
) -> None:
    # checklist 46
    passkeys.configure(pool, **configuration)
    options = start(anonymous_idp, token)
    answer = Authenticator(passkeys.ORIGIN, flags=USER_PRESENT).create(options)
    assert options["authenticatorSelection"]["userVerification"] == "required"
    assert refused(anonymous_idp, token, answer) == "WebAuthnCredentialNotSupportedException"


def test_a_credential_of_another_user_is_refused(
    anonymous_idp: Any, token: str, pool: UserPool, client: AppClient
) -> None:
    # checklist 46
    theirs = passkeys.registered(people.confirmed(pool, "eve"), client)
    answer = theirs.create(start(anonymous_idp, token))
    assert refused(anonymous_idp, token, answer) == "WebAuthnCredentialNotSupportedException"
    assert [passkey.user.username for passkey in Passkey.objects.all()] == ["eve"]


def test_a_credential_in_another_pool_does_not_stand_in_the_way(
    anonymous_idp: Any, token: str, authenticator: Authenticator
) -> None:
    other = passkeys.pool("other")
    theirs = passkeys.registered(people.confirmed(other, "eve"), make_client(other))
    authenticator.id = theirs.id
    complete(anonymous_idp, token, authenticator.create(start(anonymous_idp, token)))
    assert Passkey.objects.count() == 2


def test_without_passkeys_in_the_pool_nothing_is_started_or_completed(
    anonymous_idp: Any, token: str, pool: UserPool, authenticator: Authenticator
) -> None:
    answer = authenticator.create(start(anonymous_idp, token))
    pool.settings["Policies"]["SignInPolicy"]["AllowedFirstAuthFactors"] = ["PASSWORD"]
    pool.save()
    assert refusal.of(lambda: start(anonymous_idp, token))[0] == "WebAuthnNotEnabledException"
    assert refused(anonymous_idp, token, answer) == "WebAuthnNotEnabledException"


def test_without_relying_party_and_domain_nothing_is_started(anonymous_idp: Any, token: str, pool: UserPool) -> None:
    passkeys.configure(pool, RelyingPartyId="")
    assert refusal.of(lambda: start(anonymous_idp, token))[0] == "WebAuthnConfigurationMissingException"


def test_the_relying_party_is_the_custom_domain_else_the_prefix_domain(
    anonymous_idp: Any, token: str, pool: UserPool
) -> None:
    passkeys.configure(pool, RelyingPartyId="")
    domains.create(pool, domain="people")
    of_prefix = start(anonymous_idp, token)["rp"]["id"]
    domains.create(pool, domain="login.example.net", custom={})
    assert (of_prefix, start(anonymous_idp, token)["rp"]["id"]) == ("people.auth.localhost", "login.example.net")


def test_another_users_passkey_is_not_found(anonymous_idp: Any, token: str, pool: UserPool, client: AppClient) -> None:
    theirs = encoded(passkeys.registered(people.confirmed(pool, "eve"), client).id)
    code, _ = refusal.of(lambda: anonymous_idp.delete_web_authn_credential(AccessToken=token, CredentialId=theirs))
    assert code == "ResourceNotFoundException"
    assert Passkey.objects.count() == 1


@pytest.mark.parametrize("credential_id", ["", "x", "~", "é", "a" * 5000])
def test_an_unknown_credential_id_is_not_found(anonymous_idp: Any, token: str, credential_id: str) -> None:
    code, _ = refusal.of(
        lambda: anonymous_idp.delete_web_authn_credential(AccessToken=token, CredentialId=credential_id)
    )
    assert code == "ResourceNotFoundException"


def test_a_disabled_or_deleted_user_registers_nothing(anonymous_idp: Any, token: str, alice: User) -> None:
    # checklist 60
    users.disable(alice)
    assert refusal.of(lambda: start(anonymous_idp, token))[0] == "NotAuthorizedException"
    users.delete(alice)
    assert refusal.of(lambda: listed(anonymous_idp, token))[0] == "NotAuthorizedException"


def test_passkeys_go_with_their_user(anonymous_idp: Any, token: str, alice: User, client: AppClient) -> None:
    passkeys.registered(alice, client)
    start(anonymous_idp, token)
    users.delete(alice)
    assert (Passkey.objects.count(), PasskeyRegistration.objects.count()) == (0, 0)


def test_registrations_never_completed_are_swept(anonymous_idp: Any, token: str, clock: Clock) -> None:
    start(anonymous_idp, token)
    clock.advance(days=2)
    housekeeping.sweep()
    assert not PasskeyRegistration.objects.exists()

"""Operations on identity providers through boto3."""

from __future__ import annotations

from typing import Any

import pytest
from cryptography import x509
from django.db import connection

from pools.models import IdentityProvider, UserPool
from tests.support import builders, refusal, saml_metadata
from tests.support.scripted_triggers import scripted_triggers, status

pytestmark = pytest.mark.django_db

GOOGLE = {"client_id": "g", "client_secret": "gs", "authorize_scopes": "email profile openid"}
OIDC = {
    "client_id": "o",
    "client_secret": "os",
    "attributes_request_method": "GET",
    "oidc_issuer": "https://login.example.com",
    "authorize_scopes": "openid email",
}
APPLE = {
    "client_id": "com.example.web",
    "team_id": "TEAM",
    "key_id": "KEY",
    "private_key": "-----BEGIN PRIVATE KEY-----",
    "authorize_scopes": "email name",
}


def create(idp: Any, pool: UserPool, name: str, kind: str, details: dict[str, str], **more: Any) -> dict[str, Any]:
    answer = idp.create_identity_provider(
        UserPoolId=pool.id, ProviderName=name, ProviderType=kind, ProviderDetails=details, **more
    )
    return dict(answer["IdentityProvider"])


def google(idp: Any, pool: UserPool, **more: Any) -> dict[str, Any]:
    return create(idp, pool, "Google", "Google", GOOGLE, **more)


def oidc(idp: Any, pool: UserPool, name: str = "Corporate", details: Any = None, **more: Any) -> dict[str, Any]:
    return create(idp, pool, name, "OIDC", details or OIDC, **more)


def describe(idp: Any, pool: UserPool, name: str) -> dict[str, Any]:
    return dict(idp.describe_identity_provider(UserPoolId=pool.id, ProviderName=name)["IdentityProvider"])


def test_a_provider_is_described_as_it_was_made(cognito_idp: Any, pool: UserPool) -> None:
    made = google(cognito_idp, pool, AttributeMapping={"email": "email"}, IdpIdentifiers=["example.com"])
    assert describe(cognito_idp, pool, "Google") == made
    assert made["AttributeMapping"] == {"email": "email", "username": "sub"}
    assert made["IdpIdentifiers"] == ["example.com"]


def test_googles_endpoints_are_filled_in(cognito_idp: Any, pool: UserPool) -> None:
    details = google(cognito_idp, pool)["ProviderDetails"]
    assert details["authorize_url"] == "https://accounts.google.com/o/oauth2/v2/auth"
    assert details["oidc_issuer"] == "https://accounts.google.com"
    assert details["client_secret"] == "gs"


def test_facebooks_endpoints_name_its_version(cognito_idp: Any, pool: UserPool) -> None:
    given = {**GOOGLE, "api_version": "v19.0"}
    details = create(cognito_idp, pool, "Facebook", "Facebook", given)["ProviderDetails"]
    assert details["token_url"] == "https://graph.facebook.com/v19.0/oauth/access_token"


def test_apples_key_is_never_answered_and_survives_an_update(cognito_idp: Any, pool: UserPool) -> None:
    made = create(cognito_idp, pool, "SignInWithApple", "SignInWithApple", APPLE)
    call = {"UserPoolId": pool.id, "ProviderName": "SignInWithApple", "ProviderDetails": made["ProviderDetails"]}
    cognito_idp.update_identity_provider(**call)
    stored = IdentityProvider.objects.get(pool=pool)
    assert "private_key" not in made["ProviderDetails"]
    assert stored.details["private_key"] == APPLE["private_key"]


def test_secrets_are_sealed_in_the_database(cognito_idp: Any, pool: UserPool) -> None:  # checklist 9
    oidc(cognito_idp, pool, details={**OIDC, "client_secret": "plain-secret-of-the-provider"})
    with connection.cursor() as cursor:
        cursor.execute("SELECT details FROM pools_identityprovider")
        stored = bytes(cursor.fetchone()[0])
    assert b"plain-secret-of-the-provider" not in stored


def test_a_name_is_given_once_in_a_pool(cognito_idp: Any, pool: UserPool) -> None:
    oidc(cognito_idp, pool)
    oidc(cognito_idp, builders.pool("others"))
    assert refusal.of(lambda: oidc(cognito_idp, pool))[0] == "DuplicateProviderException"


def test_an_identifier_is_given_once_in_a_pool(cognito_idp: Any, pool: UserPool) -> None:
    oidc(cognito_idp, pool, IdpIdentifiers=["example.com"])
    again = refusal.of(lambda: oidc(cognito_idp, pool, "Second", IdpIdentifiers=["example.com"]))
    assert again[0] == "DuplicateProviderException"
    assert IdentityProvider.objects.filter(pool=pool).count() == 1


def test_a_provider_is_found_by_its_identifier(cognito_idp: Any, pool: UserPool) -> None:
    oidc(cognito_idp, pool, IdpIdentifiers=["example.com", "example.org"])
    answer = cognito_idp.get_identity_provider_by_identifier(UserPoolId=pool.id, IdpIdentifier="example.org")
    assert answer["IdentityProvider"]["ProviderName"] == "Corporate"


def test_an_identifier_of_another_pool_finds_nothing(cognito_idp: Any, pool: UserPool) -> None:  # checklist 4
    oidc(cognito_idp, builders.pool("others"), IdpIdentifiers=["example.com"])
    call = {"UserPoolId": pool.id, "IdpIdentifier": "example.com"}
    refused = refusal.of(lambda: cognito_idp.get_identity_provider_by_identifier(**call))
    assert refused[0] == "ResourceNotFoundException"


def test_an_update_replaces_only_what_it_gives(cognito_idp: Any, pool: UserPool) -> None:
    oidc(cognito_idp, pool, AttributeMapping={"email": "email"}, IdpIdentifiers=["example.com"])
    call = {"UserPoolId": pool.id, "ProviderName": "Corporate", "AttributeMapping": {"name": "display_name"}}
    cognito_idp.update_identity_provider(**call)
    found = describe(cognito_idp, pool, "Corporate")
    assert found["AttributeMapping"] == {"name": "display_name", "username": "sub"}
    assert (found["ProviderDetails"]["client_id"], found["IdpIdentifiers"]) == ("o", ["example.com"])


def test_providers_are_listed_page_by_page(cognito_idp: Any, pool: UserPool) -> None:
    names = ["Alpha", "Beta", "Gamma"]
    made = [oidc(cognito_idp, pool, name)["ProviderName"] for name in names]
    first = cognito_idp.list_identity_providers(UserPoolId=pool.id, MaxResults=2)
    second = cognito_idp.list_identity_providers(UserPoolId=pool.id, MaxResults=2, NextToken=first["NextToken"])
    listed = [row["ProviderName"] for row in [*first["Providers"], *second["Providers"]]]
    assert listed == made == names
    assert "NextToken" not in second


def test_a_deleted_provider_is_offered_by_no_client(cognito_idp: Any, pool: UserPool) -> None:
    oidc(cognito_idp, pool)
    client = builders.client(pool, SupportedIdentityProviders=["COGNITO", "Corporate"])
    cognito_idp.delete_identity_provider(UserPoolId=pool.id, ProviderName="Corporate")
    client.refresh_from_db()
    assert client.settings["SupportedIdentityProviders"] == ["COGNITO"]
    assert refusal.of(lambda: describe(cognito_idp, pool, "Corporate"))[0] == "ResourceNotFoundException"


def test_a_client_offers_only_providers_that_the_pool_has(cognito_idp: Any, pool: UserPool) -> None:
    call = {"UserPoolId": pool.id, "ClientName": "web", "SupportedIdentityProviders": ["Corporate"]}
    assert refusal.of(lambda: cognito_idp.create_user_pool_client(**call)) == (
        "InvalidParameterException",
        f"The provider Corporate does not exist for User Pool {pool.id}.",
    )


@pytest.mark.parametrize(
    ("name", "kind", "details"),
    [
        ("Gugel", "Google", GOOGLE),
        ("Google", "OIDC", OIDC),
        ("COGNITO", "OIDC", OIDC),
        ("ab", "OIDC", OIDC),
        ("_abc", "OIDC", OIDC),
        ("Google", "Google", {"client_id": "g"}),
        ("Corporate", "OIDC", {**OIDC, "oidc_issuer": "ftp://login.example.com"}),
        ("Corporate", "OIDC", {**OIDC, "attributes_request_method": "PUT"}),
        ("Corporate", "OIDC", {**OIDC, "authorize_scopes": "email"}),
        ("Corporate", "OIDC", {"poolhouse_provider": "nobody", "client_id": "c", "client_secret": "s"}),
        ("Corporate", "SAML", {}),
        ("Corporate", "SAML", {"MetadataFile": "<nothing/>"}),
        ("Corporate", "SAML", {"MetadataURL": "http://169.254.169.254/latest"}),
    ],
)
def test_a_provider_that_cannot_be_is_refused(
    cognito_idp: Any, pool: UserPool, name: str, kind: str, details: dict[str, str]
) -> None:
    refused = refusal.of(lambda: create(cognito_idp, pool, name, kind, details))
    assert refused[0] == "InvalidParameterException"
    assert not IdentityProvider.objects.exists()


@pytest.mark.parametrize("mapping", [{"custom:absent": "x"}, {"username": "email"}])
def test_a_mapping_that_cannot_be_is_refused(cognito_idp: Any, pool: UserPool, mapping: dict[str, str]) -> None:
    assert refusal.of(lambda: oidc(cognito_idp, pool, AttributeMapping=mapping))[0] == "InvalidParameterException"


@pytest.mark.parametrize("kind", ["github", "instagram", "linkedin", "microsoft", "twitter_oauth2"])
def test_providers_that_cognito_has_not_are_oidc_ones_with_a_kind(cognito_idp: Any, pool: UserPool, kind: str) -> None:
    given = {"poolhouse_provider": kind, "client_id": "c", "client_secret": "s"}
    assert oidc(cognito_idp, pool, details=given)["ProviderDetails"] == given


def test_saml_metadata_tells_where_to_sign_on_and_out(cognito_idp: Any, pool: UserPool) -> None:
    given = {"MetadataFile": saml_metadata.document()}
    details = create(cognito_idp, pool, "Corporate", "SAML", given)["ProviderDetails"]
    assert details["SSORedirectBindingURI"] == saml_metadata.SIGN_ON
    assert details["SLORedirectBindingURI"] == saml_metadata.LOG_OUT


def test_saml_metadata_that_is_not_there_is_refused(cognito_idp: Any, pool: UserPool, settings: Any) -> None:
    with scripted_triggers() as web:
        settings.POOLHOUSE_OUTBOUND_ALLOW = ["127.0.0.1"]
        url = web.hook_url("metadata", status(404))
        refused = refusal.of(lambda: create(cognito_idp, pool, "Corporate", "SAML", {"MetadataURL": url}))
    assert refused == ("InvalidParameterException", "The metadata could not be fetched from MetadataURL.")


@pytest.mark.parametrize("poison", ["<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]>", "<!ENTITY a 'b'>"])
def test_saml_metadata_with_entities_is_refused(cognito_idp: Any, pool: UserPool, poison: str) -> None:
    # checklist 56, 57
    document = saml_metadata.document().replace('<?xml version="1.0"?>', f'<?xml version="1.0"?>{poison}')
    refused = refusal.of(lambda: create(cognito_idp, pool, "Corporate", "SAML", {"MetadataFile": document}))
    assert refused[0] == "InvalidParameterException"


def test_the_signing_certificate_stays_the_same(cognito_idp: Any, pool: UserPool) -> None:
    first = cognito_idp.get_signing_certificate(UserPoolId=pool.id)["Certificate"]
    second = cognito_idp.get_signing_certificate(UserPoolId=pool.id)["Certificate"]
    read = x509.load_pem_x509_certificate(f"-----BEGIN CERTIFICATE-----\n{first}\n-----END CERTIFICATE-----".encode())
    assert first == second
    assert read.subject.rfc4514_string() == f"CN={pool.id}"

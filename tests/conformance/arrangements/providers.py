"""Identity providers and linked users."""

from __future__ import annotations

from typing import Any

from tests.conformance.arranging import also, arranged
from tests.conformance.scene import MAPPING, PROVIDER, Scene
from tests.support import saml_metadata

OF_ALICE = {"ProviderName": "Cognito", "ProviderAttributeValue": "alice"}
SOURCE = {
    "ProviderName": "Corporate",
    "ProviderAttributeName": "Cognito_Subject",
    "ProviderAttributeValue": "corporate-alice",
}


def corporate(scene: Scene) -> dict[str, Any]:
    return {**scene.in_pool, "ProviderName": "Corporate"}


@arranged
def create_identity_provider(scene: Scene) -> dict[str, Any]:
    kind = {"ProviderName": "Second", "ProviderType": "OIDC", "ProviderDetails": PROVIDER}
    return {**scene.in_pool, **kind, "AttributeMapping": MAPPING, "IdpIdentifiers": ["second.example.com"]}


@arranged
def describe_identity_provider(scene: Scene) -> dict[str, Any]:
    return corporate(scene)


@arranged
def update_identity_provider(scene: Scene) -> dict[str, Any]:
    return {**corporate(scene), "ProviderDetails": PROVIDER, "AttributeMapping": {"email": "mail"}}


@arranged
def delete_identity_provider(scene: Scene) -> dict[str, Any]:
    return corporate(scene)


@arranged
def list_identity_providers(scene: Scene) -> dict[str, Any]:
    return scene.in_pool


@arranged
def get_identity_provider_by_identifier(scene: Scene) -> dict[str, Any]:
    return {**scene.in_pool, "IdpIdentifier": "example.com"}


@arranged
def admin_link_provider_for_user(scene: Scene) -> dict[str, Any]:
    return {**scene.in_pool, "DestinationUser": OF_ALICE, "SourceUser": SOURCE}


@arranged
def admin_disable_provider_for_user(scene: Scene) -> dict[str, Any]:
    scene.idp.admin_link_provider_for_user(**admin_link_provider_for_user(scene))
    return {**scene.in_pool, "User": SOURCE}


@also("create_identity_provider")
def by_saml(scene: Scene) -> dict[str, Any]:
    details = {"MetadataFile": saml_metadata.document(), "IDPSignout": "true"}
    kind = {"ProviderName": "Directory", "ProviderType": "SAML", "ProviderDetails": details}
    return {**scene.in_pool, **kind, "AttributeMapping": {"email": "mail"}}


@also("create_identity_provider")
def by_apple(scene: Scene) -> dict[str, Any]:
    names = {"client_id": "com.example.web", "team_id": "TEAM", "key_id": "KEY", "authorize_scopes": "email name"}
    details = {**names, "private_key": "-----BEGIN PRIVATE KEY-----"}
    kind = {"ProviderName": "SignInWithApple", "ProviderType": "SignInWithApple", "ProviderDetails": details}
    return {**scene.in_pool, **kind, "AttributeMapping": {"email": "email"}}


@also("update_identity_provider")
def another_document(scene: Scene) -> dict[str, Any]:
    scene.idp.create_identity_provider(**by_saml(scene))
    return {**scene.in_pool, "ProviderName": "Directory", "ProviderDetails": {"MetadataFile": saml_metadata.document()}}

"""App clients and their secrets."""

from __future__ import annotations

from typing import Any

from tests.conformance.arranging import also, arranged
from tests.conformance.scene import FLOWS, SCOPES, Scene
from tests.support import builders, machines


def of_service(scene: Scene) -> dict[str, Any]:
    return {**scene.in_pool, "ClientId": scene.service.id}


def settings() -> dict[str, Any]:
    return {
        "ExplicitAuthFlows": FLOWS,
        "AllowedOAuthFlows": ["code", "implicit"],
        "AllowedOAuthFlowsUserPoolClient": True,
        "AllowedOAuthScopes": SCOPES,
        "CallbackURLs": [builders.CALLBACK],
        "LogoutURLs": ["https://app.example.com/"],
        "DefaultRedirectURI": builders.CALLBACK,
        "SupportedIdentityProviders": ["COGNITO", "Corporate"],
        "AccessTokenValidity": 5,
        "IdTokenValidity": 5,
        "RefreshTokenValidity": 1,
        "TokenValidityUnits": {"AccessToken": "minutes", "IdToken": "minutes", "RefreshToken": "hours"},
        "ReadAttributes": ["email", "custom:team"],
        "WriteAttributes": ["email", "name", "custom:team"],
        "PreventUserExistenceErrors": "ENABLED",
        "EnableTokenRevocation": True,
        "EnablePropagateAdditionalUserContextData": False,
        "AuthSessionValidity": 5,
    }


@arranged
def create_user_pool_client(scene: Scene) -> dict[str, Any]:
    return {**scene.in_pool, "ClientName": "mobile", "GenerateSecret": True, **settings()}


@arranged
def describe_user_pool_client(scene: Scene) -> dict[str, Any]:
    return of_service(scene)


@arranged
def update_user_pool_client(scene: Scene) -> dict[str, Any]:
    return {**scene.of_client, "ClientName": "web", **settings()}


@arranged
def delete_user_pool_client(scene: Scene) -> dict[str, Any]:
    return scene.of_client


@arranged
def list_user_pool_clients(scene: Scene) -> dict[str, Any]:
    return {**scene.in_pool, "MaxResults": 60}


@arranged
def add_user_pool_client_secret(scene: Scene) -> dict[str, Any]:
    return of_service(scene)


@arranged
def list_user_pool_client_secrets(scene: Scene) -> dict[str, Any]:
    return of_service(scene)


@arranged
def delete_user_pool_client_secret(scene: Scene) -> dict[str, Any]:
    added = scene.idp.add_user_pool_client_secret(**of_service(scene))["ClientSecretDescriptor"]
    return {**of_service(scene), "ClientSecretId": added["ClientSecretId"]}


@also("create_user_pool_client")
def of_a_machine(scene: Scene) -> dict[str, Any]:
    flows = {"AllowedOAuthFlows": ["client_credentials"], "AllowedOAuthFlowsUserPoolClient": True}
    kind = {**flows, "AllowedOAuthScopes": [machines.WRITE], "ExplicitAuthFlows": ["ALLOW_CLIENT_TOKEN_AUTH"]}
    return {**scene.in_pool, "ClientName": "machine", "ClientSecret": "s" * 40, **kind}

"""Signing in, and what becomes of the tokens."""

from __future__ import annotations

from typing import Any

from tests.conformance.arrangements.sign_up import ANOTHER
from tests.conformance.arranging import also, arranged
from tests.conformance.scene import PASSWORD, Scene
from tests.support import machines

BY_ALICE = {"USERNAME": "alice", "PASSWORD": PASSWORD}
BY_IVY = {"USERNAME": "ivy", "NEW_PASSWORD": ANOTHER}


def session_row(scene: Scene) -> dict[str, Any]:
    """A session of alice's that is not the one of her tokens."""
    scene.sign_in("alice")
    rows = scene.anonymous.list_user_sessions(**scene.by_token)["Sessions"]
    return dict(next(row for row in rows if not row.get("IsCurrentSession")))


@arranged
def initiate_auth(scene: Scene) -> dict[str, Any]:
    return {"ClientId": scene.client.id, "AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": BY_ALICE}


@arranged
def admin_initiate_auth(scene: Scene) -> dict[str, Any]:
    seen = {"IpAddress": "203.0.113.9", "ServerName": "app", "ServerPath": "/", "HttpHeaders": []}
    flow = {"AuthFlow": "ADMIN_USER_PASSWORD_AUTH", "AuthParameters": BY_ALICE}
    return {**scene.of_client, **flow, "ContextData": seen}


@arranged
def respond_to_auth_challenge(scene: Scene) -> dict[str, Any]:
    answer = {"ChallengeName": "NEW_PASSWORD_REQUIRED", "Session": scene.session, "ChallengeResponses": BY_IVY}
    return {"ClientId": scene.client.id, **answer}


@arranged
def admin_respond_to_auth_challenge(scene: Scene) -> dict[str, Any]:
    parameters = {"USERNAME": "ivy", "PASSWORD": PASSWORD}
    asked = scene.idp.admin_initiate_auth(
        **scene.of_client, AuthFlow="ADMIN_USER_PASSWORD_AUTH", AuthParameters=parameters
    )
    answer = {"ChallengeName": "NEW_PASSWORD_REQUIRED", "Session": asked["Session"], "ChallengeResponses": BY_IVY}
    return {**scene.of_client, **answer}


@arranged
def get_tokens_from_refresh_token(scene: Scene) -> dict[str, Any]:
    told = {"RefreshToken": scene.tokens["RefreshToken"], "DeviceKey": scene.device_key}
    return {"ClientId": scene.client.id, **told}


@arranged
def revoke_token(scene: Scene) -> dict[str, Any]:
    return {"ClientId": scene.client.id, "Token": scene.tokens["RefreshToken"]}


@arranged
def global_sign_out(scene: Scene) -> dict[str, Any]:
    return scene.by_token


@arranged
def admin_user_global_sign_out(scene: Scene) -> dict[str, Any]:
    return scene.of_alice


@arranged
def get_client_token(scene: Scene) -> dict[str, Any]:
    return {"ClientId": scene.robot.id, "Secret": machines.secret_of(scene.robot), "Scopes": [machines.READ]}


@arranged
def get_derived_token(scene: Scene) -> dict[str, Any]:
    subject = {"SubjectToken": scene.tokens["AccessToken"], "SubjectTokenType": "ACCESS_TOKEN"}
    return {"ClientId": scene.service.id, "ClientSecret": machines.secret_of(scene.service), **subject}


@arranged
def list_user_sessions(scene: Scene) -> dict[str, Any]:
    return scene.by_token


@arranged
def admin_list_user_sessions(scene: Scene) -> dict[str, Any]:
    return scene.of_alice


@arranged
def revoke_user_session(scene: Scene) -> dict[str, Any]:
    return {**scene.by_token, "SessionId": session_row(scene)["SessionId"]}


@arranged
def admin_revoke_user_session(scene: Scene) -> dict[str, Any]:
    return {**scene.of_alice, "SessionId": session_row(scene)["SessionId"], "RevokeAssociatedSessions": "LINKED"}


@also("get_derived_token")
def with_an_actor(scene: Scene) -> dict[str, Any]:
    asked = {"ClientId": scene.robot.id, "Secret": machines.secret_of(scene.robot)}
    actor = scene.idp.get_client_token(**asked)["ClientAuthenticationResult"]["AccessToken"]
    acting = {"ActorToken": actor, "ActorTokenType": "ACCESS_TOKEN", "Audiences": ["https://api.example.com"]}
    return {**get_derived_token(scene), **acting, "RequestedTokenType": "ACCESS_TOKEN"}

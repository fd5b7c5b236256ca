"""What is measured: each operation's requests, and the cryptography that it cannot do without."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode

from accounts.tokens import issue
from console.bench.calls import Caller, Request
from console.bench.load import CALLBACK, PASSWORD, Known, Population
from console.bench.srp_client import SrpClient
from pools import app_clients
from pools.core import pagination
from pools.wire import paging

LIST_SIZE = 60


@dataclass(frozen=True)
class Scene:
    """One loaded pool, who calls, and the session cookie of a signed-in operator."""

    population: Population
    caller: Caller
    operator_cookies: dict[str, str]
    srp: SrpClient


@dataclass(frozen=True)
class Operation:
    """One line of the table. `following` makes the second request of two out of the answer to the first."""

    name: str
    requests: Callable[[Scene], list[Request]]
    cryptography: tuple[str, ...] = ()
    following: Callable[[Scene, bytes], Request] | None = None


def _for_each(make: Callable[[Scene, Known], Request]) -> Callable[[Scene], list[Request]]:
    return lambda scene: [make(scene, known) for known in scene.population.known]


def _password(scene: Scene, known: Known) -> Request:
    parameters = {"USERNAME": known.user.username, "PASSWORD": PASSWORD}
    return _initiate(scene, "USER_PASSWORD_AUTH", parameters)


def _srp(scene: Scene, known: Known) -> Request:
    return _initiate(scene, "USER_SRP_AUTH", {"USERNAME": known.user.username, "SRP_A": scene.srp.srp_a})


def _srp_proof(scene: Scene, answer: bytes) -> Request:
    pool = scene.population.pool
    parameters = json.loads(answer)["ChallengeParameters"]
    return scene.caller.public(
        "RespondToAuthChallenge",
        ClientId=scene.population.client.id,
        ChallengeName="PASSWORD_VERIFIER",
        ChallengeResponses=scene.srp.responses(parameters, pool_name=pool.srp_name, password=PASSWORD),
    )


def _refresh(scene: Scene, known: Known) -> Request:
    return _initiate(scene, "REFRESH_TOKEN_AUTH", {"REFRESH_TOKEN": known.refresh_token})


def _get_user(scene: Scene, known: Known) -> Request:
    return scene.caller.public("GetUser", AccessToken=issue.renewed(known.session).access_token)


def _admin_get_user(scene: Scene, known: Known) -> Request:
    return scene.caller.signed("AdminGetUser", UserPoolId=scene.population.pool.id, Username=known.user.username)


def _first_page(scene: Scene) -> list[Request]:
    return [scene.caller.signed("ListUsers", UserPoolId=scene.population.pool.id, Limit=LIST_SIZE)]


def _middle_page(scene: Scene) -> list[Request]:
    pool = scene.population.pool
    asked = {"UserPoolId": pool.id, "Limit": LIST_SIZE}
    # Going there page by page would take a thousand calls.
    marker = [scene.population.middle, scene.population.middle]
    token = pagination.encode(marker, bound_to=paging.binding("ListUsers", pool.region, asked))
    return [scene.caller.signed("ListUsers", **asked, PaginationToken=token)]


def _jwks(scene: Scene) -> list[Request]:
    return [scene.caller.page(f"/{scene.population.pool.id}/.well-known/jwks.json")]


def _console_users(scene: Scene) -> list[Request]:
    path = f"/console/user-pools/{scene.population.pool.id}/users"
    return [scene.caller.page(path, cookies=scene.operator_cookies)]


def _token_refresh(scene: Scene, known: Known) -> Request:
    path, client_id = f"/{scene.population.pool.id}/oauth2/token", scene.population.client.id
    return scene.caller.form(path, grant_type="refresh_token", client_id=client_id, refresh_token=known.refresh_token)


def _client_credentials(scene: Scene) -> list[Request]:
    robot = scene.population.robot
    [secret] = app_clients.secrets(robot)
    path = f"/{scene.population.pool.id}/oauth2/token"
    return [scene.caller.form(path, grant_type="client_credentials", client_id=robot.id, client_secret=secret)]


def _hosted(scene: Scene, page: str) -> str:
    """The address of a hosted page with an authorization request."""
    asked = {"client_id": scene.population.client.id, "redirect_uri": CALLBACK, "response_type": "code"}
    return f"/{scene.population.pool.id}/{page}?{urlencode(asked)}"


def _authorize(scene: Scene, known: Known) -> Request:
    return scene.caller.page(_hosted(scene, "oauth2/authorize"), cookies={"cognito": known.browser})


def _sign_in_page(scene: Scene) -> list[Request]:
    return [scene.caller.page(_hosted(scene, "login"))]


def _initiate(scene: Scene, flow: str, parameters: dict[str, str]) -> Request:
    return scene.caller.public(
        "InitiateAuth", AuthFlow=flow, ClientId=scene.population.client.id, AuthParameters=parameters
    )


TOKENS = ("rs256_sign", "rs256_sign")

PASSWORD_SIGN_IN = Operation("SignIn (password)", _for_each(_password), ("argon2_verify", *TOKENS))
SRP_SIGN_IN = Operation("SignIn (SRP)", _for_each(_srp), ("srp_powers", *TOKENS), _srp_proof)
REFRESH = Operation("refresh", _for_each(_refresh), TOKENS)
TOKEN_REFRESH = Operation("/oauth2/token by refresh", _for_each(_token_refresh), TOKENS)
CLIENT_CREDENTIALS = Operation("/oauth2/token by client_credentials", _client_credentials, ("rs256_sign",))
AUTHORIZE = Operation("/oauth2/authorize, signed in", _for_each(_authorize))
SIGN_IN_PAGE = Operation("sign-in page", _sign_in_page)
GET_USER = Operation("GetUser", _for_each(_get_user), ("rs256_verify",))
ADMIN_GET_USER = Operation("AdminGetUser", _for_each(_admin_get_user))
LIST_FIRST = Operation(f"ListUsers({LIST_SIZE}) first page", _first_page)
LIST_MIDDLE = Operation(f"ListUsers({LIST_SIZE}) in the middle", _middle_page)
JWKS = Operation("JWKS", _jwks)
CONSOLE_USERS = Operation("console users page", _console_users)

OPERATIONS = [
    PASSWORD_SIGN_IN,
    SRP_SIGN_IN,
    REFRESH,
    TOKEN_REFRESH,
    CLIENT_CREDENTIALS,
    AUTHORIZE,
    SIGN_IN_PAGE,
    GET_USER,
    ADMIN_GET_USER,
    LIST_FIRST,
    LIST_MIDDLE,
    JWKS,
    CONSOLE_USERS,
]

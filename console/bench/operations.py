"""What is measured: each operation's requests, and the cryptography that it cannot do without."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode

from accounts.oauth import codes
from accounts.tokens import issue
from console.bench import sign_ins
from console.bench.calls import Request
from console.bench.crowd import TEAM, TEAMS
from console.bench.load import CALLBACK, PASSWORD, Known, Population
from console.bench.operation import Operation, Scene, for_each
from pools import app_clients
from pools.core import pagination
from pools.wire import paging

LIST_SIZE = 60
FILTERS = 120
NEW_USERS = 200


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


def _found(make_filter: Callable[[Scene, int], str]) -> Callable[[Scene], list[Request]]:
    """First pages of those that different filters find in the crowd."""

    def requests(scene: Scene) -> list[Request]:
        asked = {"UserPoolId": scene.crowd.pool.id, "Limit": LIST_SIZE}
        return [
            scene.caller.signed("ListUsers", **asked, Filter=make_filter(scene, number)) for number in range(FILTERS)
        ]

    return requests


def _by_email(scene: Scene, number: int) -> str:  # noqa: ARG001  as the others
    """From a prefix that all share to one that a hundred do."""
    return 'email ^= "{}"'.format(f"user{number:05}"[: 4 + number % 6])


def _by_sub(scene: Scene, number: int) -> str:
    return f'sub = "{scene.crowd.subs[number % len(scene.crowd.subs)]}"'


def _by_team(scene: Scene, number: int) -> str:  # noqa: ARG001  as the others
    return '{} ^= "{}"'.format(TEAM, f"team{number * 7 % TEAMS:04}"[: 5 + number % 4])


def _new_users(scene: Scene) -> list[Request]:
    asked = {"UserPoolId": scene.crowd.pool.id, "MessageAction": "SUPPRESS", "TemporaryPassword": PASSWORD}
    names = [f"new{number}" for number in range(NEW_USERS)]
    return [
        scene.caller.signed(
            "AdminCreateUser",
            **asked,
            Username=name,
            UserAttributes=[{"Name": "email", "Value": f"{name}@example.org"}, {"Name": TEAM, "Value": "new"}],
        )
        for name in names
    ]


def _crowd_size(scene: Scene) -> int:
    return scene.crowd.size


def _jwks(scene: Scene) -> list[Request]:
    return [scene.caller.page(f"/{scene.population.pool.id}/.well-known/jwks.json")]


def _console_users(scene: Scene) -> list[Request]:
    path = f"/console/user-pools/{scene.population.pool.id}/users"
    return [scene.caller.page(path, cookies=scene.operator_cookies)]


def _token_refresh(scene: Scene, known: Known) -> Request:
    path, client_id = f"/{scene.population.pool.id}/oauth2/token", scene.population.client.id
    return scene.caller.form(path, grant_type="refresh_token", client_id=client_id, refresh_token=known.refresh_token)


def _token_code(scene: Scene, known: Known) -> Request:
    client = scene.population.client
    code = codes.mint(codes.Grant(client, CALLBACK, tuple(client.scopes)), known.hosted)
    path = f"/{scene.population.pool.id}/oauth2/token"
    given = {"client_id": client.id, "redirect_uri": CALLBACK, "code": code}
    return scene.caller.form(path, grant_type="authorization_code", **given)


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


def _everybody(scene: Scene) -> Population:
    return scene.population


def _with_apps(scene: Scene) -> Population:
    return scene.apps.population


def _with_devices(scene: Scene) -> Population:
    return scene.devices.population


TOKENS = ("rs256_sign", "rs256_sign")
SIGNED_AND_ASKED = ("rs256_sign", "round_trip", "round_trip")
"""What the token endpoint is measured by: one signature, and two questions to the database."""

PASSWORD_SIGN_IN = Operation("SignIn (password)", for_each(sign_ins.by_password), ("argon2_verify", *TOKENS))
SRP_SIGN_IN = Operation(
    "SignIn (SRP)",
    sign_ins.by_srp(_everybody),
    ("srp_powers", *TOKENS),
    following=(sign_ins.srp_proof(_everybody),),
)
APP_SIGN_IN = Operation(
    "SignIn (SRP + TOTP)",
    sign_ins.by_srp(_with_apps),
    ("srp_powers", *TOKENS),
    following=(sign_ins.srp_proof(_with_apps), sign_ins.app_code),
    prepare=lambda scene: scene.apps.renew(),
    apart=True,
)
DEVICE_SIGN_IN = Operation(
    "SignIn (SRP + device SRP)",
    sign_ins.from_devices,
    ("srp_powers", "srp_powers", *TOKENS),
    following=(sign_ins.srp_proof(_with_devices), sign_ins.device_public, sign_ins.device_proof),
    apart=True,
)
PASSKEY_SIGN_IN = Operation(
    "SignIn (USER_AUTH by passkey)",
    sign_ins.by_passkey,
    ("ecdsa_verify", *TOKENS),
    following=(sign_ins.passkey_answer,),
    apart=True,
)
LOCK_OUT = Operation("lock-out check", sign_ins.while_locked, good=frozenset({400}))
REFRESH = Operation("refresh", for_each(sign_ins.refresh), TOKENS)
ROTATION = Operation(
    "refresh with rotation",
    sign_ins.rotations,
    TOKENS,
    learn=lambda scene, answer: scene.rotating.learn(answer),
)
TOKEN_CODE = Operation("/oauth2/token by code", for_each(_token_code), SIGNED_AND_ASKED, spent=True)
TOKEN_REFRESH = Operation("/oauth2/token by refresh", for_each(_token_refresh), SIGNED_AND_ASKED)
CLIENT_CREDENTIALS = Operation("/oauth2/token by client_credentials", _client_credentials, SIGNED_AND_ASKED)
AUTHORIZE = Operation("/oauth2/authorize, signed in", for_each(_authorize))
SIGN_IN_PAGE = Operation("sign-in page", _sign_in_page)
GET_USER = Operation("GetUser", for_each(_get_user), ("rs256_verify",))
ADMIN_GET_USER = Operation("AdminGetUser", for_each(_admin_get_user))
LIST_FIRST = Operation(f"ListUsers({LIST_SIZE}) first page", _first_page)
LIST_MIDDLE = Operation(f"ListUsers({LIST_SIZE}) in the middle", _middle_page)
FIND_BY_EMAIL = Operation("ListUsers by prefix of e-mail", _found(_by_email), apart=True, users=_crowd_size)
FIND_BY_SUB = Operation("ListUsers by sub", _found(_by_sub), apart=True, users=_crowd_size)
FIND_BY_TEAM = Operation("ListUsers by a custom attribute", _found(_by_team), apart=True, users=_crowd_size)
ADMIN_CREATE_USER = Operation(
    "AdminCreateUser",
    _new_users,
    # As dear as looking whether a password is the right one.
    ("argon2_verify",),
    prepare=lambda scene: scene.crowd.forget_new(),
    learn=lambda scene, answer: None,  # noqa: ARG005  there is nothing to learn, but nobody is made twice
    apart=True,
    users=_crowd_size,
)
JWKS = Operation("JWKS", _jwks)
CONSOLE_USERS = Operation("console users page", _console_users)

OPERATIONS = [
    PASSWORD_SIGN_IN,
    SRP_SIGN_IN,
    APP_SIGN_IN,
    DEVICE_SIGN_IN,
    PASSKEY_SIGN_IN,
    LOCK_OUT,
    REFRESH,
    ROTATION,
    TOKEN_CODE,
    TOKEN_REFRESH,
    CLIENT_CREDENTIALS,
    AUTHORIZE,
    SIGN_IN_PAGE,
    GET_USER,
    ADMIN_GET_USER,
    LIST_FIRST,
    LIST_MIDDLE,
    FIND_BY_EMAIL,
    FIND_BY_SUB,
    FIND_BY_TEAM,
    ADMIN_CREATE_USER,
    JWKS,
    CONSOLE_USERS,
]

"""The hosted session: a signed-in browser, known by a cookie on its pool's base and a hash in the database."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse

from accounts import admission, sessions
from accounts.models import HostedSession
from accounts.oauth.place import Place
from accounts.signin.outcome import SignedIn
from pools import session_configuration
from pools.core import clock, ids, vault
from pools.core.errors import CognitoError
from pools.models import AppClient

_TOKEN_BYTES = 32
_RECENT = timedelta(minutes=5)


def name_at(request: HttpRequest, here: Place) -> str:
    """`cognito`; with the prefix that keeps other hosts from planting it, where browsers allow that."""
    return "__Host-cognito" if request.is_secure() and here.on_domain else "cognito"


def find(request: HttpRequest, here: Place) -> HostedSession | None:
    """The living session of this browser whose user may still come in."""
    row = sessions.living_browsers().filter(pk=_key(request, here), pool=here.pool).select_related("user").first()
    if row is None:
        return None
    row.user.pool = here.pool
    try:
        admission.check(row.user)
    except CognitoError:
        return None
    return row


def reusable(request: HttpRequest, here: Place, client: AppClient) -> HostedSession | None:
    """The living session of this browser, unless its sign-in is too long ago for this client to take it again."""
    row = find(request, here)
    if row is None or clock.now() >= row.auth_time + client.single_sign_on_validity:
        return None
    sessions.touch_browser(row)
    return row


def is_recent(session: HostedSession) -> bool:
    """Whether its user signed in just now, as whoever changes how to sign in must have (checklist 45)."""
    return session.auth_time >= clock.now() - _RECENT


def start(request: HttpRequest, here: Place, signed_in: SignedIn) -> tuple[HostedSession, str]:
    """A new session and its token for each sign-in; whatever the browser held before ends (checklist 49)."""
    end_row(request, here)
    token = ids.opaque(_TOKEN_BYTES)
    now = clock.now()
    session = HostedSession.objects.create(
        token_hash=vault.token_hash(token),
        pool=here.pool,
        user=signed_in.user,
        provider_name=signed_in.provider_name,
        provider_session=dict(signed_in.provider_session) or None,
        proved=list(signed_in.proved),
        ip=signed_in.context.ip,
        user_agent=signed_in.context.kept_user_agent,
        auth_time=signed_in.auth_time,
        last_used_at=now,
        created_at=now,
        expires_at=now + session_configuration.longest_reuse(here.pool),  # AWS: not sliding.
    )
    if name_at(request, here) in request.COOKIES:
        sessions.follow(session, _key(request, here))
    return session, token


def give(request: HttpRequest, response: HttpResponse, here: Place, session: HostedSession, token: str) -> None:
    """Let the browser have the session's token for as long as the session may live."""
    response.set_cookie(
        name_at(request, here),
        token,
        max_age=session.expires_at - session.created_at,
        path=here.cookie_path,
        secure=request.is_secure(),
        httponly=True,
        samesite="Lax",
    )


def end(request: HttpRequest, response: HttpResponse, here: Place) -> None:
    """Sign this browser out: in the database first, for a cookie that was copied."""
    end_row(request, here)
    name = name_at(request, here)
    response.delete_cookie(name, path=here.cookie_path, samesite="Lax")


def end_row(request: HttpRequest, here: Place) -> None:
    """End what the browser's cookie stands for, if anything."""
    rows = HostedSession.objects.filter(pk=_key(request, here), pool=here.pool, ended_at=None)
    rows.update(ended_at=clock.now())


def _key(request: HttpRequest, here: Place) -> bytes:
    return vault.token_hash(request.COOKIES.get(name_at(request, here), ""))

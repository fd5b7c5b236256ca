"""The hosted session: a signed-in browser, known by a cookie on its pool's base and a hash in the database."""

from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

from accounts import admission
from accounts.models import HostedSession, User
from accounts.oauth.place import Place
from pools.core import clock, ids, vault
from pools.core.errors import CognitoError

_LIFE = timedelta(hours=1)
_TOKEN_BYTES = 32


def name_at(request: HttpRequest, here: Place) -> str:
    """`cognito`; with the prefix that keeps other hosts from planting it, where browsers allow that."""
    return "__Host-cognito" if request.is_secure() and here.on_domain else "cognito"


def find(request: HttpRequest, here: Place) -> HostedSession | None:
    """The living session of this browser whose user may still come in."""
    row = _rows(request, here).filter(expires_at__gt=clock.now()).select_related("user").first()
    if row is None:
        return None
    row.user.pool = here.pool
    try:
        admission.check(row.user)
    except CognitoError:
        return None
    return row


def start(request: HttpRequest, response: HttpResponse, here: Place, *, user: User, auth_time: datetime) -> None:
    """A new session under a new name for each sign-in; whatever the browser held before ends (checklist 49)."""
    end_row(request, here)
    token = ids.opaque(_TOKEN_BYTES)
    now = clock.now()
    HostedSession.objects.create(
        token_hash=vault.token_hash(token),
        pool=here.pool,
        user=user,
        auth_time=auth_time,
        created_at=now,
        expires_at=now + _LIFE,  # AWS: one hour, not sliding.
    )
    response.set_cookie(
        name_at(request, here),
        token,
        max_age=_LIFE,
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
    _rows(request, here).update(ended_at=clock.now())


def _rows(request: HttpRequest, here: Place) -> QuerySet[HostedSession]:
    token = request.COOKIES.get(name_at(request, here), "")
    return HostedSession.objects.filter(token_hash=vault.token_hash(token), pool=here.pool, ended_at=None)

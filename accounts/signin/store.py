"""Open challenges in the database: a new string at every step, each good once."""

import secrets
from base64 import b64encode
from collections.abc import Collection

from django.utils.crypto import constant_time_compare

from accounts import users
from accounts.crypto import srp
from accounts.models.auth_session import AuthSession, Context
from pools import app_clients
from pools.core import clock, vault
from pools.core.errors import InvalidParameterException, NotAuthorizedException
from pools.core.prepared import Prepared
from pools.models import AppClient

HOSTED, HOSTED_CHOICE = "HOSTED", "HOSTED_CHOICE"
ON_PAGES = (HOSTED, HOSTED_CHOICE)
"""The flows of sign-ins begun on the hosted pages; they are answered there, where no secret hash is sent."""

_BY_HASH = Prepared(lambda token_hash: AuthSession.objects.select_related("user").filter(token_hash=token_hash), bytes)
_STRING_BYTES = 96
_DEVICE = "DEVICE_SRP_AUTH"


def new_string() -> str:
    """A session string; Base64 because SRP clients decode the secret block."""
    return b64encode(secrets.token_bytes(_STRING_BYTES)).decode()


def keep(session: AuthSession, string: str, challenge: str) -> None:
    """Store the session as waiting for an answer to this challenge under a new string."""
    now = clock.now()
    session.token_hash = vault.token_hash(string)
    session.challenge = challenge
    session.answered_at = None
    session.created_at = session.created_at or now
    session.expires_at = now + session.validity
    session.save()


def find(
    client: AppClient, *, string: str | None, challenges: Collection[str], answers: dict[str, str], context: Context
) -> AuthSession:
    """The session that this string opens. It is not yet claimed.

    Everything is compared here, before a challenge runs (checklist 43).

    Args:
        client: through which the answer comes.
        string: the session string, if one was sent.
        challenges: of which one must be open.
        answers: with USERNAME.
        context: of the call.

    Raises:
        InvalidParameterException: no string, and nothing else tells which session it is.
        NotAuthorizedException: unknown, expired, of another client, user or challenge.
    """
    found = _BY_HASH.first(vault.token_hash(string)) if string else _unnamed(client, challenges, answers)
    if found is None or found.client_id != client.id or found.challenge not in challenges or _is_void(found):
        raise NotAuthorizedException("Invalid session for the user.")
    if answers["USERNAME"] not in _names(found) or (found.flow in ON_PAGES) != context.hosted:
        raise NotAuthorizedException("Invalid session for the user.")
    if found.expires_at <= clock.now():
        raise NotAuthorizedException("Invalid session for the user, session is expired.")  # AWS: unverified
    found.client = client
    found.pool = client.pool
    if found.user:
        found.user.pool = client.pool
    found.context = context
    return found


def _unnamed(client: AppClient, challenges: Collection[str], answers: dict[str, str]) -> AuthSession | None:
    """For a client that names no session and uses one A for its password and its device, as pycognito does.

    Nobody else knows that A, and the session is open only because the password was proved with it (checklist 47).
    """
    public = srp.parse(answers.get("SRP_A", "")) if _DEVICE in challenges else None
    if public is None:
        raise InvalidParameterException("Missing required parameter Session")
    rows = AuthSession.objects.select_related("user").filter(
        client=client, user=users.find(client.pool, answers["USERNAME"]), challenge=_DEVICE, flow="USER_SRP_AUTH"
    )
    return next((row for row in rows if constant_time_compare(row.memory.get("A", ""), f"{public:x}")), None)


def claim(session: AuthSession, *, once: bool) -> None:
    """Take the session for one answer: nobody else can answer it meanwhile.

    Args:
        session: as found.
        once: whether it is never given back.

    Raises:
        NotAuthorizedException: somebody has taken it.
    """
    if not _claim(session, once=once):
        raise NotAuthorizedException("Invalid session for the user, session can only be used once.")


def take_by_string(string: str, *, challenge: str, context: Context) -> AuthSession:
    """Find and claim, for the operations that name neither client nor user: the string alone stands for both.

    Raises:
        NotAuthorizedException: unknown, used, expired, or waiting for something else.
    """
    row = _BY_HASH.first(vault.token_hash(string))
    if row is None:
        raise NotAuthorizedException("Invalid session for the user.")
    client, answers = app_clients.find(row.client_id), {"USERNAME": row.username}
    session = find(client, string=string, challenges=(challenge,), answers=answers, context=context)
    claim(session, once=False)
    return session


def _claim(session: AuthSession, *, once: bool) -> bool:
    """Of any number of requests one gets it. What can never be given back is deleted right away."""
    # The hash as well: the row lives on under the next step's string.
    row = AuthSession.objects.filter(pk=session.pk, token_hash=bytes(session.token_hash), answered_at=None)
    if not once:
        return bool(row.update(answered_at=clock.now()))
    session.pk = None
    # Nothing refers to these rows, so the look for dependents that delete() begins with is left out.
    return bool(row._raw_delete(row.db))  # noqa: SLF001


def give_back(session: AuthSession) -> None:
    """Let the same string be answered again, after an answer that can be repaired."""
    AuthSession.objects.filter(pk=session.pk).update(answered_at=None)


def drop(session: AuthSession) -> None:
    """Forget a finished session."""
    if session.pk:
        AuthSession.objects.filter(pk=session.pk).delete()


def _is_void(session: AuthSession) -> bool:
    """Whether everything of the user was ended since it began, while one of its steps was under way (checklist 7)."""
    ended = session.user.signed_out_at if session.user else None
    return ended is not None and session.created_at < ended


def _names(session: AuthSession) -> set[str]:
    # AWS: the answer's USERNAME is USER_ID_FOR_SRP; clients that echo what was typed are tolerated.
    names = {session.username, session.typed}
    return names | {session.user.sub} if session.user else names

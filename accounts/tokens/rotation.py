"""Refresh tokens that are good once: each use gives a successor, and an old one that comes back ends the family.

Only hashes are stored. A successor is made from the token before it and our own key, so that a client that lost the
answer can be given the very same one again: a family never forks (checklist 23; RFC 9700, 4.14).
"""

from collections.abc import Iterator
from datetime import timedelta

from django.db import IntegrityError, transaction

from accounts import sessions
from accounts.models import RefreshToken
from pools.core import clock, vault
from pools.core.errors import NotAuthorizedException, RefreshTokenReuseException
from pools.models import AppClient

RACE = timedelta(seconds=5)
"""A token that comes back so soon after its rotation was sent twice by its owner: refused, but nobody is signed out."""

INVALID = "Invalid Refresh Token"
REUSED = "Refresh token has been used already."  # AWS: unverified text.


def successor(row: RefreshToken, token: str, client: AppClient) -> str:
    """The token that takes the place of this one. Of any number of requests at once one makes it.

    Args:
        row: of the token, with its session.
        token: as the client sent it.
        client: whose it is; its grace time says for how long a retry is answered.

    Raises:
        RefreshTokenReuseException: it was rotated before and this is no retry; see `check`.
        NotAuthorizedException: it was deleted meanwhile.
    """
    if row.rotated_at is None:
        made = next(_candidates(row, token))
        if _claim(row, made):
            return made
        row = _read_again(row)  # another request was faster
    check(row, client)
    return _made_before(row, token)


def check(row: RefreshToken, client: AppClient) -> None:
    """Let pass what was never rotated, and the retry of a rotation whose successor has not been used yet.

    Raises:
        RefreshTokenReuseException: anything else; unless it is so soon that it must be a race, the family ends.
    """
    if row.rotated_at is None:
        return
    age, grace = clock.now() - row.rotated_at, client.rotation_grace
    if grace and age <= grace and not _is_superseded(row):
        return
    if age > RACE:
        sessions.end(row.session)
    raise _reused()


def _claim(row: RefreshToken, made: str) -> bool:
    now, made_hash = clock.now(), vault.token_hash(made)
    unused = RefreshToken.objects.filter(pk=row.pk, rotated_at=None)
    try:
        with transaction.atomic():
            if not unused.update(rotated_at=now, successor_hash=made_hash):
                return False
            RefreshToken(
                token_hash=made_hash, session_id=row.session_id, created_at=now, expires_at=row.expires_at
            ).save(force_insert=True)
    except IntegrityError:  # the user was deleted at this very moment
        raise NotAuthorizedException(INVALID) from None
    return True


def _read_again(row: RefreshToken) -> RefreshToken:
    found = RefreshToken.objects.filter(pk=row.pk).first()
    if found is None:
        raise NotAuthorizedException(INVALID)
    found.session = row.session
    return found


def _made_before(row: RefreshToken, token: str) -> str:
    """The successor that was given out already; it cannot be made again once its vault key was taken away."""
    known = bytes(row.successor_hash or b"")
    found = next((made for made in _candidates(row, token) if vault.token_hash(made) == known), None)
    if found is None:
        raise _reused()
    return found


def _candidates(row: RefreshToken, token: str) -> Iterator[str]:
    return vault.derived_tokens(token, purpose=f"session {row.session_id}")


def _is_superseded(row: RefreshToken) -> bool:
    """Whether the successor was used: then the client had got it and this is no retry."""
    return RefreshToken.objects.filter(pk=row.successor_hash).exclude(rotated_at=None).exists()


def _reused() -> RefreshTokenReuseException:
    return RefreshTokenReuseException(REUSED)

"""The code that a user was sent last, for tests: only the endpoint of POOLHOUSE_DEVELOPMENT asks."""

from dataclasses import dataclass
from datetime import datetime

from accounts import users
from pools import user_pools
from pools.core.errors import ResourceNotFoundException
from pools.delivery import outbox


@dataclass(frozen=True)
class SentCode:
    """A code, or a temporary password, and the message that carried it."""

    code: str
    event: str
    medium: str
    destination: str
    sent_at: datetime


def find(pool_id: str, username: str) -> SentCode:
    """The last one, used up or not.

    Args:
        pool_id: the pool.
        username: user name, alias or `sub`.

    Raises:
        ResourceNotFoundException: there is no such pool, or no code, or a real sender took it.
        UserNotFoundException: there is no such user.
    """
    pool = user_pools.get(pool_id)
    user = users.get(pool, username)
    found = outbox.last_with_code(pool, user_sub=user.sub)
    if found is None:
        raise ResourceNotFoundException("No code was sent to this user, or a real sender took it and it is not kept.")
    message, code = found
    return SentCode(code, message.event, message.medium, message.recipient, message.created_at)

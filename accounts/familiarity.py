"""Whether a caller is at an address from which the same user has signed in before."""

import ipaddress
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Q

from accounts.models import User, UserSession
from pools.core import clock

_FAMILIAR_FOR = timedelta(days=90)
_SESSIONS_LOOKED_AT = 100
_IPV6_PREFIX = 64
_NOBODY = 0


@dataclass(frozen=True)
class Caller:
    """Who guesses at whose secret: the user, if there is one, and the address that the call comes from."""

    user: User | None = None
    ip: str = ""


ANYBODY = Caller()
"""From nowhere in particular."""


def is_familiar(caller: Caller) -> bool:
    """Whether the user signed in from there before, and not only long ago; costs the same where there is no user."""
    if not caller.ip:
        return False
    since = clock.now() - _FAMILIAR_FOR
    sessions = UserSession.objects.filter(
        Q(revoked_at=None) | Q(revoked_at__gt=since),
        user_id=caller.user.pk if caller.user else _NOBODY,
        expires_at__gt=since,
    )
    found = sessions.order_by("-auth_time").values_list("ip", flat=True)[:_SESSIONS_LOOKED_AT]
    return place(caller.ip) in {place(ip) for ip in found}


def place(ip: str) -> str:
    """An address, or the network that an IPv6 customer chooses addresses from."""
    try:
        address = ipaddress.ip_address(ip)
    except ValueError:
        return ip
    return ip if address.version == 4 else str(ipaddress.ip_network((address, _IPV6_PREFIX), strict=False))  # noqa: PLR2004

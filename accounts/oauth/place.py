"""Where a pool's pages and endpoints were called: on the pool's own domain, or below the issuer's path."""

import re
from dataclasses import dataclass

from pools import domains, user_pools
from pools.models import UserPool

SEGMENT = r"[\w-]+_[0-9a-zA-Z]+"
"""What the first segment of a path below the issuer's looks like: a pool's id."""
_BELOW_ISSUER = re.compile(f"/{SEGMENT}/")


@dataclass(frozen=True)
class Place:
    """A pool and the base that this request came by; links, redirects and cookies stay within it.

    Attributes:
        host: name of the pool's domain; empty below the issuer's path.
    """

    pool: UserPool
    host: str = ""

    @property
    def on_domain(self) -> bool:
        return bool(self.host)

    @property
    def prefix(self) -> str:
        """What stands before every path."""
        return "" if self.on_domain else f"/{self.pool.id}"

    @property
    def cookie_path(self) -> str:
        """Other pools below the same host never see this pool's cookies."""
        return f"{self.prefix}/"

    @property
    def base_url(self) -> str:
        """The configured address of this base; scheme and port are never the request's (checklist 36)."""
        for domain in domains.of_pool(self.pool) if self.on_domain else ():
            if domains.host_of(domain).partition(":")[0] == self.host:
                return domains.url_of(domain)
        return domains.issuer_path_url(self.pool)

    def path(self, name: str, query: str = "") -> str:
        """The path of a page or endpoint, with a query string."""
        return f"{self.prefix}/{name}{'?' if query else ''}{query}"


def find(pool_id: str | None, *, host_pool: UserPool | None, host: str) -> Place:
    """The place that a request came to.

    Args:
        pool_id: from the path, below the issuer's path.
        host_pool: the pool whose domain the host is, if any.
        host: as the request names it.

    Raises:
        ResourceNotFoundException: no such pool.
    """
    if host_pool is not None:
        return Place(host_pool, host.partition(":")[0].rstrip(".").lower())
    return Place(user_pools.get(pool_id or ""))


def base_path(path: str, *, host_pool: UserPool | None) -> str | None:
    """`Place.cookie_path` without asking whether there is such a pool; nothing where no place can be."""
    if host_pool is not None:
        return "/"
    found = _BELOW_ISSUER.match(path)
    return found.group() if found else None

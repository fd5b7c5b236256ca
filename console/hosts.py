"""Which host answers as what: the base host with everything, a pool's domain with that pool's pages."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.http.request import split_domain_port

from pools import domains
from pools.models import UserPool

LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "[::1]"})
POOL_URLS = "accounts.hosted.domain_urls"


class HostMiddleware:
    """Gives each request its pool, or answers 400 to a host that is nobody's (checklist 36)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        host = host_name(request)
        pool = None if is_base(host) else pool_of(host)
        if pool is None and not is_base(host):
            return refusal()
        request.pool = pool  # type: ignore[attr-defined]
        if pool is not None:
            request.urlconf = POOL_URLS
        return self.get_response(request)


def refusal() -> HttpResponse:
    text = b"This host is not served here.\n"
    headers = {"Content-Length": str(len(text))}
    return HttpResponse(text, status=400, content_type="text/plain", headers=headers)


def host_name(request: HttpRequest) -> str:
    """The Host header's name in lower case without its port; empty when it is malformed."""
    return split_domain_port(request.META.get("HTTP_HOST", ""))[0].rstrip(".")


def is_base(host: str) -> bool:
    base = split_domain_port(settings.POOLHOUSE_BASE_HOST)[0]
    return host == base or host in LOOPBACK_NAMES or host in settings.POOLHOUSE_ALLOWED_HOSTS


def pool_of(host: str) -> UserPool | None:
    return domains.pool_for_host(host) if host else None

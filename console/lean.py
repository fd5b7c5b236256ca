"""The short way through Django for machines: tokens, discovery, uploads and health, with hardly any middleware."""

from __future__ import annotations

import re
from collections.abc import Callable

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpRequest, HttpResponse, HttpResponseBase

# On a pool's domain, and on the base host below the pool's id.
_POOL = r"[a-z0-9-]+_[A-Za-z0-9]+"
LEAN_PATHS = re.compile(
    rf"/(?:{_POOL}/)?(?:oauth2/(?:token|userInfo|revoke|register)|\.well-known/[a-z.-]+)"
    rf"|/\.well-known/[a-z-]+/{_POOL}|/imports/import-[0-9A-Za-z]+|/healthz|/readyz"
)


def is_lean(path: str) -> bool:
    return LEAN_PATHS.fullmatch(path) is not None


class LeanHandler(WSGIHandler):
    """Django's handler with LEAN_MIDDLEWARE in the place of MIDDLEWARE; same process, same URLs."""

    def load_middleware(self, is_async: bool = False) -> None:  # noqa: FBT001, FBT002  Django's own signature
        full, settings.MIDDLEWARE = settings.MIDDLEWARE, settings.LEAN_MIDDLEWARE
        try:
            super().load_middleware(is_async)
        finally:
            settings.MIDDLEWARE = full


class ContentLengthMiddleware:
    """Says how long the answer is, as CommonMiddleware does elsewhere; else the server would send it in chunks."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if isinstance(response, HttpResponse):
            response.headers.setdefault("Content-Length", str(len(response.content)))
        return response

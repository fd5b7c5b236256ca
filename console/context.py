"""What every template may use."""

from __future__ import annotations

from django.http import HttpRequest


def csp_nonce(request: HttpRequest) -> dict[str, object]:
    """The nonce under the name django-htmx looks for; the header carries it only once a template has used it."""
    return {"csp_nonce": getattr(request, "csp_nonce", "")}

"""What is shown when a page cannot be."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.template.loader import render_to_string

from accounts.hosted import error_page


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001  Django's signature
    return render(request, "console/errors/404.html", status=404)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "console/errors/403.html", {"reason": str(exception)}, status=403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponseBase:  # noqa: ARG001  Django's signature
    """The form was older than the session, or came from elsewhere. A pool's own pages look like that pool."""
    if error_page.is_hosted(request):
        return error_page.form_refused(request)
    return render(request, "console/errors/csrf.html", status=403)


def server_error(request: HttpRequest) -> HttpResponseBase:
    """Asks nothing of the database, which may be what failed."""
    if error_page.is_hosted(request):
        return error_page.server_error(request)
    return HttpResponse(render_to_string("console/errors/500.html"), status=500)

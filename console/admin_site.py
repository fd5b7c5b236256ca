"""Django admin behind the console's own sign-in, so that its throttle and second factor hold there too."""

from __future__ import annotations

from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from console.page import is_signed_in


class ConsoleAdminSite(AdminSite):
    """For operators who are staff and have passed their second factor, if they have one."""

    site_header = site_title = "Poolhouse admin"
    site_url = "/console/"

    def has_permission(self, request: HttpRequest) -> bool:
        return super().has_permission(request) and is_signed_in(request)

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:  # noqa: ARG002
        if is_signed_in(request):
            raise PermissionDenied("Your account may not open the admin.")
        return redirect_to_login(request.GET.get("next", reverse("admin:index")), reverse("console:sign_in"))

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:  # noqa: ARG002
        return redirect("console:account_password")

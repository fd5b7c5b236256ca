"""Every address on the base host."""

from __future__ import annotations

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path
from django.views.generic import RedirectView

from console import health, import_upload, last_code

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("imports/<slug:job_id>", import_upload.receive, name="import_upload"),
    path("_poolhouse/last-code", last_code.last_code_sent, name="last_code"),
    path("admin/", admin.site.urls),
    path("console/", include("console.console_urls")),
    path("", include("accounts.hosted.path_urls")),
    path("", RedirectView.as_view(pattern_name="console:home")),
]
handler403 = "console.pages.errors.forbidden"
handler404 = "console.pages.errors.not_found"
handler500 = "console.pages.errors.server_error"

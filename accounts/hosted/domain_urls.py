"""Every address on a pool's own domain; the host says which pool."""

from django.urls import include, path

urlpatterns = [path("", include("accounts.hosted.urls"))]
handler404 = "accounts.hosted.error_page.not_found"
handler500 = "accounts.hosted.error_page.server_error"

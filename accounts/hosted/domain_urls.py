"""Every address on a pool's own domain; the host says which pool."""

from accounts.hosted.urls import urlpatterns

__all__ = ["handler404", "urlpatterns"]

handler404 = "accounts.hosted.error_page.not_found"

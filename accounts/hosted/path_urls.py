"""The same addresses below the issuer's path, where the first segment says which pool."""

from django.urls import include, re_path

from accounts.oauth import place, views

_POOL = rf"(?P<pool_id>{place.SEGMENT})"

urlpatterns = [
    re_path(rf"^{_POOL}/", include("accounts.hosted.urls")),
    # RFC 8414 puts the issuer's path behind the well-known name.
    re_path(rf"^\.well-known/(?:oauth-authorization-server|openid-configuration)/{_POOL}$", views.metadata),
]

"""The same addresses below the issuer's path, where the first segment says which pool."""

from django.urls import include, re_path

urlpatterns = [re_path(r"^(?P<pool_id>[\w-]+_[0-9a-zA-Z]+)/", include("accounts.hosted.urls"))]

"""Addresses of the machines' endpoints, below a pool's domain or its issuer path."""

from django.urls import path

from accounts.oauth import views

urlpatterns = [
    path("oauth2/token", views.token, name="token"),
    path("oauth2/userInfo", views.user_info, name="user_info"),
    path("oauth2/register", views.register, name="register"),
    path("oauth2/revoke", views.revoke, name="revoke"),
    path(".well-known/openid-configuration", views.metadata, name="openid_configuration"),
    path(".well-known/oauth-authorization-server", views.metadata, name="authorization_server"),
    path(".well-known/jwks.json", views.jwks, name="jwks"),
]

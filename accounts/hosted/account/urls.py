"""Addresses of the account pages."""

from django.urls import path
from django.views.decorators.http import require_safe

from accounts.hosted.account import (
    addresses,
    deletion,
    devices,
    identities,
    overview,
    page,
    passkeys,
    password,
    profile,
    security,
    sessions,
    well_known,
)

urlpatterns = [
    path(".well-known/change-password", well_known.change_password, name="change_password"),
    path(".well-known/passkey-endpoints", well_known.passkey_endpoints, name="passkey_endpoints"),
    path("account", overview.overview, name="account"),
    path("account/profile", profile.profile, name="account_profile"),
    path("account/email", addresses.email, name="account_email"),
    path("account/phone", addresses.phone, name="account_phone"),
    path("account/password", password.password, name="account_password"),
    path("account/security", security.security, name="account_security"),
    path("account/security/app", security.app, name="account_app"),
    path("account/security/codes", security.codes, name="account_codes"),
    path("account/passkeys", passkeys.passkeys, name="account_passkeys"),
    path("account/passkeys/add", passkeys.add, name="account_passkey_add"),
    path("account/devices", devices.devices, name="account_devices"),
    path("account/sessions", sessions.sessions, name="account_sessions"),
    path("account/identities", identities.identities, name="account_identities"),
    path("account/delete", deletion.delete, name="account_delete"),
    path("account/goodbye", require_safe(page.goodbye), name="account_goodbye"),
]

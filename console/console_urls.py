"""Every address of the console, below /console/."""

from __future__ import annotations

from django.urls import path
from django.views.generic import RedirectView

from console import path_converters, pool_urls  # noqa: F401  registers <name:...>
from console.pages import access_keys, account, operators, outbox, sign_in

app_name = "console"

OWN = [
    path("", RedirectView.as_view(pattern_name="console:user_pools"), name="home"),
    path("sign-in", sign_in.sign_in, name="sign_in"),
    path("sign-in/code", sign_in.code, name="sign_in_code"),
    path("sign-out", sign_in.sign_out, name="sign_out"),
    path("account", account.index, name="account"),
    path("account/password", account.password, name="account_password"),
    path("account/second-factor", account.enrol, name="account_enrol"),
    path("account/second-factor/recovery-codes", account.recovery_codes, name="account_recovery_codes"),
    path("account/second-factor/remove", account.remove_second_factor, name="account_remove_second_factor"),
    path("preferences", account.preferences, name="preferences"),
    path("preferences/set", account.set_preference, name="set_preference"),
]
ACCESS = [
    path("access-keys", access_keys.index, name="access_keys"),
    path("access-keys/create", access_keys.create, name="access_key_create"),
    path("access-keys/<name:access_key_id>/disable", access_keys.disable, name="access_key_disable"),
    path("access-keys/<name:access_key_id>/enable", access_keys.enable, name="access_key_enable"),
    path("access-keys/<name:access_key_id>/delete", access_keys.delete, name="access_key_delete"),
    path("operators", operators.index, name="operators"),
    path("operators/create", operators.create, name="operator_create"),
    path("operators/<int:operator_id>/disable", operators.disable, name="operator_disable"),
    path("operators/<int:operator_id>/enable", operators.enable, name="operator_enable"),
    path("operators/<int:operator_id>/second-factor", operators.reset_second_factor, name="operator_second_factor"),
    path("operators/<int:operator_id>/delete", operators.delete, name="operator_delete"),
]
OPERATIONS = [
    path("outbox", outbox.index, name="outbox"),
    path("outbox/<int:message_id>", outbox.details, name="message"),
    path("outbox/<int:message_id>/resend", outbox.resend, name="message_resend"),
]
urlpatterns = [*OWN, *ACCESS, *OPERATIONS, *pool_urls.urlpatterns]

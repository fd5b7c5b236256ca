"""The addresses of user pools and everything in them, below /console/user-pools."""

from django.urls import path

from console import path_converters  # noqa: F401  registers <name:...>
from console.pages import (
    app_clients,
    attributes,
    chosen,
    client_edits,
    domain,
    groups,
    managed_login,
    message_templates,
    page_texts,
    quick_setup,
    user_actions,
    user_devices,
    user_exports,
    user_mfa,
    user_passkeys,
    user_pools,
    user_selection,
    user_tabs,
    users,
)

ROOT = "user-pools"
POOL = f"{ROOT}/<name:pool_id>"
CLIENT = f"{POOL}/app-clients/<name:client_id>"
USER = f"{POOL}/users/<uuid:sub>"
DEVICE = f"{USER}/devices/<name:device_key>"
GROUP = f"{POOL}/groups/<name:name>"

OVERVIEW = [
    path(ROOT, user_pools.index, name="user_pools"),
    path(f"{ROOT}/create", quick_setup.create, name="user_pool_create"),
    path(f"{ROOT}/delete", chosen.go, {"to": "user_pool_delete", "back": "user_pools"}, "user_pool_delete_chosen"),
    path(POOL, user_pools.overview, name="overview"),
    path(f"{POOL}/set-up/<name:client_id>", quick_setup.values, name="user_pool_set_up"),
    path(f"{POOL}/rename", user_pools.rename, name="user_pool_rename"),
    path(f"{POOL}/issuer", user_pools.issuer_mode, name="user_pool_issuer"),
    path(f"{POOL}/sign-up", user_pools.sign_up, name="user_pool_sign_up"),
    path(f"{POOL}/rotate-keys", user_pools.rotate_keys, name="user_pool_rotate_keys"),
    path(f"{POOL}/delete", user_pools.delete, name="user_pool_delete"),
]
APP_CLIENTS = [
    path(f"{POOL}/app-clients", app_clients.index, name="app_clients"),
    path(f"{POOL}/app-clients/create", app_clients.create, name="app_client_create"),
    path(
        f"{POOL}/app-clients/delete",
        chosen.go,
        {"to": "app_client_delete", "back": "app_clients"},
        "app_client_delete_chosen",
    ),
    path(CLIENT, app_clients.guide, name="app_client"),
    path(f"{CLIENT}/login-pages", app_clients.login_pages, name="app_client_login_pages"),
    path(f"{CLIENT}/attributes", app_clients.attribute_permissions, name="app_client_attributes"),
    path(f"{CLIENT}/secret", app_clients.secret, name="app_client_secret"),
    path(f"{CLIENT}/edit", client_edits.information, name="app_client_edit"),
    path(f"{CLIENT}/login-pages/edit", client_edits.login_pages, name="app_client_edit_login_pages"),
    path(f"{CLIENT}/attributes/edit", client_edits.attribute_permissions, name="app_client_edit_attributes"),
    path(f"{CLIENT}/delete", app_clients.delete, name="app_client_delete"),
]
USERS = [
    path(f"{POOL}/users", users.index, name="users"),
    path(f"{POOL}/users/create", users.create, name="user_create"),
    path(f"{POOL}/users/selected/<slug:action>", user_selection.act, name="users_act"),
    path(f"{POOL}/users/exports", user_exports.index, name="user_exports"),
    path(f"{POOL}/users/exports/<int:export_id>/download", user_exports.download, name="user_export_download"),
    path(f"{POOL}/users/exports/<int:export_id>/delete", user_exports.delete, name="user_export_delete"),
    path(USER, users.details, name="user"),
    path(f"{USER}/edit", users.edit_attributes, name="user_edit_attributes"),
    path(f"{USER}/groups", user_tabs.group_list, name="user_groups"),
    path(f"{USER}/groups/add", user_tabs.add_to_group, name="user_add_to_group"),
    path(f"{USER}/groups/<name:name>/remove", user_tabs.remove_from_group, name="user_remove_from_group"),
    path(f"{USER}/sessions", user_tabs.session_list, name="user_sessions"),
    path(f"{USER}/devices", user_devices.device_list, name="user_devices"),
    path(f"{DEVICE}/remember", user_devices.remember, name="user_remember_device"),
    path(f"{DEVICE}/stop-remembering", user_devices.stop_remembering, name="user_stop_remembering_device"),
    path(f"{DEVICE}/forget", user_devices.forget, name="user_forget_device"),
    path(f"{USER}/mfa", user_mfa.index, name="user_mfa"),
    path(f"{USER}/mfa/reset", user_mfa.reset, name="user_reset_factors"),
    path(f"{USER}/mfa/recovery-codes", user_mfa.create_recovery_codes, name="user_create_recovery_codes"),
    path(f"{USER}/passkeys", user_passkeys.index, name="user_passkeys"),
    path(f"{USER}/passkeys/<name:credential_id>/delete", user_passkeys.delete, name="user_passkey_delete"),
    path(f"{USER}/sessions/<uuid:session_id>/revoke", user_actions.revoke_session, name="user_revoke_session"),
    path(f"{USER}/reset-password", user_actions.reset_password, name="user_reset_password"),
    path(f"{USER}/set-password", user_actions.set_password, name="user_set_password"),
    path(f"{USER}/disable", user_actions.disable, name="user_disable"),
    path(f"{USER}/enable", user_actions.enable, name="user_enable"),
    path(f"{USER}/confirm", user_actions.confirm, name="user_confirm"),
    path(f"{USER}/resend-invitation", user_actions.resend_invitation, name="user_resend_invitation"),
    path(f"{USER}/sign-out", user_actions.sign_out, name="user_sign_out"),
    path(f"{USER}/delete", user_actions.delete, name="user_delete"),
]
# Two segments, so that no group's name can stand in the way.
GROUPS = [
    path(f"{POOL}/groups", groups.index, name="groups"),
    path(f"{POOL}/groups/-/create", groups.create, name="group_create"),
    path(
        f"{POOL}/groups/-/delete-selected", chosen.go, {"to": "group_delete", "back": "groups"}, "group_delete_chosen"
    ),
    path(GROUP, groups.details, name="group"),
    path(f"{GROUP}/edit", groups.edit, name="group_edit"),
    path(f"{GROUP}/members/add", groups.add_member, name="group_add_member"),
    path(f"{GROUP}/members/<uuid:sub>/remove", groups.remove_member, name="group_remove_member"),
    path(f"{GROUP}/delete", groups.delete, name="group_delete"),
]
CHANGE = f"{POOL}/attributes/changes/<int:change_id>"
AUTHENTICATION = [
    path(f"{POOL}/attributes", attributes.index, name="attributes"),
    path(f"{POOL}/attributes/edit", attributes.edit, name="attributes_edit"),
    path(CHANGE, attributes.change, name="schema_change"),
    path(f"{CHANGE}/apply", attributes.apply, name="schema_change_apply"),
    path(f"{CHANGE}/discard", attributes.discard, name="schema_change_discard"),
    path(f"{CHANGE}/undo", attributes.undo, name="schema_change_undo"),
]
BRANDING = [
    path(f"{POOL}/domain", domain.index, name="domain"),
    path(f"{POOL}/domain/create-prefix", domain.create_prefix, name="domain_create_prefix"),
    path(f"{POOL}/domain/create-custom", domain.create_custom, name="domain_create_custom"),
    path(f"{POOL}/domain/<name:name>/delete", domain.delete, name="domain_delete"),
    path(f"{POOL}/managed-login", managed_login.index, name="managed_login"),
    path(f"{POOL}/managed-login/<name:client_id>", managed_login.edit, name="managed_login_style"),
    path(f"{POOL}/managed-login/<name:client_id>/delete", managed_login.delete, name="managed_login_delete"),
    path(f"{POOL}/managed-login/texts/<slug:language>", page_texts.of_pool, name="page_texts"),
    path(
        f"{POOL}/managed-login/<name:client_id>/texts/<slug:language>",
        page_texts.of_client,
        name="page_texts_of_client",
    ),
    path(f"{POOL}/message-templates", message_templates.index, name="message_templates"),
    path(
        f"{POOL}/message-templates/verification",
        message_templates.verification,
        name="message_template_verification",
    ),
    path(f"{POOL}/message-templates/invitation", message_templates.invitation, name="message_template_invitation"),
]
urlpatterns = [*OVERVIEW, *APP_CLIENTS, *USERS, *GROUPS, *AUTHENTICATION, *BRANDING]

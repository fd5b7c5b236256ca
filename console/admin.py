"""Django admin over operators and their keys. Passwords, seeds and secrets are left out."""

from __future__ import annotations

from django.contrib import admin

from console.models import AccessKey, AuthenticatorApp, Operator, SignInThrottle
from pools.admin import ReadOnlyAdmin


@admin.register(Operator)
class OperatorAdmin(ReadOnlyAdmin):
    list_display = ("email", "name", "is_active", "is_superuser", "last_login", "created_at")
    list_filter = ("is_active", "is_superuser")
    search_fields = ("email", "name")
    exclude = ("password", "groups", "user_permissions")


@admin.register(AccessKey)
class AccessKeyAdmin(ReadOnlyAdmin):
    list_display = ("access_key_id", "operator", "description", "status", "last_used_at", "created_at")
    list_filter = ("status",)
    list_select_related = ("operator",)
    search_fields = ("=access_key_id", "operator__email", "description")


@admin.register(AuthenticatorApp)
class AuthenticatorAppAdmin(ReadOnlyAdmin):
    list_display = ("user", "confirmed", "created_at", "throttling_failure_count")
    list_filter = ("confirmed",)
    list_select_related = ("user",)
    search_fields = ("user__email",)


@admin.register(SignInThrottle)
class SignInThrottleAdmin(ReadOnlyAdmin):
    list_display = ("subject", "failures", "last_failed_at", "locked_until")
    search_fields = ("=subject",)

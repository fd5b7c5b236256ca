"""Django admin over people, their sessions and codes: for looking. Tokens and codes are kept as hashes and not shown."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet

from accounts.models import (
    AttemptCount,
    AuthEvent,
    AuthorizationCode,
    AuthSession,
    ConfirmationCode,
    Device,
    FederationRequest,
    HostedSession,
    Identity,
    ImportChunk,
    ImportJob,
    ImportLogEntry,
    LockOut,
    Membership,
    Passkey,
    PasskeyRegistration,
    PastPassword,
    RecoveryCode,
    RefreshToken,
    SchemaChange,
    SearchValue,
    SetAsideValue,
    SoftwareToken,
    TakenAssertion,
    User,
    UserAlias,
    UserExport,
    UserExportPiece,
    UserSession,
)
from pools.admin import ReadOnlyAdmin


@admin.register(User)
class UserAdmin(ReadOnlyAdmin):
    list_display = ("username", "email", "phone_number", "status", "enabled", "pool_id", "created_at")
    list_filter = ("status", "enabled")
    search_fields = ("=sub", "username__startswith", "email__startswith", "=pool__id")
    ordering = ("-id",)


@admin.register(UserAlias)
class UserAliasAdmin(ReadOnlyAdmin):
    list_display = ("value", "attribute", "user", "pool_id")
    list_select_related = ("user",)
    search_fields = ("value__startswith",)


@admin.register(Device)
class DeviceAdmin(ReadOnlyAdmin):
    list_display = ("key", "name", "user", "status", "confirmed_at", "last_authenticated_at")
    list_filter = ("status",)
    list_select_related = ("user",)
    search_fields = ("=key", "=user__sub")


@admin.register(Membership)
class MembershipAdmin(ReadOnlyAdmin):
    list_display = ("user", "group", "created_at")
    list_select_related = ("user", "group")
    search_fields = ("=user__sub", "=group__name")


@admin.register(UserSession)
class UserSessionAdmin(ReadOnlyAdmin):
    list_display = ("id", "user", "client", "auth_time", "expires_at", "revoked_at", "ip")
    list_filter = ("hosted",)
    list_select_related = ("user", "client")
    search_fields = ("=user__sub", "=client__id")


@admin.register(RefreshToken)
class RefreshTokenAdmin(ReadOnlyAdmin):
    list_display = ("session_id", "created_at", "expires_at")
    list_display_links = None
    search_fields = ("=session__user__sub",)


@admin.register(AuthorizationCode)
class AuthorizationCodeAdmin(ReadOnlyAdmin):
    list_display = ("user", "client", "created_at", "expires_at", "used_at")
    list_display_links = None
    list_select_related = ("user", "client")
    search_fields = ("=user__sub", "=client__id")


@admin.register(HostedSession)
class HostedSessionAdmin(ReadOnlyAdmin):
    list_display = ("user", "pool_id", "auth_time", "expires_at", "ended_at")
    list_display_links = None
    list_select_related = ("user",)
    search_fields = ("=user__sub",)


@admin.register(AuthSession)
class AuthSessionAdmin(ReadOnlyAdmin):
    list_display = ("username", "flow", "challenge", "client", "created_at", "expires_at", "answered_at")
    list_filter = ("flow", "challenge")
    list_select_related = ("client",)
    search_fields = ("=username", "=client__id")


@admin.register(ConfirmationCode)
class ConfirmationCodeAdmin(ReadOnlyAdmin):
    list_display = ("user", "purpose", "attribute", "value", "created_at", "expires_at")
    list_filter = ("purpose",)
    list_select_related = ("user",)
    search_fields = ("=user__sub", "=value")


@admin.register(Passkey)
class PasskeyAdmin(ReadOnlyAdmin):
    list_display = ("name", "user", "rp_id", "attachment", "sign_count", "created_at", "last_used_at")
    list_select_related = ("user",)
    search_fields = ("=user__sub", "=rp_id")


@admin.register(PasskeyRegistration)
class PasskeyRegistrationAdmin(ReadOnlyAdmin):
    list_display = ("user", "client", "expires_at")
    list_display_links = None
    list_select_related = ("user", "client")
    search_fields = ("=user__sub",)


@admin.register(SoftwareToken)
class SoftwareTokenAdmin(ReadOnlyAdmin):
    list_display = ("user", "name", "created_at")
    list_display_links = None
    list_select_related = ("user",)
    search_fields = ("=user__sub",)


@admin.register(RecoveryCode)
class RecoveryCodeAdmin(ReadOnlyAdmin):
    list_display = ("user", "created_at")
    list_display_links = None
    list_select_related = ("user",)
    search_fields = ("=user__sub",)


@admin.register(AttemptCount)
class AttemptCountAdmin(ReadOnlyAdmin):
    list_display = ("kind", "count", "window_start", "pool_id")
    list_filter = ("kind",)


@admin.register(LockOut)
class LockOutAdmin(ReadOnlyAdmin):
    list_display = ("failures", "last_failed_at", "locked_until", "pool_id")


@admin.register(AuthEvent)
class AuthEventAdmin(ReadOnlyAdmin):
    list_display = ("user", "type", "response", "risk_decision", "ip", "created_at")
    list_filter = ("type", "response", "risk_decision")
    list_select_related = ("user",)
    search_fields = ("=event_id", "=user__sub")
    ordering = ("-id",)


@admin.register(PastPassword)
class PastPasswordAdmin(ReadOnlyAdmin):
    list_display = ("user", "created_at")
    list_select_related = ("user",)
    search_fields = ("=user__sub",)


@admin.register(Identity)
class IdentityAdmin(ReadOnlyAdmin):
    list_display = ("user", "provider_name", "attribute", "value", "primary", "created_at")
    list_filter = ("primary",)
    list_select_related = ("user",)
    search_fields = ("=value", "=user__sub", "=pool__id")


@admin.register(FederationRequest)
class FederationRequestAdmin(ReadOnlyAdmin):
    """Hashes and sealed state are not shown."""

    list_display = ("provider", "pool", "created_at", "expires_at")
    list_select_related = ("provider", "pool")
    search_fields = ("=pool__id",)
    exclude = ("state_hash", "browser_hash")


@admin.register(TakenAssertion)
class TakenAssertionAdmin(ReadOnlyAdmin):
    list_display = ("pool", "expires_at")
    list_select_related = ("pool",)
    search_fields = ("=pool__id",)
    exclude = ("id_hash",)


@admin.register(ImportJob)
class ImportJobAdmin(ReadOnlyAdmin):
    list_display = ("name", "job_id", "pool", "status", "imported", "skipped", "failed", "created_at", "completed_at")
    list_filter = ("status",)
    list_select_related = ("pool",)
    search_fields = ("=job_id", "name", "=pool__id")
    ordering = ("-id",)


@admin.register(ImportLogEntry)
class ImportLogEntryAdmin(ReadOnlyAdmin):
    list_display = ("job", "line", "outcome", "reason")
    list_filter = ("outcome",)
    list_select_related = ("job",)
    search_fields = ("=job__job_id",)
    ordering = ("-job", "line")


@admin.register(ImportChunk)
class ImportChunkAdmin(ReadOnlyAdmin):
    """Files are full of hashes and addresses; none is read here."""

    list_display = ("job", "number", "created_at")
    list_display_links = None
    list_select_related = ("job",)
    search_fields = ("=job__job_id",)

    def get_queryset(self, request: Any) -> QuerySet[ImportChunk]:
        return super().get_queryset(request).defer("content")


@admin.register(SchemaChange)
class SchemaChangeAdmin(ReadOnlyAdmin):
    list_display = ("id", "pool_id", "status", "made_by", "done", "total", "created_at", "applied_at")
    list_filter = ("status",)
    ordering = ("-id",)


@admin.register(SearchValue)
class SearchValueAdmin(ReadOnlyAdmin):
    list_display = ("attribute", "value", "user", "pool_id")
    list_select_related = ("user",)
    search_fields = ("=user__sub",)


@admin.register(SetAsideValue)
class SetAsideValueAdmin(ReadOnlyAdmin):
    list_display = ("attribute", "user", "change")
    list_select_related = ("user", "change")
    search_fields = ("=user__sub",)


@admin.register(UserExport)
class UserExportAdmin(ReadOnlyAdmin):
    list_display = ("id", "pool_id", "status", "made_by", "done", "created_at")
    list_filter = ("status",)
    search_fields = ("made_by",)


@admin.register(UserExportPiece)
class UserExportPieceAdmin(ReadOnlyAdmin):
    list_display = ("export", "number")
    list_select_related = ("export",)
    search_fields = ("=export__id",)

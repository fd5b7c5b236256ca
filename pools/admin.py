"""Django admin over pools: for looking. Changes go through the console or the API, which keep Cognito's rules."""

from __future__ import annotations

from typing import Any

from django.contrib import admin

from pools.models import (
    AppClient,
    BrandingAsset,
    Domain,
    FixedClient,
    Group,
    IdentityProvider,
    IdpIdentifier,
    LogDelivery,
    LogEvent,
    ManagedLoginBranding,
    OutboxMessage,
    PageTexts,
    ProvisionedLimit,
    RequestCount,
    ResourceServer,
    RiskConfiguration,
    SamlCertificate,
    SamlMetadataCopy,
    SigningKey,
    Terms,
    UICustomization,
    UserPool,
    Webhook,
)


class ReadOnlyAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # no generic at run time
    """Shows rows and changes none. Sealed columns are no form fields, so they never appear."""

    list_per_page = 50
    show_full_result_count = False

    def has_view_permission(self, request: Any, obj: object = None) -> bool:  # noqa: ARG002  Django's signature
        return bool(request.user.is_staff)

    def has_module_permission(self, request: Any) -> bool:
        return bool(request.user.is_staff)

    def has_add_permission(self, request: Any, obj: object = None) -> bool:  # noqa: ARG002  Django's signature
        return False

    def has_change_permission(self, request: Any, obj: object = None) -> bool:  # noqa: ARG002  Django's signature
        return False

    def has_delete_permission(self, request: Any, obj: object = None) -> bool:  # noqa: ARG002  Django's signature
        return False


@admin.register(UserPool)
class UserPoolAdmin(ReadOnlyAdmin):
    list_display = ("name", "id", "region", "mfa_configuration", "deletion_protection", "created_at")
    list_filter = ("region", "mfa_configuration", "deletion_protection", "issuer_mode")
    search_fields = ("=id", "name")


@admin.register(AppClient)
class AppClientAdmin(ReadOnlyAdmin):
    list_display = ("name", "id", "pool", "created_at")
    list_select_related = ("pool",)
    search_fields = ("=id", "name", "=pool__id")


@admin.register(Domain)
class DomainAdmin(ReadOnlyAdmin):
    list_display = ("name", "pool", "custom", "created_at")
    list_filter = ("custom",)
    list_select_related = ("pool",)
    search_fields = ("name", "=pool__id")


@admin.register(FixedClient)
class FixedClientAdmin(ReadOnlyAdmin):
    list_display = ("name", "client_id", "pool")
    list_select_related = ("pool",)
    search_fields = ("name", "=client_id", "=pool__id")


@admin.register(Group)
class GroupAdmin(ReadOnlyAdmin):
    list_display = ("name", "pool", "precedence", "created_at")
    list_select_related = ("pool",)
    search_fields = ("name", "=pool__id")


@admin.register(ResourceServer)
class ResourceServerAdmin(ReadOnlyAdmin):
    list_display = ("name", "identifier", "pool", "created_at")
    list_select_related = ("pool",)
    search_fields = ("name", "=identifier", "=pool__id")


@admin.register(SigningKey)
class SigningKeyAdmin(ReadOnlyAdmin):
    list_display = ("kid", "pool", "use", "state", "created_at", "retired_at")
    list_filter = ("use", "state")
    list_select_related = ("pool",)
    search_fields = ("=kid", "=pool__id")


@admin.register(OutboxMessage)
class OutboxMessageAdmin(ReadOnlyAdmin):
    list_display = ("recipient", "medium", "event", "state", "attempts", "created_at", "sent_at")
    list_filter = ("state", "medium")
    search_fields = ("recipient__startswith", "=pool__id")
    ordering = ("-id",)


@admin.register(LogDelivery)
class LogDeliveryAdmin(ReadOnlyAdmin):
    list_display = ("pool", "event_source", "attempts", "error", "not_before")
    list_filter = ("event_source",)
    search_fields = ("=pool__id",)


@admin.register(LogEvent)
class LogEventAdmin(ReadOnlyAdmin):
    list_display = ("pool", "event_source", "happened_at")
    list_filter = ("event_source",)
    search_fields = ("=pool__id",)
    ordering = ("id",)


@admin.register(ProvisionedLimit)
class ProvisionedLimitAdmin(ReadOnlyAdmin):
    list_display = ("category", "requests_per_second", "updated_at")


@admin.register(RequestCount)
class RequestCountAdmin(ReadOnlyAdmin):
    list_display = ("name", "second", "count")


@admin.register(Webhook)
class WebhookAdmin(ReadOnlyAdmin):
    list_display = ("name", "id", "url", "created_at")
    search_fields = ("=id", "name")


@admin.register(RiskConfiguration)
class RiskConfigurationAdmin(ReadOnlyAdmin):
    list_display = ("pool", "client", "updated_at")
    list_select_related = ("pool", "client")
    search_fields = ("=pool__id", "=client__id")


@admin.register(IdentityProvider)
class IdentityProviderAdmin(ReadOnlyAdmin):
    """Its details hold secrets and are not shown."""

    list_display = ("name", "type", "pool", "created_at")
    list_filter = ("type",)
    list_select_related = ("pool",)
    search_fields = ("=name", "=pool__id")
    exclude = ("details",)


@admin.register(IdpIdentifier)
class IdpIdentifierAdmin(ReadOnlyAdmin):
    list_display = ("value", "provider", "pool")
    list_select_related = ("provider", "pool")
    search_fields = ("value", "=pool__id")


@admin.register(ManagedLoginBranding)
class ManagedLoginBrandingAdmin(ReadOnlyAdmin):
    list_display = ("id", "client", "pool", "updated_at")
    list_select_related = ("client", "pool")
    search_fields = ("=pool__id", "=client__id")


@admin.register(PageTexts)
class PageTextsAdmin(ReadOnlyAdmin):
    list_display = ("pool", "client", "language", "updated_at")
    list_filter = ("language",)
    list_select_related = ("pool", "client")
    search_fields = ("=pool__id", "=client__id")


@admin.register(BrandingAsset)
class BrandingAssetAdmin(ReadOnlyAdmin):
    list_display = ("branding", "category", "color_mode", "extension")
    list_select_related = ("branding",)
    search_fields = ("=branding__id",)
    exclude = ("content",)


@admin.register(UICustomization)
class UICustomizationAdmin(ReadOnlyAdmin):
    list_display = ("pool", "client", "updated_at")
    list_select_related = ("pool", "client")
    search_fields = ("=pool__id", "=client__id")
    exclude = ("image",)


@admin.register(Terms)
class TermsAdmin(ReadOnlyAdmin):
    list_display = ("name", "client", "pool", "updated_at")
    list_select_related = ("client", "pool")
    search_fields = ("=pool__id", "=client__id")


@admin.register(SamlCertificate)
class SamlCertificateAdmin(ReadOnlyAdmin):
    list_display = ("pool", "created_at")
    list_select_related = ("pool",)
    search_fields = ("=pool__id",)


@admin.register(SamlMetadataCopy)
class SamlMetadataCopyAdmin(ReadOnlyAdmin):
    list_display = ("provider", "entity_id", "read_at", "refresh_at")
    list_select_related = ("provider",)
    search_fields = ("=provider__pool__id",)

"""How a pool's sign-in pages look: managed login styles with their images, and the classic UI customization."""

import uuid

from django.db import models

from pools.models.app_client import AppClient
from pools.models.user_pool import UserPool


class ManagedLoginBranding(models.Model):
    """One style, of one app client (AWS ManagedLoginBrandingType); `settings` is AWS's document, kept whole."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    pool = models.ForeignKey(UserPool, on_delete=models.CASCADE, related_name="+")
    client = models.OneToOneField(AppClient, on_delete=models.CASCADE, related_name="branding")
    use_cognito_values = models.BooleanField(default=False)
    settings = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.id)


class BrandingAsset(models.Model):
    """One image of a style (AWS AssetType)."""

    branding = models.ForeignKey(ManagedLoginBranding, on_delete=models.CASCADE, related_name="assets")
    category = models.CharField(max_length=32)
    color_mode = models.CharField(max_length=8)
    extension = models.CharField(max_length=4)
    content = models.BinaryField()
    resource_id = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["branding", "category", "color_mode"], name="branding_asset_once")
        ]

    def __str__(self) -> str:
        return f"{self.category} {self.color_mode}"


class UICustomization(models.Model):
    """Logo and CSS of the classic pages; without a client it is the pool's default (AWS UICustomizationType)."""

    pool = models.ForeignKey(UserPool, on_delete=models.CASCADE, related_name="+")
    client = models.ForeignKey(AppClient, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    css = models.TextField(blank=True)
    css_version = models.CharField(max_length=20)
    image = models.BinaryField(null=True)
    image_extension = models.CharField(max_length=4, blank=True)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["pool", "client"], name="ui_customization_of_client"),
            models.UniqueConstraint(fields=["pool"], condition=models.Q(client=None), name="ui_customization_of_pool"),
        ]

    def __str__(self) -> str:
        return f"{self.pool_id} {self.client_id or ''}".rstrip()

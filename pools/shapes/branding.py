"""Styles of sign-in pages in AWS's shapes."""

from typing import Any

from pools.models import BrandingAsset, ManagedLoginBranding, UICustomization


def managed_login_branding_type(
    style: ManagedLoginBranding, settings: dict[str, Any], assets: list[BrandingAsset]
) -> dict[str, Any]:
    """AWS ManagedLoginBrandingType; the settings may be more than the style's own."""
    return {
        "ManagedLoginBrandingId": str(style.id),
        "UserPoolId": style.pool_id,
        "UseCognitoProvidedValues": style.use_cognito_values,
        "Settings": settings,
        "Assets": [_asset_type(asset) for asset in assets],
        "CreationDate": style.created_at,
        "LastModifiedDate": style.updated_at,
    }


def ui_customization_type(
    found: UICustomization | None, *, pool_id: str, client_id: str, image_url: str | None
) -> dict[str, Any]:
    """AWS UICustomizationType; nothing but ids where nothing was set."""
    named = {"UserPoolId": pool_id, "ClientId": client_id}
    if found is None:
        return named
    return {
        **named,
        "ImageUrl": image_url,
        "CSS": found.css or None,
        "CSSVersion": found.css_version,
        "LastModifiedDate": found.updated_at,
        "CreationDate": found.created_at,
    }


def _asset_type(asset: BrandingAsset) -> dict[str, Any]:
    return {
        "Category": asset.category,
        "ColorMode": asset.color_mode,
        "Extension": asset.extension,
        "Bytes": bytes(asset.content),
        "ResourceId": asset.resource_id or None,
    }

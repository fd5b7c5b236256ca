"""Managed login styles: settings and images of an app client's sign-in pages, kept in AWS's own shape."""

import json
from typing import Any

from django.db import IntegrityError, transaction

from pools import images
from pools.core import clock
from pools.core.errors import (
    InvalidParameterException,
    LimitExceededException,
    ManagedLoginBrandingExistsException,
    ResourceNotFoundException,
)
from pools.models import AppClient, BrandingAsset, ManagedLoginBranding, UserPool

_MOST = 20
_LARGEST_REQUEST = 2_000_000
_LARGEST_IMAGE = 1_000_000


def create(
    client: AppClient,
    *,
    use_cognito_values: bool = False,
    settings: dict[str, Any] | None = None,
    assets: list[dict[str, Any]] | None = None,
) -> ManagedLoginBranding:
    """Give the client a style.

    Args:
        client: with its pool.
        use_cognito_values: the plain look; nothing else may be given then.
        settings: AWS's document, kept whole.
        assets: AWS AssetType, with bytes.

    Raises:
        ManagedLoginBrandingExistsException: the client has one.
        LimitExceededException: the pool has twenty.
        InvalidParameterException: too large, contradictory, or an image is none.
    """
    _check(use_cognito_values=use_cognito_values, settings=settings, assets=assets)
    if ManagedLoginBranding.objects.filter(pool=client.pool).count() >= _MOST:
        raise LimitExceededException("The user pool has the maximum number of managed login styles.")
    now = clock.now()
    style = ManagedLoginBranding(
        pool=client.pool,
        client=client,
        use_cognito_values=use_cognito_values,
        settings=settings or {},
        created_at=now,
        updated_at=now,
    )
    with transaction.atomic():
        try:
            with transaction.atomic():
                style.save(force_insert=True)
        except IntegrityError:
            raise ManagedLoginBrandingExistsException("The app client has a managed login style already.") from None
        _replace_assets(style, assets or [])
    return style


def get(pool: UserPool, branding_id: str) -> ManagedLoginBranding:
    """The pool's style of this id.

    Raises:
        ResourceNotFoundException: there is none.
    """
    return _found(ManagedLoginBranding.objects.filter(pool=pool, id=branding_id).first())


def of_client(client: AppClient) -> ManagedLoginBranding:
    """The client's style.

    Raises:
        ResourceNotFoundException: it has none.
    """
    return _found(find(client))


def find(client: AppClient) -> ManagedLoginBranding | None:
    """The client's style, if it has one."""
    return ManagedLoginBranding.objects.filter(client=client).first()


def assets_of(style: ManagedLoginBranding) -> list[BrandingAsset]:
    """The style's images."""
    return list(style.assets.order_by("category", "color_mode"))


def update(
    style: ManagedLoginBranding,
    *,
    use_cognito_values: bool | None = None,
    settings: dict[str, Any] | None = None,
    assets: list[dict[str, Any]] | None = None,
) -> ManagedLoginBranding:
    """Change a style: settings and images that are given replace those there were.

    Raises:
        InvalidParameterException: see `create`.
    """
    _check(use_cognito_values=bool(use_cognito_values), settings=settings, assets=assets)
    if use_cognito_values is not None:
        style.use_cognito_values = use_cognito_values
    elif settings is not None or assets is not None:
        style.use_cognito_values = False
    style.settings = {} if style.use_cognito_values else settings if settings is not None else style.settings
    style.updated_at = clock.now()
    with transaction.atomic():
        style.save(update_fields=["use_cognito_values", "settings", "updated_at"])
        if style.use_cognito_values or assets is not None:
            _replace_assets(style, assets or [])
    return style


def delete(style: ManagedLoginBranding) -> None:
    """Remove a style; the pages look plain again."""
    style.delete()


def _check(*, use_cognito_values: bool, settings: dict[str, Any] | None, assets: list[dict[str, Any]] | None) -> None:
    if use_cognito_values and (settings or assets):
        raise InvalidParameterException("Settings and Assets can not be given along with UseCognitoProvidedValues.")
    size = len(json.dumps(settings or {})) + sum(len(asset.get("Bytes") or b"") for asset in assets or [])
    if size > _LARGEST_REQUEST:
        raise InvalidParameterException("Settings and Assets take more than 2 MB together.")
    for asset in assets or []:
        _check_asset(asset)


def _check_asset(asset: dict[str, Any]) -> None:
    content = asset.get("Bytes")
    if not content:
        if not asset.get("ResourceId"):
            raise InvalidParameterException("An asset needs Bytes or a ResourceId.")
        return
    if len(content) > _LARGEST_IMAGE:
        raise InvalidParameterException("An image takes more than 1 MB.")
    images.check(content, extension=asset["Extension"])


def _replace_assets(style: ManagedLoginBranding, assets: list[dict[str, Any]]) -> None:
    known = {asset.resource_id: bytes(asset.content) for asset in style.assets.all() if asset.resource_id}
    style.assets.all().delete()
    rows = [
        BrandingAsset(
            branding=style,
            category=asset["Category"],
            color_mode=asset["ColorMode"],
            extension=asset["Extension"],
            # AWS: an image that was answered with its ResourceId may be kept by naming that alone.
            content=asset.get("Bytes") or known.get(asset.get("ResourceId", ""), b""),
            resource_id=asset.get("ResourceId") or "",
        )
        for asset in assets
    ]
    if any(not row.content for row in rows):
        raise InvalidParameterException("There is no asset with that ResourceId.")
    try:
        with transaction.atomic():
            BrandingAsset.objects.bulk_create(rows)
    except IntegrityError:
        raise InvalidParameterException("Each category can have one asset for each color mode.") from None


def _found(style: ManagedLoginBranding | None) -> ManagedLoginBranding:
    if style is None:
        raise ResourceNotFoundException("Managed login branding does not exist.")
    return style

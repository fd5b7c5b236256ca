"""Managed login styles: settings and images of an app client's sign-in pages, kept in AWS's own shape."""

import json
import uuid
from typing import Any

from django.db import IntegrityError, transaction

from pools import branding_defaults, images
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
_MOST_ASSETS = 40


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
        _put_assets(style, assets or [])
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


def of_clients(clients: list[AppClient]) -> dict[str, ManagedLoginBranding]:
    """The styles of some clients of one pool, by client id."""
    return {style.client_id: style for style in ManagedLoginBranding.objects.filter(client__in=clients)}


def assets_of(style: ManagedLoginBranding) -> list[BrandingAsset]:
    """The style's images."""
    return list(style.assets.order_by("category", "color_mode"))


def update(
    style: ManagedLoginBranding,
    *,
    use_cognito_values: bool | None = None,
    settings: dict[str, Any] | None = None,
    assets: list[dict[str, Any]] | None = None,
    without: frozenset[str] = frozenset(),
) -> ManagedLoginBranding:
    """Change a style. AWS: what is not given stays, down to single settings and single images.

    Args:
        style: as it was read; it is read again under lock.
        use_cognito_values: the plain look; settings and images are forgotten.
        settings: laid over those there are.
        assets: each replaces the image of its category and color mode.
        without: categories of images that go.

    Raises:
        InvalidParameterException: see `create`.
        ResourceNotFoundException: it is gone.
    """
    _check(use_cognito_values=bool(use_cognito_values), settings=settings, assets=assets)
    with transaction.atomic():
        style = _found(ManagedLoginBranding.objects.select_for_update().filter(id=style.id).first())
        if use_cognito_values is not None:
            style.use_cognito_values = use_cognito_values
        elif settings or assets:
            style.use_cognito_values = False
        style.settings = {} if style.use_cognito_values else branding_defaults.merge(style.settings, settings or {})
        style.updated_at = clock.now()
        _check_size(style.settings, assets=None)
        style.save(update_fields=["use_cognito_values", "settings", "updated_at"])
        gone = style.assets.all() if style.use_cognito_values else style.assets.filter(category__in=without)
        gone.delete()
        _put_assets(style, assets or [])
    return style


def delete(style: ManagedLoginBranding) -> None:
    """Remove a style; the pages look plain again."""
    style.delete()


def merged_settings(style: ManagedLoginBranding | None) -> dict[str, Any]:
    """The style's settings with our defaults where it says nothing."""
    return branding_defaults.merge(branding_defaults.SETTINGS, style.settings if style else {})


def _check(*, use_cognito_values: bool, settings: Any, assets: list[dict[str, Any]] | None) -> None:
    if settings is not None and not isinstance(settings, dict):
        raise InvalidParameterException("Settings must be a JSON object.")
    if use_cognito_values and (settings or assets):
        raise InvalidParameterException("Settings and Assets can not be given along with UseCognitoProvidedValues.")
    _check_size(settings, assets=assets)
    for asset in assets or []:
        _check_asset(asset)


def _check_size(settings: dict[str, Any] | None, *, assets: list[dict[str, Any]] | None) -> None:
    try:
        document = json.dumps(settings or {}, ensure_ascii=False, allow_nan=False).encode()
    except ValueError:
        raise InvalidParameterException("Settings have a number or a text that JSON does not have.") from None
    if rb"\u0000" in document:  # PostgreSQL keeps no NUL
        raise InvalidParameterException("Settings have a text that cannot be kept.")
    if len(document) + sum(len(asset.get("Bytes") or b"") for asset in assets or []) > _LARGEST_REQUEST:
        raise InvalidParameterException("Settings and Assets take more than 2 MB together.")


def _check_asset(asset: dict[str, Any]) -> None:
    content = asset.get("Bytes")
    if not content:
        if not asset.get("ResourceId"):
            raise InvalidParameterException("An asset needs Bytes or a ResourceId.")
        return
    if len(content) > _LARGEST_IMAGE:
        raise InvalidParameterException("An image takes more than 1 MB.")


def _put_assets(style: ManagedLoginBranding, assets: list[dict[str, Any]]) -> None:
    places = [(asset["Category"], asset["ColorMode"]) for asset in assets]
    if len(set(places)) < len(places):
        raise InvalidParameterException("Each category can have one asset for each color mode.")
    known = {str(asset.resource_id): bytes(asset.content) for asset in style.assets.all()} if assets else {}
    for asset in assets:
        content = asset.get("Bytes") or known.get(asset["ResourceId"])
        if not content:
            raise InvalidParameterException("There is no asset with that ResourceId.")
        _put_asset(style, asset, content)
    if len(assets) and style.assets.count() > _MOST_ASSETS:
        raise InvalidParameterException("A style can have 40 assets.")


def _put_asset(style: ManagedLoginBranding, asset: dict[str, Any], content: bytes) -> None:
    """Images are never written over: a row's id stands for its content in addresses that browsers keep."""
    images.check(content, extension=asset["Extension"])
    place = {"category": asset["Category"], "color_mode": asset["ColorMode"]}
    style.assets.filter(**place).delete()
    BrandingAsset.objects.create(
        branding=style,
        **place,
        extension=asset["Extension"],
        content=content,
        resource_id=asset.get("ResourceId") or str(uuid.uuid4()),
    )


def _found(style: ManagedLoginBranding | None) -> ManagedLoginBranding:
    if style is None:
        raise ResourceNotFoundException("Managed login branding does not exist.")
    return style

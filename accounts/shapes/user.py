"""Users and their attributes in AWS's shapes."""

from typing import Any

from accounts.confirmation import CodeDelivery
from accounts.models import User
from accounts.models.user import IDENTITIES


def attribute_list(values: dict[str, str], *, only: list[str] | None = None) -> list[dict[str, str]]:
    """AWS AttributeListType; `only` limits it to the names asked for."""
    return [{"Name": name, "Value": value} for name, value in values.items() if only is None or name in only]


def attribute_map(shapes: list[dict[str, Any]] | None) -> dict[str, str]:
    """Names and values out of AWS AttributeListType; a missing value is an empty one."""
    return {shape["Name"]: shape.get("Value") or "" for shape in shapes or []}


def user_type(user: User, *, only: list[str] | None = None) -> dict[str, Any]:
    """AWS UserType, as lists and AdminCreateUser answer it."""
    return {
        "Username": user.username,
        "Attributes": attribute_list(user.attributes, only=only),
        "MFAOptions": _mfa_options(user),
        **_state(user),
    }


def admin_get_user(user: User) -> dict[str, Any]:
    """AdminGetUser's answer; its attributes have another name than elsewhere."""
    shown = attribute_list(user.attributes)
    return {"Username": user.username, "UserAttributes": shown, **_factors(user), **_state(user)}


def get_user(user: User, readable: frozenset[str]) -> dict[str, Any]:
    """GetUser's answer: what the app client may read, no dates, no status."""
    shown = {name: value for name, value in user.attributes.items() if name in ("sub", IDENTITIES) or name in readable}
    return {"Username": user.username, "UserAttributes": attribute_list(shown), **_factors(user)}


def code_delivery(delivery: CodeDelivery) -> dict[str, str]:
    """AWS CodeDeliveryDetailsType."""
    return {
        "Destination": delivery.destination,
        "DeliveryMedium": delivery.medium,
        "AttributeName": delivery.attribute,
    }


def _factors(user: User) -> dict[str, Any]:
    return {
        "UserMFASettingList": user.mfa_factors or None,
        "PreferredMfaSetting": user.preferred_mfa or None,
        "MFAOptions": _mfa_options(user),
    }


def _mfa_options(user: User) -> list[dict[str, str]] | None:
    """AWS: the obsolete list knows SMS only."""
    if "SMS_MFA" not in user.mfa_factors:
        return None
    return [{"DeliveryMedium": "SMS", "AttributeName": "phone_number"}]


def _state(user: User) -> dict[str, Any]:
    return {
        "UserCreateDate": user.created_at,
        "UserLastModifiedDate": user.updated_at,
        "Enabled": user.enabled,
        "UserStatus": user.status,
    }

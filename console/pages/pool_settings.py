"""What a pool's forms show and send: the whole UpdateUserPool input, with only the edited members changed."""

from typing import Any

from pools.models import UserPool


def sign_up(pool: UserPool) -> dict[str, Any]:
    """Initial values of the sign-up form, which the overview shows too."""
    return {
        "self_registration": not pool.admin_only_sign_up,
        "auto_verified": pool.auto_verified_attributes,
        "deletion_protection": pool.deletion_protection == "ACTIVE",
    }


def with_sign_up(pool: UserPool, data: dict[str, Any]) -> dict[str, Any]:
    """The pool's settings after the sign-up form."""
    admin = dict(pool.settings.get("AdminCreateUserConfig") or {})
    return {
        **whole(pool),
        "AutoVerifiedAttributes": data["auto_verified"],
        "AdminCreateUserConfig": {**admin, "AllowAdminCreateUserOnly": not data["self_registration"]},
        "DeletionProtection": "ACTIVE" if data["deletion_protection"] else "INACTIVE",
    }


def whole(pool: UserPool) -> dict[str, Any]:
    """Everything UpdateUserPool would otherwise reset."""
    return {
        **pool.settings,
        "MfaConfiguration": pool.mfa_configuration,
        "DeletionProtection": pool.deletion_protection,
        "UserPoolTags": pool.tags,
        "PoolName": pool.name,
    }


def new_pool(data: dict[str, Any]) -> dict[str, Any]:
    """The CreateUserPool input behind the form's answers, with the console's defaults."""
    identifiers = data["sign_in_identifiers"]
    contacts = [name for name in identifiers if name != "username"]
    names = {"AliasAttributes" if "username" in identifiers else "UsernameAttributes": contacts} if contacts else {}
    required = data["required_attributes"]
    return {
        **names,
        "Schema": [{"Name": n, "AttributeDataType": "String", "Mutable": True, "Required": True} for n in required],
        "AutoVerifiedAttributes": contacts or [n for n in required if n in ("email", "phone_number")][:1],
        "UsernameConfiguration": {"CaseSensitive": False},
        "AdminCreateUserConfig": {"AllowAdminCreateUserOnly": not data["self_registration"]},
        "AccountRecoverySetting": {
            "RecoveryMechanisms": [
                {"Name": "verified_email", "Priority": 1},
                {"Name": "verified_phone_number", "Priority": 2},
            ]
        },
        "DeletionProtection": "ACTIVE",
        "UserPoolTier": "ESSENTIALS",
    }

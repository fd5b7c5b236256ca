"""Operations on users' second factors."""

from typing import Any

from accounts import mfa, software_tokens
from accounts.api import caller
from accounts.mfa import Preference
from accounts.models import User
from accounts.signin import software_token_setup
from pools.core.errors import (
    InvalidParameterException,
    NotAuthorizedException,
    PasswordResetRequiredException,
    UserNotConfirmedException,
    UserNotFoundException,
)
from pools.wire.call import Call
from pools.wire.registry import user_pool_operation

_MEMBERS = {
    "SMSMfaSettings": "SMS_MFA",
    "SoftwareTokenMfaSettings": "SOFTWARE_TOKEN_MFA",
    "EmailMfaSettings": "EMAIL_OTP",
}


@user_pool_operation
def associate_software_token(call: Call) -> dict[str, Any]:
    by_session = _is_by_session(call)
    try:
        if by_session:
            code, session = software_token_setup.associate(call.input["Session"], context=caller.context(call))
            return {"SecretCode": code, "Session": session}
        return {"SecretCode": software_tokens.associate(caller.bearer(call).user)}
    except (PasswordResetRequiredException, UserNotConfirmedException, UserNotFoundException) as error:
        # AWS: this operation declares none of them.
        raise NotAuthorizedException(error.message) from None


@user_pool_operation
def verify_software_token(call: Call) -> dict[str, Any]:
    code, name = call.input["UserCode"], call.input.get("FriendlyDeviceName") or ""
    if _is_by_session(call):
        context = caller.context(call)
        session = software_token_setup.verify(call.input["Session"], code=code, name=name, context=context)
        return {"Status": "SUCCESS", "Session": session}
    software_tokens.verify(caller.bearer(call).user, code=code, name=name)
    return {"Status": "SUCCESS"}


@user_pool_operation
def set_user_mfa_preference(call: Call) -> dict[str, Any]:
    return _set_preferences(call, caller.bearer(call).user, by_administrator=False)


@user_pool_operation
def admin_set_user_mfa_preference(call: Call) -> dict[str, Any]:
    return _set_preferences(call, caller.user(call), by_administrator=True)


@user_pool_operation
def set_user_settings(call: Call) -> dict[str, Any]:
    mfa.set_options(caller.bearer(call).user, call.input["MFAOptions"])
    return {}


@user_pool_operation
def admin_set_user_settings(call: Call) -> dict[str, Any]:
    mfa.set_options(caller.user(call), call.input["MFAOptions"], by_administrator=True)
    return {}


@user_pool_operation
def admin_delete_software_token(call: Call) -> dict[str, Any]:
    mfa.delete_software_token(caller.user(call))
    return {}


def _is_by_session(call: Call) -> bool:
    if bool(call.input.get("Session")) == bool(call.input.get("AccessToken")):
        raise InvalidParameterException("Exactly one of AccessToken and Session must be given.")
    return bool(call.input.get("Session"))


def _set_preferences(call: Call, user: User, *, by_administrator: bool) -> dict[str, Any]:
    wanted = {
        factor: Preference(enabled=given.get("Enabled", False), preferred=given.get("PreferredMfa", False))
        for member, factor in _MEMBERS.items()
        if (given := call.input.get(member)) is not None
    }
    passkey = call.input.get("WebAuthnMfaSettings")
    mfa.set_preferences(
        user,
        wanted,
        passkey=None if passkey is None else passkey.get("Enabled", False),
        by_administrator=by_administrator,
    )
    return {}

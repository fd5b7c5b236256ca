"""Operations on the devices of a user: by access token, and by administrators."""

from typing import Any

from accounts import devices
from accounts.api import caller
from accounts.models import User
from accounts.shapes.device import device_type
from pools.core.errors import InvalidParameterException, ResourceNotFoundException, UserNotFoundException
from pools.wire import paging
from pools.wire.call import Call
from pools.wire.registry import user_pool_operation


@user_pool_operation
def confirm_device(call: Call) -> dict[str, Any]:
    secret = call.input.get("DeviceSecretVerifierConfig") or {}
    asks = devices.confirm(
        _owner(call),
        key=call.input["DeviceKey"],
        salt=secret.get("Salt", ""),
        verifier=secret.get("PasswordVerifier", ""),
        name=call.input.get("DeviceName", ""),
    )
    return {"UserConfirmationNecessary": asks}


@user_pool_operation
def get_device(call: Call) -> dict[str, Any]:
    return {"Device": device_type(devices.get(_owner(call), call.input["DeviceKey"]))}


@user_pool_operation
def list_devices(call: Call) -> dict[str, Any]:
    return _list(call, _owner(call))


@user_pool_operation
def update_device_status(call: Call) -> dict[str, Any]:
    devices.set_status(_owner(call), call.input["DeviceKey"], call.input.get("DeviceRememberedStatus", ""))
    return {}


@user_pool_operation
def forget_device(call: Call) -> dict[str, Any]:
    devices.forget(_owner(call), call.input["DeviceKey"])
    return {}


@user_pool_operation
def admin_get_device(call: Call) -> dict[str, Any]:
    return {"Device": device_type(devices.get(_named(call), call.input["DeviceKey"]))}


@user_pool_operation
def admin_list_devices(call: Call) -> dict[str, Any]:
    return _list(call, _named(call))


@user_pool_operation
def admin_update_device_status(call: Call) -> dict[str, Any]:
    devices.set_status(caller.user(call), call.input["DeviceKey"], call.input.get("DeviceRememberedStatus", ""))
    return {}


@user_pool_operation
def admin_forget_device(call: Call) -> dict[str, Any]:
    devices.forget(caller.user(call), call.input["DeviceKey"])
    return {}


def _list(call: Call, user: User) -> dict[str, Any]:
    return paging.answer(
        call,
        lambda limit, after: devices.list_page(user, limit=limit, after=after),
        device_type,
        member="Devices",
        token="PaginationToken",  # noqa: S106 - a member's name
        owner=user.sub,
    )


def _owner(call: Call) -> User:
    if "AccessToken" not in call.input:
        # AWS: no required member of GetDevice and ForgetDevice, but nothing else says who asks; unverified text.
        raise InvalidParameterException("Missing required parameter AccessToken")
    return caller.bearer(call).user


def _named(call: Call) -> User:
    try:
        return caller.user(call)
    except UserNotFoundException as error:
        # AWS: the operations that read devices declare no UserNotFoundException.
        raise ResourceNotFoundException(error.message) from None

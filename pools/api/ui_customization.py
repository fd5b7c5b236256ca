"""Operations on the classic pages' look."""

from typing import Any

from pools import app_clients, branding_files, domains, ui_customization, user_pools
from pools.models import AppClient, UICustomization, UserPool
from pools.shapes.branding import ui_customization_type
from pools.wire.call import Call
from pools.wire.registry import user_pool_operation

_ALL = "ALL"


@user_pool_operation
def set_ui_customization(call: Call) -> dict[str, Any]:
    pool = _pool(call)
    found = ui_customization.put(
        pool, client=_client(call, pool), css=call.input.get("CSS"), image=call.input.get("ImageFile")
    )
    return _answer(call, pool, found)


@user_pool_operation
def get_ui_customization(call: Call) -> dict[str, Any]:
    pool = _pool(call)
    return _answer(call, pool, ui_customization.find(pool, client=_client(call, pool)))


def _pool(call: Call) -> UserPool:
    return user_pools.get(call.input["UserPoolId"], region=call.region)


def _client(call: Call, pool: UserPool) -> AppClient | None:
    client_id = call.input.get("ClientId") or _ALL
    return None if client_id == _ALL else app_clients.get(pool, client_id)


def _answer(call: Call, pool: UserPool, found: UICustomization | None) -> dict[str, Any]:
    path = branding_files.classic_logo(found) if found else ""
    shape = ui_customization_type(
        found,
        pool_id=pool.id,
        client_id=(found.client_id if found else call.input.get("ClientId")) or _ALL,
        image_url=f"{domains.base_url(pool)}/{path}" if path else None,
    )
    return {"UICustomization": shape}

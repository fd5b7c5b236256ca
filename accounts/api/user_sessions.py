"""Operations on users' sessions one by one: list and revoke, by the user or by an administrator."""

from typing import Any

from accounts import session_ids, session_tracking
from accounts.api import caller
from accounts.models import User
from accounts.shapes.user_session import session_description
from pools.core import pagination
from pools.wire.call import Call
from pools.wire.registry import user_pool_operation


@user_pool_operation
def list_user_sessions(call: Call) -> dict[str, Any]:
    verified = caller.bearer(call)
    return _listed(call, verified.user, current_id=session_ids.of_tokens(verified.session.id))


@user_pool_operation
def admin_list_user_sessions(call: Call) -> dict[str, Any]:
    return _listed(call, caller.user(call))


@user_pool_operation
def revoke_user_session(call: Call) -> dict[str, Any]:
    verified = caller.bearer(call)
    session_tracking.revoke(verified.user, call.input["SessionId"], linked=_linked(call), current=verified.session)
    return {}


@user_pool_operation
def admin_revoke_user_session(call: Call) -> dict[str, Any]:
    session_tracking.revoke(caller.user(call), call.input["SessionId"], linked=_linked(call))
    return {}


def _listed(call: Call, user: User, *, current_id: str | None = None) -> dict[str, Any]:
    """AWS: there is a single page. No answer ever gave a token, so whatever comes as one is none of ours."""
    if given := call.input.get("NextToken"):
        pagination.decode(given, bound_to=(call.operation,))
    return {"Sessions": [session_description(row, current_id=current_id) for row in session_tracking.living(user)]}


def _linked(call: Call) -> bool:
    return call.input.get("RevokeAssociatedSessions") == "LINKED"

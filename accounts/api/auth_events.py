"""Operations on auth events: a user's history, and feedback on it."""

from typing import Any

from accounts import auth_events, event_feedback
from accounts.api import caller
from accounts.shapes.auth_event import auth_event_type
from pools import threat_protection, user_pools
from pools.wire import paging
from pools.wire.call import Call
from pools.wire.registry import user_pool_operation


@user_pool_operation
def admin_list_user_auth_events(call: Call) -> dict[str, Any]:
    threat_protection.require_on(caller.pool(call))
    user = caller.user(call)
    return paging.answer(
        call,
        lambda limit, after: auth_events.list_page(user, limit=limit, after=after),
        auth_event_type,
        member="AuthEvents",
        size="MaxResults",
    )


@user_pool_operation
def admin_update_auth_event_feedback(call: Call) -> dict[str, Any]:
    event_feedback.give(caller.user(call), call.input["EventId"], call.input["FeedbackValue"])
    return {}


@user_pool_operation
def update_auth_event_feedback(call: Call) -> dict[str, Any]:
    event_feedback.give_by_token(
        user_pools.get(call.input["UserPoolId"]),
        call.input["Username"],
        call.input["EventId"],
        call.input["FeedbackValue"],
        given=call.input["FeedbackToken"],
    )
    return {}

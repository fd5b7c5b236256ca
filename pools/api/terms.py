"""Operations on terms."""

from typing import Any

from pools import app_clients, terms, user_pools
from pools.models import Terms, UserPool
from pools.shapes.terms import terms_description, terms_type
from pools.wire import paging
from pools.wire.call import Call
from pools.wire.registry import user_pool_operation


@user_pool_operation
def create_terms(call: Call) -> dict[str, Any]:
    client = app_clients.get(_pool(call), call.input["ClientId"])
    made = terms.create(client, name=call.input["TermsName"], links=call.input.get("Links") or {})
    return {"Terms": terms_type(made)}


@user_pool_operation
def describe_terms(call: Call) -> dict[str, Any]:
    return {"Terms": terms_type(_terms(call))}


@user_pool_operation
def describe_terms_by_client(call: Call) -> dict[str, Any]:
    client = app_clients.get(_pool(call), call.input["ClientId"])
    return {"Terms": terms_type(terms.of_client(client, call.input["TermsName"]))}


@user_pool_operation
def list_terms(call: Call) -> dict[str, Any]:
    pool = _pool(call)
    return paging.answer(
        call,
        lambda limit, after: terms.list_page(pool, limit=limit, after=after),
        terms_description,
        member="Terms",
        size="MaxResults",
    )


@user_pool_operation
def update_terms(call: Call) -> dict[str, Any]:
    changed = terms.update(_terms(call), name=call.input.get("TermsName"), links=call.input.get("Links"))
    return {"Terms": terms_type(changed)}


@user_pool_operation
def delete_terms(call: Call) -> dict[str, Any]:
    terms.delete(_terms(call))
    return {}


def _pool(call: Call) -> UserPool:
    return user_pools.get(call.input["UserPoolId"], region=call.region)


def _terms(call: Call) -> Terms:
    return terms.get(_pool(call), call.input["TermsId"])

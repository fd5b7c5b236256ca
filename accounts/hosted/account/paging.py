"""Lists on the account pages: so many rows, and an address for those that follow."""

from typing import Any

from django.http import HttpRequest

from accounts.hosted.account.page import Account
from pools.core import pagination
from pools.core.errors import InvalidParameterException

ROWS = 20


def after(request: HttpRequest, account: Account, name: str) -> Any:
    """Where the list of this name is to go on; nothing for its first page, which also stands for what is no marker."""
    try:
        token = request.GET.get(name, "")
        return pagination.decode(token, bound_to=_bound_to(account, name)) if token else None
    except InvalidParameterException:
        return None


def further(account: Account, page: str, name: str, marker: Any) -> str:
    """The address of the rows behind the marker; empty where there are none."""
    if marker is None:
        return ""
    return account.address(page, **{name: pagination.encode(marker, bound_to=_bound_to(account, name))})


def _bound_to(account: Account, name: str) -> tuple[str, ...]:
    return ("account", name, account.user.sub)

"""`/account/devices`: devices and browsers that are remembered, and may stand in for the second step."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from accounts import devices as verbs
from accounts.hosted import trusted_browser
from accounts.hosted.account import paging
from accounts.hosted.account.page import NOT_HERE, PAGES, Account, changing
from pools.core.errors import ResourceNotFoundException

_HERE = PAGES["devices"]


@changing
def devices(request: HttpRequest, account: Account) -> HttpResponse:
    """List devices and forget one."""
    user = account.user
    if user.pool.device_configuration is None:
        return account.go(request, problem=NOT_HERE)
    if forgotten := request.POST.get("forget", ""):
        return _forget(request, account, forgotten)
    found = verbs.list_page(user, limit=paging.ROWS, after=paging.after(request, account, "after"))
    this = verbs.of_browser(user, trusted_browser.secrets(request, account.visit.here))
    for device in found.items:
        device.user = user
    content = {
        "devices": [
            {
                "row": device,
                "is_this": this is not None and device.pk == this.pk,
                "spares": verbs.stands_for_mfa(device),
            }
            for device in found.items
        ],
        "more": paging.further(account, _HERE, "after", found.marker),
    }
    return account.show(request, "devices", content)


def _forget(request: HttpRequest, account: Account, key: str) -> HttpResponse:
    """A second press finds it forgotten already: that is what was wanted."""
    try:
        verbs.forget(account.user, key)
    except ResourceNotFoundException:
        return account.go(request, _HERE)
    return account.go(request, _HERE, notice=_("The device was forgotten."))

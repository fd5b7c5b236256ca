"""`/account/identities`: accounts at external providers that sign the user in here."""

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse

from accounts import linking, security_notices, ways_in
from accounts.hosted import provider_buttons, words
from accounts.hosted.account.page import NOT_HERE, PAGES, Account, changing
from accounts.models import User
from pools import identity_providers
from pools.core.errors import CognitoError, ResourceNotFoundException

_HERE = PAGES["identities"]


@dataclass(frozen=True)
class Shown:
    """One account elsewhere; `made` when it is the one that made the user, and stays."""

    id: int
    provider: str
    since: datetime
    made: bool


@changing
def identities(request: HttpRequest, account: Account) -> HttpResponse:
    """List them and unlink one."""
    found = _listed(account.user)
    if not found:
        return account.go(request, problem=NOT_HERE)
    chosen = next((one for one in found if str(one.id) == request.GET.get("remove") and not one.made), None)
    if chosen is None:
        return account.show(request, "identities", {"identities": found})
    if request.method != "POST":
        return account.show(request, "identity_remove", {"identity": chosen})
    try:
        ways_in.give_up_identity(account.user, identity_id=chosen.id)
    except ResourceNotFoundException:
        return account.go(request, _HERE)
    except CognitoError as error:
        return account.go(request, _HERE, problem=words.say(error))
    return account.go(request, _HERE if len(found) > 1 else "account", notice=security_notices.UNLINKED.subject)


def _listed(user: User) -> list[Shown]:
    rows = linking.of_user(user)
    providers = identity_providers.named(user.pool, [row.provider_name for row in rows])
    names = {provider.name: provider_buttons.brand_of(provider) for provider in providers}
    return [Shown(row.pk, names.get(row.provider_name, row.provider_name), row.created_at, row.primary) for row in rows]

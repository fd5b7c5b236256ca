"""`/account/delete`, and the page after it or after signing out."""

from django.http import HttpRequest, HttpResponse

from accounts import leaving, security_notices
from accounts.hosted import cookie, errand
from accounts.hosted.account.page import NOT_HERE, Account, guarded
from accounts.hosted.forms.account import DeleteForm


@guarded
def delete(request: HttpRequest, account: Account) -> HttpResponse:
    """Delete the account for good."""
    if not account.client.opens_accounts:
        return account.go(request, problem=NOT_HERE)
    form = DeleteForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return account.show(request, "delete", {"form": form})
    leaving.leave(account.user, account.client)
    response = account.go(request, errand.GOODBYE, notice=security_notices.DELETED.subject)
    cookie.end(request, response, account.visit.here)
    return response

"""Users who delete their own accounts on the account pages."""

from django.db import transaction

from accounts import security_notices, users
from accounts.models import User
from pools.core.errors import NotAuthorizedException
from pools.models import AppClient


@transaction.atomic
def leave(user: User, client: AppClient) -> None:
    """Delete one's own account, with a last mail about it.

    Raises:
        NotAuthorizedException: the client may not, as by Cognito's DeleteUser without the scope for it.
    """
    if not client.opens_accounts:
        raise NotAuthorizedException("Access Token does not have required scopes")
    security_notices.enqueue(user, security_notices.DELETED, hosted=True)
    users.delete(user)

"""What a new user is sent: a code, or a link that carries it."""

from urllib.parse import urlencode

from accounts import confirmation
from accounts.models import User
from pools import domains
from pools.delivery import message
from pools.delivery.message import PreparedMessage
from pools.models import AppClient


def prepare(
    client: AppClient,
    user: User,
    address: tuple[str, str],
    code: str,
    event: str,
    client_metadata: dict[str, str] | None,
) -> PreparedMessage:
    """Write the message; never inside a transaction, since it may run a trigger.

    Args:
        client: that the user signs up through.
        user: who is to be confirmed.
        address: attribute and value that the code goes to.
        code: the code.
        event: SignUp or ResendCode.
        client_metadata: for the trigger.

    Raises:
        CodeDeliveryFailureException: the address is none.
        UserLambdaValidationException, UnexpectedLambdaException, InvalidLambdaResponseException: the message trigger.
    """
    by_link = client.pool.verifies_by_link and address[0] == "email"
    return message.prepare(
        client.pool,
        event=event,
        medium=confirmation.MEDIUMS[address[0]],
        to=address[1],
        username=user.username,
        code=code,
        attributes=user.trigger_attributes,
        client_id=client.id,
        client_metadata=client_metadata,
        link=_link(client, user, code) if by_link else None,
    )


def _link(client: AppClient, user: User, code: str) -> str:
    """The page that confirms; opening it does not yet confirm, pressing its button does (checklist 42)."""
    query = urlencode({"client_id": client.id, "user_name": user.username, "confirmation_code": code})
    return f"{domains.base_url(client.pool)}/confirmUser?{query}"

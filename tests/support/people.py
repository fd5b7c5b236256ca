"""The cast: users made through the verbs, and the codes that were sent to them."""

from __future__ import annotations

import json
import re

from accounts import passwords, sign_up, users
from accounts.models import User
from accounts.users import Invitation
from pools.models import AppClient, OutboxMessage, UserPool

PASSWORD = "Correct-h0rse!"


def confirmed(pool: UserPool, username: str = "alice", *, password: str = PASSWORD, **attributes: str) -> User:
    """A confirmed user with a verified e-mail address."""
    values = {"email": f"{username}@example.com", "email_verified": "true", **attributes}
    name = values["email"] if pool.username_attributes else username
    user = users.admin_create(pool, username=name, attributes=values, invitation=Invitation(action="SUPPRESS"))
    passwords.set_password(user, password=password, permanent=True)
    return user


def unconfirmed(client: AppClient, username: str = "bob", *, password: str = PASSWORD) -> User:
    """Somebody who has signed up and not yet entered the code."""
    name = f"{username}@example.com" if client.pool.username_attributes else username
    attributes = {"email": f"{username}@example.com"}
    return sign_up.sign_up(client, username=name, password=password, attributes=attributes).user


def invited(pool: UserPool, username: str = "ivy", *, temporary_password: str = "Temp-0rary!") -> User:
    """Somebody whom an administrator created and who has not signed in yet."""
    return users.admin_create(
        pool,
        username=username,
        attributes={"email": f"{username}@example.com", "email_verified": "true"},
        temporary_password=temporary_password,
        invitation=Invitation(action="SUPPRESS"),
    )


def last_message(address: str) -> str:
    """The text of the newest message to an address."""
    row = OutboxMessage.objects.filter(recipient=address).latest("id")
    return str(json.loads(row.content)["text"])


def last_code(address: str) -> str:
    """The code in the newest message to an address."""
    found = re.search(r"\b\d{6}(?:\d\d)?\b", last_message(address))
    assert found, f"no code was sent to {address}"
    return found[0]

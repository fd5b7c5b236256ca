"""The webhooks an operator set up: create, list, rotate their secret, delete; and the ARN that names one."""

import base64
import secrets
from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings

from pools.core import clock
from pools.core.errors import InvalidParameterException, ResourceNotFoundException
from pools.models import Webhook
from pools.triggers.webhook import NAME_PREFIX

SECRET_PREFIX = "whsec_"  # noqa: S105  Standard Webhooks: how a secret is written, no secret
SECRET_BYTES = 32
ID_ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789"
ID_LENGTH = 16
OVERLAP = timedelta(hours=24)


def create(*, name: str, url: str) -> Webhook:
    """Set up a webhook; whether its address may be reached is decided at each call.

    Raises:
        InvalidParameterException: the URL is none.
    """
    _check_url(url)
    return Webhook.objects.create(
        id="".join(secrets.choice(ID_ALPHABET) for _ in range(ID_LENGTH)),
        name=name,
        url=url,
        secret=secrets.token_bytes(SECRET_BYTES),
        created_at=clock.now(),
    )


def get(webhook_id: str) -> Webhook:
    """One webhook.

    Raises:
        ResourceNotFoundException: there is none.
    """
    hook = Webhook.objects.filter(id=webhook_id).first()
    if hook is None:
        raise ResourceNotFoundException(f"Webhook {webhook_id} does not exist.")
    return hook


def list_all() -> list[Webhook]:
    return list(Webhook.objects.order_by("name", "id"))


def rotate(hook: Webhook) -> Webhook:
    """Give it a new secret; for a day everything is signed with both."""
    hook.previous_secret = bytes(hook.secret)
    hook.previous_until = clock.now() + OVERLAP
    hook.secret = secrets.token_bytes(SECRET_BYTES)
    hook.save(update_fields=["secret", "previous_secret", "previous_until"])
    return hook


def delete(hook: Webhook) -> None:
    """Forget it; pools that still name it fail as with a function that is gone."""
    hook.delete()


def arn(hook: Webhook) -> str:
    """What to write into a pool's LambdaConfig."""
    region, account = settings.POOLHOUSE_REGION, settings.POOLHOUSE_ACCOUNT_ID
    return f"arn:aws:lambda:{region}:{account}:function:{NAME_PREFIX}{hook.id}"


def secret_text(hook: Webhook) -> str:
    """The secret as Standard Webhooks writes it, for the receiver's configuration."""
    return SECRET_PREFIX + base64.b64encode(bytes(hook.secret)).decode()


def _check_url(url: str) -> None:
    try:
        parts = urlsplit(url)
        port_is_valid = parts.port != 0
    except ValueError:
        raise InvalidParameterException("The URL cannot be read.") from None
    if parts.scheme not in {"https", "http"} or not parts.hostname or "@" in parts.netloc or not port_is_valid:
        raise InvalidParameterException("The URL must be https://host/path, without a user name in it.")

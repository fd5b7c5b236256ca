"""What `up` tells the operator, on the screen and in POOLHOUSE_DATA/welcome.json."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import urlencode

from django.conf import settings

from console import first_data, keys
from pools import domains, user_pools
from pools.core.errors import ResourceNotFoundException

LABELS = {
    "console_url": "Console",
    "operator_email": "  e-mail",
    "operator_password": "  password",
    "api_endpoint": "API endpoint",
    "region": "  region",
    "access_key_id": "  access key id",
    "secret_access_key": "  secret",
    "user_pool_id": "User pool demo",
    "client_id": "  client id",
    "issuer": "  issuer",
    "sign_in_url": "  sign-in page",
}
DEVELOPMENT = (
    "POOLHOUSE_DEVELOPMENT is on: tags fix ids, and codes are given to whoever asks (docs/testing.md). "
    "Never with real users."
)
SECRETS = frozenset({"operator_password", "secret_access_key"})


def file() -> Path:
    path: Path = settings.POOLHOUSE_DATA / "welcome.json"
    return path


def prepare() -> dict[str, str]:
    """First data if there is none yet; then the welcome with the addresses of this start."""
    made = first_data.create() if first_data.is_wanted() else read()
    told = {**made, **addresses(made)}
    keys.replace(file(), json.dumps(told, indent=2) + "\n")
    return told


def read() -> dict[str, str]:
    """What was told before; nothing when the data was made elsewhere or the file was removed."""
    try:
        told: dict[str, str] = json.loads(file().read_text())
    except (OSError, ValueError):
        return {}
    return told


def addresses(made: dict[str, str]) -> dict[str, str]:
    base = {
        "console_url": f"{settings.POOLHOUSE_URL}/",
        "api_endpoint": settings.POOLHOUSE_URL,
        "region": settings.POOLHOUSE_REGION,
    }
    try:
        pool = user_pools.get(made.get("user_pool_id", ""))
    except ResourceNotFoundException:
        return base
    query = {
        "client_id": made["client_id"],
        "response_type": "code",
        "scope": "openid email profile",
        "redirect_uri": f"{settings.POOLHOUSE_URL}/",
    }
    return {
        **base,
        "region": pool.region,
        "issuer": user_pools.issuer(pool),
        "sign_in_url": f"{domains.issuer_path_url(pool)}/login?{urlencode(query)}",
    }


def banner(told: dict[str, str], *, with_secrets: bool) -> str:
    """What a person sees; a service's log keeps it for long, so there the secrets are left to the file."""
    width = max(len(label) for label in LABELS.values())
    shown = [name for name in LABELS if name in told and (with_secrets or name not in SECRETS)]
    lines = [f"{LABELS[name]:<{width}}  {told[name]}" for name in shown]
    if settings.POOLHOUSE_DEVELOPMENT:
        lines += ["", DEVELOPMENT]
    return "\n".join(
        ["", "Poolhouse is up.", "", *lines, "", f"The same, for programs: {file()}", "Ctrl-C stops it.", ""]
    )

"""What a new installation starts with: an operator, an access key and a user pool named `demo`."""

from __future__ import annotations

import secrets
from typing import Any

from django.conf import settings
from django.db import transaction

from console import access_keys
from console.models import Operator
from pools import app_clients, domains, user_pools
from pools.models import AppClient, UserPool

OPERATOR_EMAIL = "operator@poolhouse.local"
DEMO = "demo"

POOL_SETTINGS: dict[str, Any] = {
    "UsernameAttributes": ["email"],
    "AutoVerifiedAttributes": ["email"],
    "UsernameConfiguration": {"CaseSensitive": False},
    "AdminCreateUserConfig": {"AllowAdminCreateUserOnly": False},
    "AccountRecoverySetting": {"RecoveryMechanisms": [{"Priority": 1, "Name": "verified_email"}]},
}


def is_wanted() -> bool:
    return not Operator.objects.exists()


@transaction.atomic
def create() -> dict[str, str]:
    """Make it all and tell the secrets, which nobody can ask for again."""
    password = secrets.token_urlsafe(15)
    operator = Operator.objects.create_superuser(OPERATOR_EMAIL, password, name="Operator")
    key = access_keys.create(operator, description="Made at the first start")
    client = create_demo()
    return {
        "operator_email": operator.email,
        "operator_password": password,
        "access_key_id": key.access_key_id,
        "secret_access_key": access_keys.secret_of(key),
        "user_pool_name": DEMO,
        "user_pool_id": client.pool_id,
        "client_id": client.id,
    }


def create_demo() -> AppClient:
    pool = user_pools.create(region=settings.POOLHOUSE_REGION, name=DEMO, settings=POOL_SETTINGS)
    domains.create(pool, domain=free_prefix(pool))
    callbacks = [f"{settings.POOLHOUSE_URL}/", "http://localhost:3000/callback"]
    return app_clients.create(
        pool,
        name="demo web app",
        settings={
            "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
            "AllowedOAuthFlowsUserPoolClient": True,
            "AllowedOAuthFlows": ["code"],
            "AllowedOAuthScopes": ["openid", "email", "profile", "aws.cognito.signin.user.admin"],
            "CallbackURLs": callbacks,
            "DefaultRedirectURI": callbacks[0],
            "LogoutURLs": callbacks,
            "SupportedIdentityProviders": ["COGNITO"],
            "PreventUserExistenceErrors": "ENABLED",
            "EnableTokenRevocation": True,
        },
    )


def free_prefix(pool: UserPool) -> str:
    """Prefixes are unique in the installation; `demo` may have been taken by hand."""
    return DEMO if domains.describe(DEMO) is None else f"{DEMO}-{pool.srp_name.lower()}"

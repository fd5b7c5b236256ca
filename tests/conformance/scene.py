"""What every operation finds when it is called: two pools with clients, people, providers and whatever else there is."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from accounts.models import User
from console.models import AccessKey, Operator
from pools import domains, groups, identity_providers, mfa_configuration, session_configuration, user_pools
from pools.core import clock, ids
from pools.models import AppClient, UserPool
from tests.support import boto, builders, factors, machines, passkeys, people
from tests.support.authenticator import Authenticator

PASSWORD = people.PASSWORD
PHONE = "+15551230001"
DOMAIN = "people"
SCOPES = ["openid", "email", "aws.cognito.signin.user.admin", machines.READ]
PROVIDER = {
    "client_id": "o",
    "client_secret": "os",
    "attributes_request_method": "GET",
    "oidc_issuer": "https://login.example.com",
    "authorize_scopes": "openid email",
    "authorize_url": "https://login.example.com/authorize",
    "token_url": "https://login.example.com/token",
    "attributes_url": "https://login.example.com/userinfo",
    "jwks_uri": "https://login.example.com/jwks",
}
MAPPING = {"email": "email", "name": "name"}
FLOWS = [
    "ALLOW_USER_PASSWORD_AUTH",
    "ALLOW_USER_SRP_AUTH",
    "ALLOW_USER_AUTH",
    "ALLOW_CUSTOM_AUTH",
    "ALLOW_REFRESH_TOKEN_AUTH",
    "ALLOW_ADMIN_USER_PASSWORD_AUTH",
    "ALLOW_TOKEN_EXCHANGE_IMPERSONATION",
    "ALLOW_TOKEN_EXCHANGE_DELEGATION",
]
CLIENT: dict[str, Any] = {
    "ExplicitAuthFlows": FLOWS,
    "AllowedOAuthFlows": ["code"],
    "AllowedOAuthFlowsUserPoolClient": True,
    "AllowedOAuthScopes": SCOPES,
    "CallbackURLs": [builders.CALLBACK],
    "PreventUserExistenceErrors": "ENABLED",
    "SupportedIdentityProviders": ["COGNITO", "Corporate"],
}
POOL: dict[str, Any] = {
    "AliasAttributes": ["email", "phone_number", "preferred_username"],
    "AutoVerifiedAttributes": ["email"],
    "DeviceConfiguration": {"ChallengeRequiredOnNewDevice": True, "DeviceOnlyRememberedOnUserPrompt": False},
    "EmailConfiguration": factors.OWN_SENDER,
    "SmsConfiguration": factors.ROLE,
    "Policies": {
        "PasswordPolicy": {"MinimumLength": 8, "PasswordHistorySize": 2},
        "SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", "EMAIL_OTP", "SMS_OTP", "WEB_AUTHN"]},
    },
    "Schema": [
        {
            "Name": "team",
            "AttributeDataType": "String",
            "Mutable": True,
            "StringAttributeConstraints": {"MaxLength": "9"},
        },
        {"Name": "level", "AttributeDataType": "Number", "Mutable": True},
        {"Name": "since", "AttributeDataType": "DateTime", "Mutable": True},
        {"Name": "paid", "AttributeDataType": "Boolean", "Mutable": False},
    ],
    "UserPoolAddOns": {"AdvancedSecurityMode": "AUDIT"},
    "UserPoolTags": {"stage": "test"},
    "UserPoolTier": "PLUS",
}
FACTORS: dict[str, Any] = {
    "MfaConfiguration": "OPTIONAL",
    "SmsMfaConfiguration": {"SmsConfiguration": factors.ROLE},
    "SoftwareTokenMfaConfiguration": {"Enabled": True},
    "WebAuthnConfiguration": {"RelyingPartyId": passkeys.RP_ID, "UserVerification": "preferred"},
}


@dataclass
class Scene:
    """The pool `people` with alice, who has everything, and a neighbour whose things are foreign there."""

    key: AccessKey
    idp: Any  # signs
    anonymous: Any
    pool: UserPool
    client: AppClient
    service: AppClient  # it has a secret, and exchanges tokens
    robot: AppClient  # it gets tokens for itself
    neighbour: AppClient
    alice: User
    tokens: dict[str, Any] = field(default_factory=dict)  # alice's
    session: str = ""  # ivy's, who must choose a password
    passkey: Authenticator = field(default_factory=lambda: Authenticator(passkeys.ORIGIN))  # hers too

    @property
    def in_pool(self) -> dict[str, str]:
        return {"UserPoolId": self.pool.id}

    @property
    def of_alice(self) -> dict[str, str]:
        return {**self.in_pool, "Username": "alice"}

    @property
    def by_token(self) -> dict[str, str]:
        return {"AccessToken": self.tokens["AccessToken"]}

    @property
    def of_client(self) -> dict[str, str]:
        return {**self.in_pool, "ClientId": self.client.id}

    @property
    def device_key(self) -> str:
        return str(self.tokens["NewDeviceMetadata"]["DeviceKey"])

    def sign_in(self, username: str, *, password: str = PASSWORD) -> dict[str, Any]:
        parameters = {"USERNAME": username, "PASSWORD": password}
        answer = self.anonymous.initiate_auth(
            ClientId=self.client.id, AuthFlow="USER_PASSWORD_AUTH", AuthParameters=parameters
        )
        return dict(answer)


def prepared() -> Scene:
    """A new scene; whoever makes it takes it back with the transaction around it."""
    key = access_key()
    pool = furnished(user_pools.create(region=boto.REGION, name="people", settings=POOL))
    scene = Scene(
        key=key,
        idp=boto.signed_client("cognito-idp", key),
        anonymous=boto.unsigned_client("cognito-idp"),
        pool=pool,
        client=builders.client(pool, **CLIENT),
        service=builders.client(pool, "service", generate_secret=True, ExplicitAuthFlows=FLOWS),
        robot=machines.robot(pool),
        neighbour=builders.client(builders.pool("neighbours"), ExplicitAuthFlows=FLOWS),
        alice=people.confirmed(pool, "alice", phone_number=PHONE, phone_number_verified="true"),
    )
    inhabit(scene)
    return scene


def access_key() -> AccessKey:
    """One whose time of last use is fresh, so that no call writes it."""
    return AccessKey.objects.create(
        operator=Operator.objects.create_user("olga@example.com", "a long password of Olga's"),
        access_key_id=ids.access_key_id(),
        secret=ids.access_key_secret().encode(),
        last_used_at=clock.now(),
    )


def furnished(pool: UserPool) -> UserPool:
    """What an administrator sets up."""
    pool = mfa_configuration.replace(pool, settings=FACTORS)
    session_configuration.set_for_pool(pool, tracking=True, max_per_user=20)
    domains.create(pool, domain=DOMAIN, managed_login_version=2)
    machines.orders_api(pool)
    groups.create(pool, name="staff", description="All of them", precedence=1)
    kind: dict[str, Any] = {"provider_type": "OIDC", "details": PROVIDER, "attribute_mapping": MAPPING}
    identity_providers.create(pool, name="Corporate", **kind, identifiers=["example.com"])
    return pool


def inhabit(scene: Scene) -> None:
    """What the people do there."""
    people.unconfirmed(scene.client, "bob")
    people.invited(scene.pool, "ivy", temporary_password=PASSWORD)
    people.confirmed(scene.neighbour.pool, "nina")
    scene.idp.admin_add_user_to_group(**scene.of_alice, GroupName="staff")
    scene.tokens = scene.sign_in("alice")["AuthenticationResult"]
    scene.session = scene.sign_in("ivy")["Session"]
    options = scene.anonymous.start_web_authn_registration(**scene.by_token)["CredentialCreationOptions"]
    credential = scene.passkey.create(options)
    scene.anonymous.complete_web_authn_registration(**scene.by_token, Credential=credential)

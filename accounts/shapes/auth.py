"""Outcomes of a sign-in step in AWS's shapes."""

from typing import Any

from accounts.models import Device
from accounts.signin.outcome import Challenge
from accounts.tokens.derive import DerivedToken
from accounts.tokens.issue import TokenSet
from accounts.tokens.machine import MachineToken


def challenge(asked: Challenge) -> dict[str, Any]:
    """ChallengeName, Session, ChallengeParameters and what may be chosen; never together with tokens."""
    return {
        "ChallengeName": asked.name,
        "Session": asked.session,
        "ChallengeParameters": asked.parameters,
        "AvailableChallenges": list(asked.available) or None,
    }


def authentication_result(tokens: TokenSet) -> dict[str, Any]:
    """The answer that ends a sign-in or a refresh."""
    return {
        "ChallengeParameters": {},
        "AuthenticationResult": {
            "AccessToken": tokens.access_token,
            "ExpiresIn": tokens.expires_in,
            "TokenType": "Bearer",
            "RefreshToken": tokens.refresh_token,
            "IdToken": tokens.id_token,
            "NewDeviceMetadata": _new_device(tokens.new_device) if tokens.new_device else None,
        },
    }


def client_authentication_result(token: MachineToken) -> dict[str, Any]:
    """AWS ClientAuthenticationResultType."""
    return {"AccessToken": token.access_token, "ExpiresIn": token.expires_in, "TokenType": "Bearer"}


def _new_device(device: Device) -> dict[str, str]:
    """AWS NewDeviceMetadataType."""
    return {"DeviceKey": device.key, "DeviceGroupKey": device.group_key}


def derived_token(derived: DerivedToken) -> dict[str, Any]:
    """GetDerivedToken's answer; an ID token is no bearer token (RFC 8693, 2.2.1)."""
    is_access_token = derived.use == "access"
    return {
        "IssuedToken": derived.token,
        "IssuedTokenType": "ACCESS_TOKEN" if is_access_token else "ID_TOKEN",
        "TokenType": "Bearer" if is_access_token else "N_A",
        "ExpiresIn": derived.expires_in,
        "Scopes": derived.scopes,
    }

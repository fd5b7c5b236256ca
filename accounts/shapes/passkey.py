"""Passkeys in AWS's shape."""

from typing import Any

from accounts import passkeys
from accounts.models import Passkey


def credential_description(passkey: Passkey) -> dict[str, Any]:
    """AWS WebAuthnCredentialDescription."""
    return {
        "CredentialId": passkeys.shown_id(passkey),
        "FriendlyCredentialName": passkey.name,
        "RelyingPartyId": passkey.rp_id,
        "AuthenticatorAttachment": passkey.attachment or None,
        "AuthenticatorTransports": passkey.transports,
        "CreatedAt": passkey.created_at,
    }

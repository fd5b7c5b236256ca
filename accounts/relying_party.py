"""Whom a pool's passkeys are for, and how they must be used there."""

from urllib.parse import urlsplit

from accounts.crypto.webauthn import RelyingParty
from pools import domains
from pools.core.errors import WebAuthnConfigurationMissingException
from pools.models import UserPool


def of(pool: UserPool) -> RelyingParty:
    """The pool's relying party: the one it names, else its custom domain, else its prefix domain.

    Raises:
        WebAuthnConfigurationMissingException: it names none and has no domain.
    """
    rp_id = find_id(pool)
    if rp_id is None:
        raise WebAuthnConfigurationMissingException("The user pool has no relying party ID and no domain.")
    return RelyingParty(id=rp_id, name=pool.name, user_verification=_verification(pool))


def find_id(pool: UserPool) -> str | None:
    """The relying party's id alone, if the pool has one."""
    named = pool.web_authn.get("RelyingPartyId")
    if named:
        return str(named)
    found = domains.of_pool(pool)
    return urlsplit(domains.url_of(found[0])).hostname if found else None


def _verification(pool: UserPool) -> str:
    """A passkey that counts as two factors must make sure of the person, whatever else is said."""
    if pool.web_authn.get("FactorConfiguration") == "MULTI_FACTOR_WITH_USER_VERIFICATION":
        return "required"
    return str(pool.web_authn.get("UserVerification") or "preferred")

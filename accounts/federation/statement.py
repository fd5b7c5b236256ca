"""What an external provider proved about somebody, however it was proved."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Statement:
    """A person at a provider.

    Attributes:
        subject: the provider's own lasting id of the person.
        claims: everything else it says, by the provider's names.
        issuer: the SAML entity that says so.
        parts: the same as it came, for the InboundFederation trigger: tokenResponse, idToken, userInfo, samlResponse.
        session: what the provider calls its own session of the person, where it can be asked to end it.
    """

    subject: str
    claims: Mapping[str, Any]
    issuer: str = ""
    parts: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    session: Mapping[str, str] = field(default_factory=dict)

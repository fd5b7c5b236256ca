"""Metadata of a SAML provider, with a certificate made for the test."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID

ENTITY_ID = "https://idp.example.com/metadata"
SIGN_ON = "https://idp.example.com/sso"
LOG_OUT = "https://idp.example.com/slo"


def certificate(key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey | None = None) -> str:
    """Base64 of a self-signed certificate."""
    key = key or rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "idp.example.com")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    lines = made.public_bytes(serialization.Encoding.PEM).decode().strip().splitlines()
    return "".join(lines[1:-1])


def document(
    *,
    entity_id: str = ENTITY_ID,
    sign_on: str = SIGN_ON,
    log_out: str = LOG_OUT,
    certificates: Sequence[str] = (),
    use: str = ' use="signing"',
    more: str = "",
) -> str:
    """An EntityDescriptor.

    Args:
        entity_id: whose.
        sign_on: where people sign in.
        log_out: where they sign out.
        certificates: those it signs with; a new one if there are none.
        use: what they are for.
        more: attributes of its root.
    """
    redirect = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect"
    keys = "".join(
        f"""<md:KeyDescriptor{use}><ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:X509Data>
      <ds:X509Certificate>{each}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>"""
        for each in certificates or [certificate()]
    )
    return f"""<?xml version="1.0"?>
<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID="{entity_id}"{more}>
  <md:IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">
    {keys}
    <md:SingleLogoutService Binding="{redirect}" Location="{log_out}"/>
    <md:SingleSignOnService Binding="{redirect}" Location="{sign_on}"/>
  </md:IDPSSODescriptor>
</md:EntityDescriptor>"""

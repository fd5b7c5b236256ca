"""Statements by which an authenticator vouches for itself (WebAuthn 8.2, packed), in order and broken."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from tests.support.authenticator import ES256, Authenticator

Attested = tuple[str, Callable[[bytes], dict[str, Any]]]


def by_itself(authenticator: Authenticator) -> Attested:
    """Signed with the new key itself."""
    return "packed", lambda signed: {"alg": ES256, "sig": authenticator.sign(signed)}


def by_itself_wrongly(authenticator: Authenticator) -> Attested:
    """Signed, but something else."""
    return "packed", lambda signed: {"alg": ES256, "sig": authenticator.sign(signed + b"!")}


def by_maker(*, broken: bool) -> Attested:
    """Signed with a maker's key, whose certificate a second one vouches for, or seems to."""
    key, root, other = (ec.generate_private_key(ec.SECP256R1()) for _ in range(3))
    chain = [_certificate(key, signer=other if broken else root, is_ca=False), _certificate(root, signer=root)]
    x5c = [certificate.public_bytes(Encoding.DER) for certificate in chain]
    return "packed", lambda signed: {"alg": ES256, "sig": key.sign(signed, ec.ECDSA(SHA256())), "x5c": x5c}


def _certificate(
    key: ec.EllipticCurvePrivateKey, *, signer: ec.EllipticCurvePrivateKey, is_ca: bool = True
) -> x509.Certificate:
    names = {
        NameOID.COUNTRY_NAME: "SE",
        NameOID.ORGANIZATION_NAME: "Keys",
        NameOID.ORGANIZATIONAL_UNIT_NAME: "Authenticator Attestation",
        NameOID.COMMON_NAME: "Keys 1",
    }
    name = x509.Name([x509.NameAttribute(kind, value) for kind, value in names.items()])
    now = datetime.now(UTC)
    made = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    made = made.not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
    return made.add_extension(x509.BasicConstraints(ca=is_ca, path_length=None), critical=True).sign(signer, SHA256())

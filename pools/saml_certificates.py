"""A pool's SAML certificate: signs requests to providers, and opens what they encrypt for us."""

from datetime import timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from django.db import IntegrityError, transaction

from pools.core import clock
from pools.models import SamlCertificate, UserPool

_LIFE = timedelta(days=3650)


def of(pool: UserPool) -> SamlCertificate:
    """The pool's certificate; made when it is first asked for, the same for everybody who asks."""
    found = SamlCertificate.objects.filter(pool=pool).first()
    return found or _make(pool)


def body(certificate: SamlCertificate) -> str:
    """The certificate's Base64 without header lines (AWS: GetSigningCertificate)."""
    lines = certificate.certificate.strip().splitlines()
    return "".join(line for line in lines if not line.startswith("-----"))


def _make(pool: UserPool) -> SamlCertificate:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    now = clock.now()
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, pool.id)])
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + _LIFE)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    try:
        with transaction.atomic():
            return SamlCertificate.objects.create(
                pool=pool,
                private_key=private,
                certificate=signed.public_bytes(serialization.Encoding.PEM).decode(),
                created_at=now,
            )
    except IntegrityError:  # another request was first
        return SamlCertificate.objects.get(pool=pool)

"""What a SAML provider writes: responses and logout messages, signed by signxml and sealed by hand.

Nothing of the product is used, and not the library that it verifies with.
"""

from __future__ import annotations

import os
import secrets
import zlib
from base64 import b64decode, b64encode
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Any
from xml.sax.saxutils import escape

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from lxml import etree
from signxml import methods
from signxml.signer import XMLSigner

from tests.support import keys, saml_metadata

PROTOCOL = "urn:oasis:names:tc:SAML:2.0:protocol"
ASSERTION = "urn:oasis:names:tc:SAML:2.0:assertion"
DSIG = "http://www.w3.org/2000/09/xmldsig#"
XENC = "http://www.w3.org/2001/04/xmlenc#"
XENC11 = "http://www.w3.org/2009/xmlenc11#"
EXCLUSIVE = "http://www.w3.org/2001/10/xml-exc-c14n#"
NAMESPACES = {"samlp": PROTOCOL, "saml": ASSERTION, "ds": DSIG}
SUCCESS = "urn:oasis:names:tc:SAML:2.0:status:Success"
PLACEHOLDER = f'<ds:Signature xmlns:ds="{DSIG}" Id="placeholder"/>'

Element = Any


def instant(**shift: float) -> str:
    """Now, or so much later or earlier, as SAML writes it."""
    return (datetime.now(UTC) + timedelta(**shift)).strftime("%Y-%m-%dT%H:%M:%SZ")


class CarelessSigner(XMLSigner):
    """Signs by SHA-1 as well."""

    def check_deprecated_methods(self) -> None:
        """Nothing."""


@dataclass
class Signer:
    """A key with its certificate; signs what it is told to."""

    key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: keys.next_key(public_exponent=65537, key_size=2048)
    )
    algorithm: str = "rsa-sha256"
    digest: str = "sha256"

    @cached_property
    def certificate(self) -> str:
        """Base64 without header lines."""
        return saml_metadata.certificate(self.key)

    @property
    def certificate_pem(self) -> str:
        return f"-----BEGIN CERTIFICATE-----\n{self.certificate}\n-----END CERTIFICATE-----\n"

    def sign(self, element: Element) -> Element:
        """The element with its signature where the placeholder was."""
        signer = CarelessSigner(
            method=methods.enveloped,
            signature_algorithm=self.algorithm,
            digest_algorithm=self.digest,
            c14n_algorithm=EXCLUSIVE,
        )
        key: Any = self.certificate_pem.encode() if self.algorithm.startswith("hmac") else self.key
        cert = None if self.algorithm.startswith("hmac") else self.certificate_pem
        return signer.sign(element, key=key, cert=cert, reference_uri=element.get("ID"))

    @property
    def key_pem(self) -> bytes:
        return self.key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )


@dataclass
class Answer:
    """A response that is right in every point until a test changes one; None leaves a part out."""

    issuer: str | None
    audience: str | None
    address: str
    request_id: str | None
    name_id: str | None = "ann"
    attributes: dict[str, str | list[str]] = field(default_factory=dict)
    status: str = SUCCESS
    destination: str | None = ""
    recipient: str | None = ""
    confirmed_request_id: str | None = ""
    response_issuer: str | None = ""
    issued: str = field(default_factory=instant)
    not_before: str | None = field(default_factory=lambda: instant(minutes=-1))
    not_on_or_after: str | None = field(default_factory=lambda: instant(minutes=5))
    confirmed_until: str | None = field(default_factory=lambda: instant(minutes=5))
    session_until: str | None = None
    session_index: str = field(default_factory=lambda: f"_{secrets.token_hex(8)}")
    assertion_id: str = field(default_factory=lambda: f"_{secrets.token_hex(16)}")
    response_id: str = field(default_factory=lambda: f"_{secrets.token_hex(16)}")

    def assertion(self) -> Element:
        """Not signed; with a place for the signature."""
        return etree.fromstring(self._assertion())

    def response(self, *assertions: Element) -> Element:
        """The same around these assertions."""
        destination = self.address if self.destination == "" else self.destination
        issuer = self.issuer if self.response_issuer == "" else self.response_issuer
        root = etree.fromstring(
            f'<samlp:Response xmlns:samlp="{PROTOCOL}" xmlns:saml="{ASSERTION}" ID="{self.response_id}" Version="2.0"'
            f' IssueInstant="{self.issued}"{_attribute("Destination", destination)}'
            f"{_attribute('InResponseTo', self.request_id)}>{_element('Issuer', issuer)}{PLACEHOLDER}"
            f'<samlp:Status><samlp:StatusCode Value="{self.status}"/></samlp:Status></samlp:Response>'
        )
        for assertion in assertions:
            root.append(assertion)
        return root

    def _assertion(self) -> str:
        confirmed = self.request_id if self.confirmed_request_id == "" else self.confirmed_request_id
        recipient = self.address if self.recipient == "" else self.recipient
        audience = (
            f"<saml:AudienceRestriction>{_element('Audience', self.audience)}</saml:AudienceRestriction>"
            if self.audience is not None
            else ""
        )
        name_format = "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent"
        name = (
            "" if self.name_id is None else f'<saml:NameID Format="{name_format}">{escape(self.name_id)}</saml:NameID>'
        )
        return (
            f'<saml:Assertion xmlns:saml="{ASSERTION}" xmlns:xs="http://www.w3.org/2001/XMLSchema"'
            f' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" ID="{self.assertion_id}" Version="2.0"'
            f' IssueInstant="{self.issued}">{_element("Issuer", self.issuer)}{PLACEHOLDER}'
            f'<saml:Subject>{name}<saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer">'
            f"<saml:SubjectConfirmationData{_attribute('NotOnOrAfter', self.confirmed_until)}"
            f"{_attribute('Recipient', recipient)}{_attribute('InResponseTo', confirmed)}/>"
            f"</saml:SubjectConfirmation></saml:Subject>"
            f"<saml:Conditions{_attribute('NotBefore', self.not_before)}"
            f"{_attribute('NotOnOrAfter', self.not_on_or_after)}>{audience}</saml:Conditions>"
            f'<saml:AuthnStatement AuthnInstant="{self.issued}" SessionIndex="{self.session_index}"'
            f"{_attribute('SessionNotOnOrAfter', self.session_until)}><saml:AuthnContext><saml:AuthnContextClassRef>"
            f"urn:oasis:names:tc:SAML:2.0:ac:classes:Password</saml:AuthnContextClassRef></saml:AuthnContext>"
            f"</saml:AuthnStatement>{self._attributes()}</saml:Assertion>"
        )

    def _attributes(self) -> str:
        if not self.attributes:
            return ""
        return f"<saml:AttributeStatement>{''.join(map(_statement, self.attributes.items()))}</saml:AttributeStatement>"


def signed(answer: Answer, signer: Signer, *, parts: str = "assertion", sealed_for: str = "") -> Element:
    """The whole response.

    Args:
        answer: what it says.
        signer: whose signature.
        parts: what is signed: assertion, response, both or nothing.
        sealed_for: a certificate for which the assertion is encrypted.
    """
    assertion = answer.assertion()
    assertion = signer.sign(assertion) if parts in ("assertion", "both") else unplaced(assertion)
    response = answer.response(seal(assertion, sealed_for) if sealed_for else assertion)
    return signer.sign(response) if parts in ("response", "both") else unplaced(response)


def unplaced(element: Element) -> Element:
    """Without the place for the signature."""
    for place in element.findall(f"{{{DSIG}}}Signature"):
        if place.get("Id") == "placeholder":
            element.remove(place)
    return element


def seal(
    assertion: Element, certificate: str, *, transport: str = "rsa-oaep-mgf1p", cipher: str = "gcm", apart: bool = False
) -> Element:
    """XML Encryption 1.1: AES-256 under a key that only the certificate's owner can open.

    Args:
        assertion: what is sealed.
        certificate: for whom.
        transport: how the key is: rsa-oaep-mgf1p, rsa-oaep (with SHA-256) or rsa-1_5.
        cipher: how the assertion is: gcm or cbc.
        apart: whether the key stands beside what it opens, as Shibboleth has it.
    """
    key = AESGCM.generate_key(256)
    sealed = _CIPHERS[cipher](key, etree.tostring(assertion))
    namespace = XENC11 if cipher == "gcm" else XENC
    sealed_key = _sealed_key(key, certificate, transport)
    info = (
        '<ds:RetrievalMethod Type="http://www.w3.org/2001/04/xmlenc#EncryptedKey" URI="#_key"/>'
        if apart
        else sealed_key
    )
    return etree.fromstring(
        f'<saml:EncryptedAssertion xmlns:saml="{ASSERTION}" xmlns:xenc="{XENC}" xmlns:ds="{DSIG}">'
        f'<xenc:EncryptedData Type="{XENC}Element">'
        f'<xenc:EncryptionMethod Algorithm="{namespace}aes256-{cipher}"/><ds:KeyInfo>{info}</ds:KeyInfo>'
        f"<xenc:CipherData><xenc:CipherValue>{b64encode(sealed).decode()}</xenc:CipherValue></xenc:CipherData>"
        f"</xenc:EncryptedData>{sealed_key if apart else ''}</saml:EncryptedAssertion>"
    )


def _sealed_key(key: bytes, certificate: str, transport: str) -> str:
    public: Any = x509.load_der_x509_certificate(b64decode(certificate)).public_key()
    hashed: Any = hashes.SHA256() if transport == "rsa-oaep" else hashes.SHA1()
    oaep = padding.OAEP(padding.MGF1(hashes.SHA1()), hashed, None)
    wrapped = public.encrypt(key, padding.PKCS1v15() if transport == "rsa-1_5" else oaep)
    more = f'<ds:DigestMethod Algorithm="{XENC}sha256"/>' if transport == "rsa-oaep" else ""
    namespace = XENC11 if transport == "rsa-oaep" else XENC
    return (
        f'<xenc:EncryptedKey Id="_key"><xenc:EncryptionMethod Algorithm="{namespace}{transport}">{more}'
        f"</xenc:EncryptionMethod><xenc:CipherData><xenc:CipherValue>{b64encode(wrapped).decode()}</xenc:CipherValue>"
        "</xenc:CipherData></xenc:EncryptedKey>"
    )


def _gcm(key: bytes, plain: bytes) -> bytes:
    nonce = os.urandom(12)
    return nonce + AESGCM(key).encrypt(nonce, plain, None)


def _cbc(key: bytes, plain: bytes) -> bytes:
    """Padded as XML Encryption does: the last byte says by how much."""
    vector, missing = os.urandom(16), 16 - len(plain) % 16
    encryptor = Cipher(algorithms.AES(key), modes.CBC(vector)).encryptor()
    return vector + encryptor.update(plain + bytes(missing - 1) + bytes([missing])) + encryptor.finalize()


_CIPHERS = {"gcm": _gcm, "cbc": _cbc}


def logout_message(
    kind: str, *, issuer: str, destination: str, content: str, request_id: str = "", issued: str = ""
) -> Element:
    """A LogoutRequest or LogoutResponse with a place for the signature."""
    answers = _attribute("InResponseTo", request_id or None)
    return etree.fromstring(
        f'<samlp:{kind} xmlns:samlp="{PROTOCOL}" xmlns:saml="{ASSERTION}" ID="_{secrets.token_hex(16)}" Version="2.0"'
        f' IssueInstant="{issued or instant()}" Destination="{destination}"{answers}>{_element("Issuer", issuer)}'
        f"{PLACEHOLDER}{content}</samlp:{kind}>"
    )


def deflated(message: Element) -> str:
    """As an address carries it."""
    return _deflate(etree.tostring(message))


def bomb() -> str:
    """A small parameter that becomes two megabytes."""
    return _deflate(b"<a>" + b" " * 2_000_000 + b"</a>")


def _deflate(raw: bytes) -> str:
    stream = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    return b64encode(stream.compress(raw) + stream.flush()).decode()


def packed(message: Element | bytes) -> str:
    """As a form carries it."""
    raw = message if isinstance(message, bytes) else etree.tostring(message)
    return b64encode(raw).decode()


def opened(packed_message: str) -> bytes:
    """The other way around."""
    return b64decode(packed_message)


def unpacked(message: Element) -> bytes:
    """As bytes, to be changed by letters."""
    raw: bytes = etree.tostring(message)
    return raw


def _attribute(name: str, value: str | None) -> str:
    return "" if value is None else f' {name}="{escape(value)}"'


def _element(name: str, text: str | None) -> str:
    return "" if text is None else f"<saml:{name}>{escape(text)}</saml:{name}>"


def _statement(item: tuple[str, str | list[str]]) -> str:
    name, given = item
    values = given if isinstance(given, list) else [given]
    inner = "".join(
        f'<saml:AttributeValue xsi:type="xs:string">{escape(value)}</saml:AttributeValue>' for value in values
    )
    return f'<saml:Attribute Name="{escape(name)}">{inner}</saml:Attribute>'

"""The SAML messages that we write, and the addresses that carry them: the HTTP-Redirect binding (SAML bindings, 3.4)."""

import zlib
from collections.abc import Mapping
from typing import Final
from urllib.parse import parse_qsl, urlencode

from lxml import etree
from onelogin.saml2.utils import OneLogin_Saml2_Utils

from accounts.federation.errors import ProviderLied
from accounts.federation.saml_document import ASSERTION, PROTOCOL, Element, decode
from accounts.federation.saml_provider import Parties
from pools.core import clock, ids

RSA_SHA256: Final = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"
_SIGNATURES: Final = tuple(f"http://www.w3.org/2001/04/xmldsig-more#rsa-sha{bits}" for bits in (256, 384, 512))
SUCCESS: Final = "urn:oasis:names:tc:SAML:2.0:status:Success"
_POST: Final = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST"
_UNSPECIFIED: Final = "urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified"
_QUALIFIERS: Final = ("Format", "NameQualifier", "SPNameQualifier")
_LARGEST: Final = 64 * 1024
_ID_BYTES: Final = 20
_SIGNED: Final = ("RelayState", "SigAlg")


def new_id() -> str:
    """An XML name that nobody guesses."""
    return f"_{ids.opaque(_ID_BYTES)}"


def authn_request(parties: Parties, *, message_id: str, login_hint: str, asks_again: bool) -> str:
    """Asks the provider who is at the browser (SAML core, 3.4.1).

    Args:
        parties: whom, and where the answer goes.
        message_id: see `new_id`.
        login_hint: whom we think it is; may be empty.
        asks_again: whether a session that the provider has is not enough.
    """
    root = _message(parties, "AuthnRequest", message_id, parties.copy.sign_on_url)
    root.set("ProtocolBinding", _POST)
    root.set("AssertionConsumerServiceURL", parties.address)
    if asks_again:
        root.set("ForceAuthn", "true")
    if login_hint:
        subject = _child(root, ASSERTION, "Subject")
        _child(subject, ASSERTION, "NameID", login_hint).set("Format", _UNSPECIFIED)
    return _written(root)


def logout_request(parties: Parties, *, message_id: str, session: Mapping[str, str]) -> str:
    """Asks the provider to end its session (SAML core, 3.7.1).

    Args:
        parties: whom.
        message_id: see `new_id`.
        session: what it calls the session, as it was stated at the sign-in.
    """
    root = _message(parties, "LogoutRequest", message_id, parties.copy.log_out_url)
    name = _child(root, ASSERTION, "NameID", session["NameID"])
    for qualifier in _QUALIFIERS:
        if session.get(qualifier):
            name.set(qualifier, session[qualifier])
    if session.get("SessionIndex"):
        _child(root, PROTOCOL, "SessionIndex", session["SessionIndex"])
    return _written(root)


def logout_response(parties: Parties, *, answers: str) -> str:
    """Says that our sessions have ended (SAML core, 3.7.2)."""
    root = _message(parties, "LogoutResponse", new_id(), answer_address(parties))
    root.set("InResponseTo", answers)
    _child(_child(root, PROTOCOL, "Status"), PROTOCOL, "StatusCode").set("Value", SUCCESS)
    return _written(root)


def answer_address(parties: Parties) -> str:
    """Where the provider wants our answers to its requests."""
    return parties.copy.log_out_answer_url or parties.copy.log_out_url


def carried(url: str, *, kind: str, message: str, relay_state: str, signed_by: Parties | None = None) -> str:
    """The address that carries a message.

    Args:
        url: the provider's.
        kind: SAMLRequest or SAMLResponse.
        message: XML.
        relay_state: comes back with the answer; may be empty.
        signed_by: whose private key signs it, if one does.
    """
    values = {kind: OneLogin_Saml2_Utils.deflate_and_base64_encode(message)}
    if relay_state:
        values["RelayState"] = relay_state
    if signed_by:
        values["SigAlg"] = RSA_SHA256
        signature = OneLogin_Saml2_Utils.sign_binary(urlencode(values), signed_by.key)
        values["Signature"] = OneLogin_Saml2_Utils.b64encode(signature)
    return f"{url}{'&' if '?' in url else '?'}{urlencode(values)}"


def inflated(text: str) -> bytes:
    """The message that a parameter of such an address carries.

    Raises:
        ProviderLied: it is none, or too large.
    """
    try:
        stream = zlib.decompressobj(-zlib.MAX_WBITS)
        raw = stream.decompress(decode(text), _LARGEST)
    except zlib.error:
        raise ProviderLied("no deflated message") from None
    if not stream.eof:
        raise ProviderLied("a message that is too large, or cut off")
    return raw


def require_signed_query(query: str, *, kind: str, certificates: list[str]) -> None:
    """Hold such an address against the provider's certificates, in the very letters in which it came.

    Raises:
        ProviderLied: it is not signed, or by nobody whom we know.
    """
    raw = dict(part.partition("=")[::2] for part in query.split("&"))
    values = dict(parse_qsl(query))
    algorithm = values.get("SigAlg", "")
    # A name may be written in other letters: what the signature does not cover must not be what is read.
    if kind not in raw or algorithm not in _SIGNATURES or not values.get("Signature"):
        raise ProviderLied("a message that is not signed, or by a weak algorithm")
    signed = "&".join(f"{name}={raw[name]}" for name in (kind, *_SIGNED) if name in raw)
    signature = decode(values["Signature"])
    if not any(_verifies(signed, signature, certificate, algorithm) for certificate in certificates):
        raise ProviderLied("signed by no certificate of the provider's metadata")


def _message(parties: Parties, kind: str, message_id: str, destination: str) -> Element:
    root = etree.Element(f"{{{PROTOCOL}}}{kind}", nsmap={"samlp": PROTOCOL, "saml": ASSERTION})
    root.set("ID", message_id)
    root.set("Version", "2.0")
    root.set("IssueInstant", clock.now().strftime("%Y-%m-%dT%H:%M:%SZ"))
    root.set("Destination", destination)
    _child(root, ASSERTION, "Issuer", parties.service)
    return root


def _child(parent: Element, namespace: str, name: str, text: str = "") -> Element:
    child = etree.SubElement(parent, f"{{{namespace}}}{name}")
    child.text = text or None
    return child


def _written(root: Element) -> str:
    text: str = etree.tostring(root, encoding="unicode")
    return text


def _verifies(signed: str, signature: bytes, certificate: str, algorithm: str) -> bool:
    pem = OneLogin_Saml2_Utils.format_cert(certificate)
    verified: bool = OneLogin_Saml2_Utils.validate_binary_sign(signed, signature, pem, algorithm)
    return verified

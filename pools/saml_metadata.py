"""SAML metadata of a provider: who it is, where it signs on and out, and which certificates it signs with."""

import base64
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from onelogin.saml2.idp_metadata_parser import OneLogin_Saml2_IdPMetadataParser
from onelogin.saml2.utils import OneLogin_Saml2_Utils
from onelogin.saml2.xml_utils import OneLogin_Saml2_XML

from pools.core import outbound
from pools.core.errors import InvalidParameterException

_LARGEST = 512 * 1024
_SHORTEST_RSA = 2048
_SHORTEST_CURVE = 224
_REDIRECT = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect"
_ADDRESS = re.compile(r"https?://\S+")
_ENTITY = "//md:EntityDescriptor[md:IDPSSODescriptor][1]"
_SIGNING = "./md:KeyDescriptor[not(@use) or @use='signing']/ds:KeyInfo/ds:X509Data/ds:X509Certificate"
_LOG_OUT = f"./md:SingleLogoutService[@Binding='{_REDIRECT}']"


@dataclass(frozen=True)
class SamlMetadata:
    """What a sign-in needs of it.

    Attributes:
        certificates: those that it signs with, several while it changes them; Base64 without header lines. Of weak ones
            it is as if it had none.
        log_out_answer_url: where answers go that sign out, if not to `log_out_url`.
        expires_at: when it wants to be asked again at the latest; missing where it does not say.
    """

    entity_id: str
    sign_on_url: str
    log_out_url: str
    certificates: tuple[str, ...]
    log_out_answer_url: str = ""
    expires_at: datetime | None = field(default=None, compare=False)


def read(*, file: str | None, url: str | None) -> SamlMetadata:
    """Read metadata from a document, or fetch it.

    Raises:
        InvalidParameterException: not reached, no metadata of an identity provider, or a dangerous document.
    """
    return parse(file if file is not None else _fetch(url or ""))


def parse(document: str) -> SamlMetadata:
    """Read a document.

    Raises:
        InvalidParameterException: no metadata of an identity provider that can be redirected to.
    """
    if len(document) > _LARGEST or "<!DOCTYPE" in document or "<!ENTITY" in document:
        raise _invalid()
    try:
        root = OneLogin_Saml2_XML.to_etree(document)
        entity = OneLogin_Saml2_XML.query(root, _ENTITY)[0]
        name = entity.get("entityID")
        found = OneLogin_Saml2_IdPMetadataParser.parse(root, required_sso_binding=_REDIRECT, entity_id=name)
        return _metadata(entity, found.get("idp") or {})
    except Exception as problem:  # lxml, the parser and its own errors have no common ancestor but this
        raise _invalid() from problem


def _metadata(entity: Any, found: dict[str, Any]) -> SamlMetadata:
    described = OneLogin_Saml2_XML.query(entity, "./md:IDPSSODescriptor")[0]
    published = ["".join(node.text.split()) for node in OneLogin_Saml2_XML.query(described, _SIGNING)]
    certificates = tuple(each for each in dict.fromkeys(published) if _is_strong(each))
    sign_on_url = (found.get("singleSignOnService") or {}).get("url") or ""
    if not found.get("entityId") or not _ADDRESS.fullmatch(sign_on_url) or not certificates:
        raise _invalid()
    log_out_url = (found.get("singleLogoutService") or {}).get("url") or ""
    return SamlMetadata(
        entity_id=found["entityId"],
        sign_on_url=sign_on_url,
        log_out_url=_address(log_out_url),
        certificates=certificates,
        log_out_answer_url=_address(next((node.get("ResponseLocation") or "" for node in _log_outs(described)), "")),
        expires_at=_expiry(entity),
    )


def _is_strong(certificate: str) -> bool:
    """Whether nobody else can find out the key behind it (NIST SP 800-131A)."""
    try:
        key = x509.load_der_x509_certificate(base64.b64decode(certificate)).public_key()
    except ValueError:  # no certificate, or a kind of key that is not known
        return False
    match key:
        case rsa.RSAPublicKey():
            return key.key_size >= _SHORTEST_RSA
        case ec.EllipticCurvePublicKey():
            return key.key_size >= _SHORTEST_CURVE
    return False


def _log_outs(described: Any) -> list[Any]:
    nodes: list[Any] = OneLogin_Saml2_XML.query(described, _LOG_OUT)
    return nodes


def _address(url: str) -> str:
    return url if _ADDRESS.fullmatch(url) else ""


def _expiry(entity: Any) -> datetime | None:
    """The earlier one of validUntil and cacheDuration (SAML metadata, 2.3.2)."""
    found = OneLogin_Saml2_Utils.get_expire_time(entity.get("cacheDuration"), entity.get("validUntil"))
    return datetime.fromtimestamp(int(found), UTC) if found else None


def _fetch(url: str) -> str:
    try:
        answer = outbound.get(url, headers={"accept": "application/samlmetadata+xml, application/xml"})
    except outbound.OutboundError:
        raise InvalidParameterException("The metadata could not be fetched from MetadataURL.") from None
    if answer.status != HTTPStatus.OK:
        raise InvalidParameterException("The metadata could not be fetched from MetadataURL.")
    return answer.body.decode("utf-8", errors="replace")


def _invalid() -> InvalidParameterException:
    return InvalidParameterException("Invalid SAML metadata: no identity provider that signs and can be redirected to.")

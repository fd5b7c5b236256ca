"""SAML metadata of a provider: who it is, where it signs on and out, and which certificates it signs with."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from onelogin.saml2.idp_metadata_parser import OneLogin_Saml2_IdPMetadataParser

from pools.core import outbound
from pools.core.errors import InvalidParameterException

_LARGEST = 512 * 1024
_REDIRECT = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect"


@dataclass(frozen=True)
class SamlMetadata:
    """What a sign-in needs of it; certificates are Base64 without header lines."""

    entity_id: str
    sign_on_url: str
    log_out_url: str
    certificates: tuple[str, ...]


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
        found = OneLogin_Saml2_IdPMetadataParser.parse(document, required_sso_binding=_REDIRECT).get("idp") or {}
    except Exception as problem:  # lxml, the parser and its own errors have no common ancestor but this
        raise _invalid() from problem
    return _metadata(found)


def _metadata(found: dict[str, Any]) -> SamlMetadata:
    several = (found.get("x509certMulti") or {}).get("signing") or []
    certificates = tuple(several) or ((found["x509cert"],) if found.get("x509cert") else ())
    sign_on_url = (found.get("singleSignOnService") or {}).get("url") or ""
    if not found.get("entityId") or not sign_on_url or not certificates:
        raise _invalid()
    log_out_url = (found.get("singleLogoutService") or {}).get("url") or ""
    return SamlMetadata(found["entityId"], sign_on_url, log_out_url, certificates)


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

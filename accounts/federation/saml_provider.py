"""allauth's SAML provider, stating what a signed assertion says; and python3-saml's settings for it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.saml.provider import SAMLProvider
from cryptography.hazmat.primitives import serialization
from onelogin.saml2.settings import OneLogin_Saml2_Settings

from accounts.federation.errors import ProviderLied
from accounts.federation.saml_document import NAMESPACES, Element, only, text_of
from accounts.federation.statement import Statement
from pools import saml_certificates, saml_providers
from pools.models import IdentityProvider, SamlMetadataCopy

SERVICE_PREFIX = "urn:amazon:cognito:sp:"
"""AWS: the pool's entity id is this and the pool's id."""

_PEM = "-----BEGIN PRIVATE KEY-----"
_QUALIFIERS = ("Format", "NameQualifier", "SPNameQualifier")


class SignedAssertion:
    """An assertion in the words in which allauth asks for it."""

    def __init__(self, element: Element) -> None:
        self._element = element

    def get_attributes(self) -> dict[str, str | list[str]]:
        """Values by name; a list where there are several."""
        found: dict[str, list[str]] = {}
        for node in self._element.findall("saml:AttributeStatement/saml:Attribute", NAMESPACES):
            values = [text_of(value).strip() for value in node.findall("saml:AttributeValue", NAMESPACES)]
            found.setdefault(node.get("Name", ""), []).extend(value for value in values if value)
        return {name: values[0] if len(values) == 1 else values for name, values in found.items() if values}

    def get_nameid(self) -> str:
        """The provider's lasting id of the person.

        Raises:
            ProviderLied: it names nobody.
        """
        name = text_of(self._name)
        if not name.strip():
            raise ProviderLied("an assertion of nobody: NameID")
        return name

    def get_nameid_format(self) -> str:
        """What kind of id it is; empty where that is not said."""
        return self._name.get("Format") or ""

    @property
    def session(self) -> dict[str, str]:
        """What a LogoutRequest must say of the session at the provider."""
        indexes = [node.get("SessionIndex") for node in self._element.findall("saml:AuthnStatement", NAMESPACES)]
        told = {name: self._name.get(name) for name in _QUALIFIERS}
        told |= {"NameID": self.get_nameid(), "SessionIndex": indexes[0] if indexes else None}
        return {name: value for name, value in told.items() if value}

    @property
    def _name(self) -> Element:
        return only(self._element, "saml:Subject/saml:NameID")


class PoolSAMLProvider(SAMLProvider):
    """allauth's would take another attribute for the id of the user where it finds one; Cognito takes the NameID."""

    def __init__(self, provider: IdentityProvider) -> None:
        app = SocialApp(
            provider=SAMLProvider.id, name=provider.name, client_id=provider.name, settings={"attribute_mapping": {}}
        )
        super().__init__(None, app=app)

    def statement(self, assertion: SignedAssertion, *, issuer: str) -> Statement:
        """What the assertion says of somebody."""
        claims = self.extract_extra_data(assertion)
        subject = self.extract_uid(assertion)
        parts = {"samlResponse": {**claims, "NameID": subject}}
        return Statement(subject, claims, issuer=issuer, parts=parts, session=assertion.session)


@dataclass(frozen=True)
class Parties:
    """The provider and we, as SAML names us.

    Attributes:
        address: ours, where the provider sends answers.
        copy: the provider's metadata.
    """

    provider: IdentityProvider
    address: str
    copy: SamlMetadataCopy = field(compare=False)

    @classmethod
    def of(cls, provider: IdentityProvider, address: str) -> "Parties":
        """With the metadata as it was last read.

        Raises:
            InvalidParameterException: there is none.
        """
        return cls(provider, address, saml_providers.metadata_of(provider))

    @property
    def service(self) -> str:
        """Our entity id."""
        return f"{SERVICE_PREFIX}{self.provider.pool_id}"

    @cached_property
    def key(self) -> str:
        """The pool's private key as PEM."""
        sealed = saml_certificates.of(self.provider.pool).private_key
        key = serialization.load_der_private_key(bytes(sealed), None)
        return key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        ).decode()

    def settings(self) -> OneLogin_Saml2_Settings:
        """The same for python3-saml."""
        certificate = saml_certificates.body(saml_certificates.of(self.provider.pool))
        return OneLogin_Saml2_Settings(
            {
                "strict": True,
                "sp": {
                    "entityId": self.service,
                    "assertionConsumerService": {"url": self.address},
                    "x509cert": certificate,
                    "privateKey": self.key,
                },
                "idp": {
                    "entityId": self.copy.entity_id,
                    "singleSignOnService": {"url": self.copy.sign_on_url},
                    "x509certMulti": {"signing": list(self.copy.certificates)},
                },
                "security": {
                    "wantAssertionsEncrypted": self.provider.wants("EncryptedResponses"),
                    "wantAttributeStatement": False,
                    "allowRepeatAttributeName": True,
                    "allowSingleLabelDomains": True,
                    "rejectDeprecatedAlgorithm": True,
                    "requestedAuthnContext": False,
                },
            }
        )

    def request_data(self) -> Mapping[str, Any]:
        """Our address in the parts in which python3-saml wants it."""
        parts = urlsplit(self.address)
        return {
            "https": "on" if parts.scheme == "https" else "off",
            "http_host": parts.netloc,
            "script_name": parts.path,
            "get_data": {},
            "post_data": {},
        }

"""One pool's SAML provider: the address that asks it who is there, and what its answer states (SAML profiles, 4.1)."""

from base64 import b64encode
from dataclasses import replace

from lxml import etree
from onelogin.saml2.errors import OneLogin_Saml2_ValidationError
from onelogin.saml2.response import OneLogin_Saml2_Response

from accounts.federation import saml_conditions, saml_document, saml_messages, taken_assertions
from accounts.federation.binding import Departure
from accounts.federation.errors import ProviderDeclined, ProviderLied, ProviderTrouble
from accounts.federation.saml_conditions import Expected
from accounts.federation.saml_document import NAMESPACES, Element, UnknownSigner
from accounts.federation.saml_provider import Parties, PoolSAMLProvider, SignedAssertion
from accounts.federation.statement import Statement
from pools import saml_providers
from pools.core.errors import InvalidParameterException
from pools.models import IdentityProvider

LARGEST = 256 * 1024
"""How many characters of Base64 an answer may have."""

_LONGEST = 200


class InvalidResponse(ProviderLied):
    """A SAML response that is not the provider's, not for us, or not of this sign-in."""

    told = "Invalid SAML response received"  # AWS: unverified.


class SamlBinding:
    """A provider of one pool, ready to be spoken to; see `Binding` for those that speak OAuth."""

    def __init__(self, provider: IdentityProvider, *, callback: str) -> None:
        """Bind it.

        Args:
            provider: the pool's row.
            callback: our address that it sends browsers back to.

        Raises:
            ProviderTrouble: its metadata is not to be had.
        """
        try:
            self._parties = Parties.of(provider, callback)
        except InvalidParameterException as problem:
            raise ProviderTrouble(problem.message) from problem

    def depart(self, *, state: str, nonce: str, hints: dict[str, str]) -> Departure:  # noqa: ARG002 - SAML has no nonce
        """The provider's sign-in page for this trip; what the answer will be bound to is our message's id.

        Args:
            state: comes back with the answer, as RelayState.
            nonce: not needed here.
            hints: login_hint and prompt, as the application gave them.
        """
        parties, message_id = self._parties, saml_messages.new_id()
        message = saml_messages.authn_request(
            parties,
            message_id=message_id,
            login_hint=hints.get("login_hint", ""),
            asks_again="login" in hints.get("prompt", "").split(),  # AWS: unverified.
        )
        is_signed = bool(parties.provider.details.get("RequestSigningAlgorithm"))
        url = saml_messages.carried(
            parties.copy.sign_on_url,
            kind="SAMLRequest",
            message=message,
            relay_state=state,
            signed_by=parties if is_signed else None,
        )
        return Departure(url, message_id)

    def redeem(self, *, response: str, request_id: str) -> Statement:
        """What the provider states of the person. The assertion is good for nothing from then on.

        Args:
            response: as the form had it.
            request_id: of the departure; empty where the provider began.

        Raises:
            InvalidResponse: it proves nothing.
            ProviderDeclined: the provider signed nobody in.
        """
        assertion = self.verify(response=response, request_id=request_id)
        provider, issuer = self._parties.provider, self._parties.copy.entity_id
        with saml_document.lies(InvalidResponse):
            ends = saml_conditions.check_assertion(assertion, self._expected(request_id))
            stated = PoolSAMLProvider(provider).statement(SignedAssertion(assertion), issuer=issuer)
            taken_assertions.take(provider.pool, issuer=issuer, message_id=assertion.get("ID"), expires_at=ends)
            return stated

    def verify(self, *, response: str, request_id: str) -> Element:
        """The assertion as it was signed, for us and just now. It may have been taken before.

        Raises:
            InvalidResponse: there is none.
            ProviderDeclined: the provider signed nobody in.
        """
        with saml_document.lies(InvalidResponse):
            if len(response) > LARGEST:
                raise ProviderLied("larger than any answer")
            raw = saml_document.decode(response)
            root = saml_document.read(raw, kind="Response")
            _require_success(root)
            try:
                assertion = self._believed(root, raw, request_id)
            except UnknownSigner:
                if not self._renew():
                    raise
                assertion = self._believed(root, raw, request_id)
            saml_conditions.check_assertion(assertion, self._expected(request_id))
            return assertion

    def _believed(self, root: Element, raw: bytes, request_id: str) -> Element:
        """The assertion out of the bytes that the provider signed: its own, or the message's around it."""
        certificates = self._parties.copy.certificates
        whole = saml_document.signed(root, certificates)
        message = root if whole is None else whole
        saml_conditions.check_message(message, self._expected(request_id), is_signed=whole is not None)
        opened = self._opened(raw, request_id)
        found = saml_document.only(message if opened is None else opened, "saml:Assertion")
        assertion = saml_document.signed(found, certificates)
        if assertion is not None:
            return assertion
        if whole is None:
            raise ProviderLied("neither the message nor its assertion is signed")
        return found

    def _opened(self, raw: bytes, request_id: str) -> Element | None:
        """The message with its sealed assertion opened, if it has one. Sealed or not, python3-saml must agree to it."""
        theirs = OneLogin_Saml2_Response(self._parties.settings(), b64encode(raw).decode())
        try:
            theirs.is_valid(self._parties.request_data(), request_id or None, raise_exceptions=True)
        except OneLogin_Saml2_ValidationError as problem:
            if problem.code == OneLogin_Saml2_ValidationError.INVALID_SIGNATURE:
                raise UnknownSigner(saml_document.UNKNOWN_SIGNER) from problem
            raise
        if not theirs.encrypted:
            return None
        return saml_document.read(etree.tostring(theirs.get_xml_document(), encoding="utf-8"), kind="Response")

    def _renew(self) -> bool:
        """Whether the provider has published other certificates since."""
        found = saml_providers.newer(self._parties.provider, self._parties.copy)
        if found:
            self._parties = replace(self._parties, copy=found)
        return found is not None

    def _expected(self, request_id: str) -> Expected:
        parties = self._parties
        return Expected(parties.copy.entity_id, parties.service, parties.address, request_id)


def _require_success(root: Element) -> None:
    codes = [
        node.get("Value", "").rpartition(":")[2] for node in root.findall("samlp:Status//samlp:StatusCode", NAMESPACES)
    ]
    if not codes or codes[0] != "Success":
        raise ProviderDeclined(f"it answered {' '.join(codes)[:_LONGEST]}")

"""Single logout with a SAML provider (SAML profiles, 4.4): we ask it to end its session, or it asks us to end ours."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from accounts.federation import saml_conditions, saml_document, saml_messages, state, taken_assertions
from accounts.federation.binding import Departure
from accounts.federation.errors import ProviderLied, ProviderTrouble
from accounts.federation.saml_conditions import Expected
from accounts.federation.saml_document import NAMESPACES, Element
from accounts.federation.saml_provider import Parties
from pools import saml_providers
from pools.core import clock
from pools.core.errors import InvalidParameterException
from pools.models import IdentityProvider, UserPool

_REQUEST_LIFE = timedelta(minutes=6)
_STATUS = "samlp:Status/samlp:StatusCode"


@dataclass(frozen=True)
class Incoming:
    """A message as it came.

    Attributes:
        text: the message in Base64.
        relay_state: what came along with it.
        query: the whole of it by address, whose letters are signed; empty for one by form.
    """

    text: str
    relay_state: str = ""
    query: str = ""


@dataclass(frozen=True)
class Farewell:
    """Whom a provider has signed out.

    Attributes:
        provider: which one, with its pool.
        subject: its id of the person.
        indexes: the sessions that it means; empty for all.
        answer_url: where its answer goes; empty where it wants none by address.
    """

    provider: IdentityProvider
    subject: str
    indexes: tuple[str, ...]
    answer_url: str


def depart(provider: IdentityProvider, *, address: str, session: Mapping[str, str], state: str) -> Departure | None:
    """The address that asks the provider to end its session; nothing where it does not do that.

    Args:
        provider: with its pool.
        address: ours, for the answer.
        session: what the provider calls its own, as it was stated at the sign-in.
        state: comes back with the answer.
    """
    if not provider.wants("IDPSignout"):
        return None
    parties = _parties(provider, address)
    if not parties.copy.log_out_url:
        return None
    message_id = saml_messages.new_id()
    message = saml_messages.logout_request(parties, message_id=message_id, session=session)
    url = saml_messages.carried(
        parties.copy.log_out_url, kind="SAMLRequest", message=message, relay_state=state, signed_by=parties
    )
    return Departure(url, message_id)


def confirm(provider: IdentityProvider, incoming: Incoming, *, address: str, request_id: str) -> str:
    """What became of the provider's session: the last word of the status, such as Success or PartialLogout.

    Args:
        provider: whom we asked.
        incoming: its answer.
        address: where it came in.
        request_id: of the departure.

    Raises:
        ProviderLied: it is no answer of the provider's to that.
    """
    parties = _parties(provider, address)
    with saml_document.lies():
        root = _believed(parties, incoming, "SAMLResponse", "LogoutResponse")
        _check(parties, root, request_id=request_id, life=state.LIFE + saml_conditions.SKEW)
        return str(saml_document.only(root, _STATUS).get("Value", "")).rpartition(":")[2]


def hear(pool: UserPool, incoming: Incoming, *, address: str) -> Farewell:
    """What a provider that speaks up by itself wants ended. Its request is good for nothing from then on.

    Raises:
        ProviderLied: no provider of the pool says so.
    """
    with saml_document.lies():
        provider = saml_providers.by_entity(pool, _issuer(incoming))
        if provider is None:
            raise ProviderLied("no provider of the pool signs as that issuer")
        parties = _parties(provider, address)
        root = _believed(parties, incoming, "SAMLRequest", "LogoutRequest")
        _check(parties, root, request_id="", life=_REQUEST_LIFE)
        subject = saml_document.text_of(saml_document.only(root, "saml:NameID"))
        indexes = tuple(saml_document.text_of(node) for node in root.findall("samlp:SessionIndex", NAMESPACES))
        taken_assertions.take(
            pool,
            issuer=parties.copy.entity_id,
            message_id=root.get("ID"),
            expires_at=clock.now() + _REQUEST_LIFE + saml_conditions.SKEW,
        )
        return Farewell(provider, subject, indexes, _answer_url(parties, root, incoming))


def _answer_url(parties: Parties, root: Element, incoming: Incoming) -> str:
    url = saml_messages.answer_address(parties)
    if not url:
        return ""
    message = saml_messages.logout_response(parties, answers=root.get("ID"))
    return saml_messages.carried(
        url, kind="SAMLResponse", message=message, relay_state=incoming.relay_state, signed_by=parties
    )


def _parties(provider: IdentityProvider, address: str) -> Parties:
    try:
        return Parties.of(provider, address)
    except InvalidParameterException as problem:
        raise ProviderTrouble(problem.message) from problem


def _raw(incoming: Incoming) -> bytes:
    return saml_messages.inflated(incoming.text) if incoming.query else saml_document.decode(incoming.text)


def _issuer(incoming: Incoming) -> str:
    """Who it says it is by; not proved yet."""
    root = saml_document.read(_raw(incoming), kind="LogoutRequest")
    return saml_document.text_of(saml_document.only(root, "saml:Issuer")).strip()


def _believed(parties: Parties, incoming: Incoming, field: str, kind: str) -> Element:
    """The message, as the provider signed it."""
    root = saml_document.read(_raw(incoming), kind=kind)
    certificates = parties.copy.certificates
    if incoming.query:
        saml_messages.require_signed_query(incoming.query, kind=field, certificates=certificates)
        return root
    signed = saml_document.signed(root, certificates)
    if signed is None:
        raise ProviderLied(f"a {kind} that is not signed")
    return signed


def _check(parties: Parties, root: Element, *, request_id: str, life: timedelta) -> None:
    expected = Expected(parties.copy.entity_id, parties.service, parties.address, request_id)
    saml_document.only(root, "saml:Issuer")
    saml_conditions.check_message(root, expected, is_signed=True)
    saml_conditions.check_recent(root, life=life)
    saml_conditions.check_end(root, "NotOnOrAfter")

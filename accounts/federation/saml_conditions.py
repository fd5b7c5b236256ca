"""What a SAML assertion must say to be believed: by whom, to whom, in answer to what, and when (checklist 58)."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from accounts.federation import state
from accounts.federation.errors import ProviderLied
from accounts.federation.saml_document import NAMESPACES, Element, only, text_of
from pools.core import clock

SKEW = timedelta(seconds=60)
"""How far clocks may be apart."""

UNASKED_LIFE = timedelta(minutes=6)
"""AWS: how old an assertion may be that nobody asked for."""

_ASKED_LIFE = state.LIFE + SKEW
"""How old one may be that was: no older than the question."""

_BEARER = "urn:oasis:names:tc:SAML:2.0:cm:bearer"


@dataclass(frozen=True)
class Expected:
    """What an honest answer has in it.

    Attributes:
        issuer: the provider's entity id.
        audience: ours.
        address: where the answer came in.
        request_id: of our request; empty for an answer to none.
    """

    issuer: str
    audience: str
    address: str
    request_id: str


def check_message(root: Element, expected: Expected, *, is_signed: bool) -> None:
    """Hold the message around everything against what we expect.

    Raises:
        ProviderLied: it is another's, for another, or in answer to something else.
    """
    destination = root.get("Destination")
    if destination != expected.address and (destination is not None or is_signed):
        raise ProviderLied("a message to another address: Destination")
    if (root.get("InResponseTo") or "") != expected.request_id:
        raise ProviderLied("a message in answer to something else: InResponseTo")
    for node in root.findall("saml:Issuer", NAMESPACES):
        _require_issuer(node, expected)


def check_assertion(assertion: Element, expected: Expected) -> datetime:
    """Hold the assertion, as it was signed, against what we expect; when it is good no more.

    Raises:
        ProviderLied: it is another's, for another, of another sign-in, or of another time.
    """
    _require_issuer(only(assertion, "saml:Issuer"), expected)
    _check_issue(assertion, expected)
    conditions = only(assertion, "saml:Conditions")
    _check_times(conditions, "Conditions")
    _check_audience(conditions, expected)
    ends = [
        _confirmed(node, expected) for node in assertion.findall("saml:Subject/saml:SubjectConfirmation", NAMESPACES)
    ]
    confirmed = [end for end in ends if end]
    if not confirmed:
        raise ProviderLied("an assertion that nobody may bring: SubjectConfirmation")
    for statement in assertion.findall("saml:AuthnStatement", NAMESPACES):
        check_end(statement, "SessionNotOnOrAfter")
    only(assertion, "saml:AuthnStatement")
    return max(confirmed)


def time_of(element: Element, name: str) -> datetime | None:
    """A time in UTC; nothing where there is none.

    Raises:
        ProviderLied: it is no time.
    """
    written = element.get(name)
    if written is None:
        return None
    try:
        found = datetime.fromisoformat(written.strip())
        return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        raise ProviderLied(f"no time in {name}") from None


def check_recent(element: Element, *, life: timedelta) -> None:
    """Refuse what was written in the future or too long ago.

    Raises:
        ProviderLied: it was, or it does not say when.
    """
    issued, now = time_of(element, "IssueInstant"), clock.now()
    if issued is None or issued > now + SKEW:
        raise ProviderLied("of the future: IssueInstant")
    if issued + life <= now:
        raise ProviderLied("too old: IssueInstant")


def check_end(element: Element, name: str) -> None:
    """Refuse what is good no more, by a time that it has in this attribute.

    Raises:
        ProviderLied: it is not, or that is no time.
    """
    ends = time_of(element, name)
    if ends and ends + SKEW <= clock.now():
        raise ProviderLied(f"expired: {name}")


def _check_issue(assertion: Element, expected: Expected) -> None:
    if not assertion.get("ID") or assertion.get("Version") != "2.0":
        raise ProviderLied("an assertion without version or ID")
    check_recent(assertion, life=_ASKED_LIFE if expected.request_id else UNASKED_LIFE)


def _require_issuer(node: Element, expected: Expected) -> None:
    if text_of(node).strip() != expected.issuer:
        raise ProviderLied("of another issuer")


def _check_times(element: Element, what: str) -> None:
    begins = time_of(element, "NotBefore")
    if begins and begins > clock.now() + SKEW:
        raise ProviderLied(f"not good yet: {what}")
    check_end(element, "NotOnOrAfter")


def _check_audience(conditions: Element, expected: Expected) -> None:
    """Each restriction must name us (SAML core, 2.5.1.4); one there must be (SAML profiles, 4.1.4.2)."""
    restrictions = conditions.findall("saml:AudienceRestriction", NAMESPACES)
    named = [[text_of(node).strip() for node in each.findall("saml:Audience", NAMESPACES)] for each in restrictions]
    if not named or not all(expected.audience in names for names in named):
        raise ProviderLied("for another audience")


def _confirmed(confirmation: Element, expected: Expected) -> datetime | None:
    """Until when we may take it, if we may at all (SAML profiles, 4.1.4.2)."""
    data = confirmation.find("saml:SubjectConfirmationData", NAMESPACES)
    if confirmation.get("Method") != _BEARER or data is None:
        return None
    ends, begins, now = time_of(data, "NotOnOrAfter"), time_of(data, "NotBefore"), clock.now()
    is_ours = data.get("Recipient") == expected.address and (data.get("InResponseTo") or "") == expected.request_id
    if not is_ours or ends is None or ends + SKEW <= now or (begins and begins > now + SKEW):
        return None
    return ends + SKEW

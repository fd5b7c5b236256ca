"""Threat protection: what is done at which risk, for a pool or for one of its app clients; and what that means."""

import ipaddress
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import Q

from pools.core import clock
from pools.core.errors import InvalidParameterException, UserPoolAddOnNotEnabledException
from pools.models import AppClient, RiskConfiguration, UserPool

MEMBERS = (
    "CompromisedCredentialsRiskConfiguration",
    "AccountTakeoverRiskConfiguration",
    "RiskExceptionConfiguration",
)
_EVENTS = ("SIGN_IN", "PASSWORD_CHANGE", "SIGN_UP")
_LEVELS = ("Low", "Medium", "High")
_RANGES = ("BlockedIPRangeList", "SkippedIPRangeList")


@dataclass(frozen=True)
class Action:
    """What is done: AWS's EventAction, and whether the user is told."""

    name: str
    notify: bool = False


@dataclass(frozen=True)
class Protection:
    """What threat protection does for one app client.

    Attributes:
        mode: OFF, AUDIT (risks are noted) or ENFORCED (they are acted upon).
        settings: AWS RiskConfigurationType's parts.
    """

    mode: str
    settings: dict[str, Any] = field(default_factory=dict)

    @property
    def is_on(self) -> bool:
        return self.mode != "OFF"

    @property
    def is_enforced(self) -> bool:
        return self.mode == "ENFORCED"

    def looks_for_compromised(self, event: str) -> bool:
        """Whether passwords of this event (SIGN_IN, SIGN_UP, PASSWORD_CHANGE) are looked up."""
        part = self._part("CompromisedCredentialsRiskConfiguration")
        return self.is_on and bool(part) and event in part.get("EventFilter", _EVENTS)

    def blocks_compromised(self, event: str) -> bool:
        """Whether a compromised password is refused at this event."""
        part = self._part("CompromisedCredentialsRiskConfiguration")
        return self.is_enforced and self.looks_for_compromised(event) and part["Actions"]["EventAction"] == "BLOCK"

    def at(self, level: str) -> Action:
        """What is done at a risk of this level: Low, Medium or High."""
        actions = self._part("AccountTakeoverRiskConfiguration").get("Actions") or {}
        chosen = actions.get(f"{level}Action") if self.is_enforced else None
        return Action(chosen["EventAction"], bool(chosen["Notify"])) if chosen else Action("NO_ACTION")

    @property
    def notices(self) -> dict[str, Any]:
        """AWS NotifyConfigurationType."""
        return dict(self._part("AccountTakeoverRiskConfiguration").get("NotifyConfiguration") or {})

    def blocks(self, ip: str) -> bool:
        """Whether nobody signs in from there."""
        return self.is_enforced and self._lists("BlockedIPRangeList", ip)

    def skips(self, ip: str) -> bool:
        """Whether sign-ins from there are never at risk."""
        return self._lists("SkippedIPRangeList", ip)

    def _lists(self, member: str, ip: str) -> bool:
        try:
            address = ipaddress.ip_address(ip)
        except ValueError:
            # An address that is none is in every list of the blocked, and in none of the trusted (checklist 36).
            return member == "BlockedIPRangeList" and bool(self._part("RiskExceptionConfiguration").get(member))
        ranges = self._part("RiskExceptionConfiguration").get(member) or []
        return any(address in ipaddress.ip_network(text, strict=False) for text in ranges)

    def _part(self, name: str) -> dict[str, Any]:
        return self.settings.get(name) or {}


OFF = Protection("OFF")


def of(pool: UserPool, client: AppClient | None = None, *, flow: str = "") -> Protection:
    """What protects sign-ins through this client; asks nothing where threat protection is off.

    Args:
        pool: whose.
        client: whose own configuration comes before the pool's.
        flow: an AuthFlow; AWS has a mode of its own for custom authentication.
    """
    mode = pool.threat_mode
    if mode != "OFF" and flow == "CUSTOM_AUTH":
        mode = pool.custom_threat_mode
    if mode == "OFF":
        return OFF
    row = _row(pool, client)
    return Protection(mode, row.settings if row else {})


def require_on(pool: UserPool) -> None:
    """Refuse what only a pool with threat protection has.

    Raises:
        UserPoolAddOnNotEnabledException: it is off.
    """
    if pool.threat_mode == "OFF":
        raise UserPoolAddOnNotEnabledException("Threat protection is not enabled for the user pool.")  # AWS: unverified


def describe(pool: UserPool, client: AppClient | None = None) -> RiskConfiguration:
    """What was set for the client, else for the pool; an unsaved, empty one if nothing was.

    Raises:
        UserPoolAddOnNotEnabledException: threat protection is off.
    """
    require_on(pool)
    # AWS: unverified: a client without a configuration of its own shows the pool's.
    return _row(pool, client) or RiskConfiguration(pool=pool, client=client)


def configure(pool: UserPool, client: AppClient | None = None, *, settings: dict[str, Any]) -> RiskConfiguration:
    """Replace what is done for the pool or for one client; nothing at all resets it, a client's to the pool's.

    Args:
        pool: whose.
        client: the client to give a configuration of its own.
        settings: members of AWS SetRiskConfiguration.

    Raises:
        InvalidParameterException: a range is no CIDR, or mails are wanted and not configured.
        UserPoolAddOnNotEnabledException: threat protection is off.
    """
    require_on(pool)
    kept = {name: settings[name] for name in MEMBERS if settings.get(name) is not None}
    _check_ranges(kept.get("RiskExceptionConfiguration") or {})
    _check_notices(kept.get("AccountTakeoverRiskConfiguration") or {})
    row = RiskConfiguration(pool=pool, client=client, settings=kept, updated_at=clock.now())
    with transaction.atomic():
        UserPool.objects.select_for_update().get(pk=pool.pk)  # two calls at once would both find no row
        RiskConfiguration.objects.filter(pool=pool, client=client).delete()
        if kept:
            row.save()
    return row


def _row(pool: UserPool, client: AppClient | None) -> RiskConfiguration | None:
    """The client's own, else the pool's."""
    both = RiskConfiguration.objects.filter(Q(client=None) | Q(client=client), pool=pool)
    return max(both, key=lambda row: row.client_id is not None, default=None)


def _check_ranges(part: dict[str, Any]) -> None:
    for member in _RANGES:
        for text in part.get(member) or []:
            try:
                ipaddress.ip_network(text, strict=False)
            except ValueError:
                raise InvalidParameterException(f"{text[:64]} in {member} is not a valid CIDR range.") from None


def _check_notices(part: dict[str, Any]) -> None:
    actions = part.get("Actions") or {}
    wanted = any((actions.get(f"{level}Action") or {}).get("Notify") for level in _LEVELS)
    notices = part.get("NotifyConfiguration")
    if wanted and not notices:
        raise InvalidParameterException("NotifyConfiguration is required when Notify is true for an action.")
    for name in ("BlockEmail", "NoActionEmail", "MfaEmail"):
        mail = (notices or {}).get(name)
        if mail and not (mail.get("HtmlBody") or mail.get("TextBody")):
            raise InvalidParameterException(f"{name} must have an HtmlBody or a TextBody.")

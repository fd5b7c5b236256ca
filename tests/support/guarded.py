"""A pool with threat protection, and alice, who has signed in at home with her own browser."""

from __future__ import annotations

from typing import Any

from accounts.models.auth_session import Context
from accounts.signin import engine
from accounts.signin.outcome import Outcome, SignedIn
from pools import threat_protection, user_pools
from pools.models import AppClient, UserPool
from tests.support import people

HOME, NEXT_DOOR, AWAY = "198.51.100.4", "198.51.100.9", "203.0.113.7"
CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Safari/537.36"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0"
SOURCE = "arn:aws:ses:us-east-1:123456789012:identity/no-reply@example.com"


def pool(mode: str = "ENFORCED", **settings: Any) -> UserPool:
    wanted = {"AutoVerifiedAttributes": ["email"], "UserPoolAddOns": {"AdvancedSecurityMode": mode}, **settings}
    return user_pools.create(region="us-east-1", name="guarded", settings=wanted)


def react(
    pool: UserPool, client: AppClient | None = None, *, notify: bool = False, notices: Any = None, **actions: str
) -> None:
    """`react(pool, High="BLOCK")`: what is done at each level of risk."""
    takeover: dict[str, Any] = {
        "Actions": {f"{level}Action": {"Notify": notify, "EventAction": action} for level, action in actions.items()}
    }
    if notify:
        takeover["NotifyConfiguration"] = {"SourceArn": SOURCE, **(notices or {})}
    threat_protection.configure(pool, client, settings={"AccountTakeoverRiskConfiguration": takeover})


def block_compromised(pool: UserPool, *events: str, action: str = "BLOCK") -> None:
    part: dict[str, Any] = {"Actions": {"EventAction": action}, **({"EventFilter": list(events)} if events else {})}
    threat_protection.configure(pool, settings={"CompromisedCredentialsRiskConfiguration": part})


def begin(
    client: AppClient,
    *,
    ip: str = HOME,
    user_agent: str = CHROME,
    username: str = "alice",
    password: str = people.PASSWORD,
    **more: Any,
) -> Outcome:
    """Sign in by password from somewhere, as far as one gets at once."""
    return engine.begin(
        client,
        flow="USER_PASSWORD_AUTH",
        parameters={"USERNAME": username, "PASSWORD": password},
        context=Context(ip=ip, user_agent=user_agent, **more),
    )


def sign_in(client: AppClient, **where: Any) -> SignedIn:
    """As `begin`, all the way."""
    outcome = begin(client, **where)
    assert isinstance(outcome, SignedIn)
    return outcome

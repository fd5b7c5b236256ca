"""Nothing that somebody else wrote may run in the operator's browser (checklist 51)."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from django.urls import reverse
from playwright.sync_api import Page

from accounts import devices, membership, users
from accounts.models import SoftwareToken, User, UserSession
from accounts.users import Invitation
from console.models import Operator
from pools import app_clients, groups, user_pools
from pools.core import clock
from pools.models import AppClient, Group, UserPool
from tests.journeys.console_sign_in import sign_in

PAYLOADS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    '"><script>alert(1)</script>',
    "'><script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    '" onfocus="alert(1)" autofocus="',
    '" autofocus onfocus=alert(1) x="',
    "</title><script>alert(1)</script>",
    "</textarea><script>alert(1)</script>",
    "</style><script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "--><script>alert(1)</script>",
    "<!--><script>alert(1)</script>",
    "<iframe src=javascript:alert(1)>",
    '<iframe srcdoc="<script>parent.alert(1)</script>">',
    "<a href=javascript:alert(1)>x</a>",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "<details open ontoggle=alert(1)>",
    "<body onload=alert(1)>",
    "<input autofocus onfocus=alert(1)>",
    "<video><source onerror=alert(1)>",
    "<audio src=x onerror=alert(1)>",
    "<math><mi xlink:href=javascript:alert(1)>x</mi></math>",
    "<object data=javascript:alert(1)>",
    "<embed src=javascript:alert(1)>",
    "<form action=javascript:alert(1)><button>x</button></form>",
    "<button formaction=javascript:alert(1)>x</button>",
    "<base href=//evil.example/>",
    "<meta http-equiv=refresh content=0;url=javascript:alert(1)>",
    "<link rel=stylesheet href=javascript:alert(1)>",
    "{{constructor.constructor('alert(1)')()}}",
    "{% debug %}{{ settings.SECRET_KEY }}",
    "${alert(1)}`;alert(1)//",
    "\\u003cscript\\u003ealert(1)\\u003c/script\\u003e",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "%3Cscript%3Ealert(1)%3C/script%3E",
    "<x contenteditable onblur=alert(1)>",
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
]
# Names of pools and clients have fewer characters with Cognito; here they must not matter.
EVERYTHING = " ".join(PAYLOADS)


@dataclass(frozen=True)
class Hostile:
    """A pool in which every text is hostile."""

    pool: UserPool
    client: AppClient
    user: User
    group: Group
    device: str


@pytest.fixture
def hostile(transactional_db: None) -> Hostile:
    pool = user_pools.create(
        region="us-east-1",
        name=PAYLOADS[4] * 3,
        settings={"EmailVerificationMessage": "{####}", "DeviceConfiguration": {}},
    )
    UserPool.objects.filter(id=pool.id).update(
        settings={
            **pool.settings,
            "VerificationMessageTemplate": {"EmailMessage": EVERYTHING, "EmailSubject": EVERYTHING[:140]},
        }
    )
    client = app_clients.create(pool, name=PAYLOADS[6] * 3, settings={})
    AppClient.objects.filter(id=client.id).update(
        settings={
            "CallbackURLs": PAYLOADS,
            "LogoutURLs": PAYLOADS,
            "AllowedOAuthFlows": ["code", *PAYLOADS[:3]],
            "AllowedOAuthScopes": ["openid", *PAYLOADS],
            "AllowedOAuthFlowsUserPoolClient": True,
            "ExplicitAuthFlows": ["ALLOW_USER_SRP_AUTH", *PAYLOADS],
            "SupportedIdentityProviders": ["COGNITO", *PAYLOADS],
            "DefaultRedirectURI": PAYLOADS[4],
        }
    )
    user = hostile_users(pool)
    group = groups.create(pool, name=PAYLOADS[4], description=EVERYTHING[:2048], role_arn=EVERYTHING[:2048])
    membership.add(user, group)
    now = clock.now()
    UserSession.objects.create(
        pool=pool,
        client=client,
        user=user,
        auth_time=now,
        expires_at=now,
        last_used_at=now,
        user_agent=EVERYTHING[:255],
    )
    user.pool = pool
    device = devices.begin(user, ip="")
    device.save()
    devices.confirm(user, key=device.key, salt="AQ==", verifier="Ag==", name=EVERYTHING[:1024])
    SoftwareToken.objects.create(user=user, name=EVERYTHING[:1024], seed=b"seed", created_at=now)
    return Hostile(pool, client, user, group, device.key)


def hostile_users(pool: UserPool) -> User:
    """One user a payload; the first has them all."""
    made = [
        users.admin_create(
            pool,
            username=payload[:128].replace(" ", "/"),
            attributes={"name": payload, "nickname": payload, "given_name": EVERYTHING[:2048]},
            invitation=Invitation(action="SUPPRESS"),
        )
        for payload in PAYLOADS
    ]
    User.objects.filter(pk=made[0].pk).update(email=PAYLOADS[4], other_attributes={"nickname": EVERYTHING})
    return made[0]


def addresses(hostile: Hostile) -> list[str]:
    pool, client, user, group = hostile.pool.id, hostile.client.id, hostile.user.sub, hostile.group.name
    named = [
        ("user_pools", ()),
        ("overview", (pool,)),
        ("user_pool_delete", (pool,)),
        ("user_pool_set_up", (pool, client)),
        ("users", (pool,)),
        ("user", (pool, user)),
        ("user_edit_attributes", (pool, user)),
        ("user_groups", (pool, user)),
        ("user_sessions", (pool, user)),
        ("user_devices", (pool, user)),
        ("user_forget_device", (pool, user, hostile.device)),
        ("user_mfa", (pool, user)),
        ("user_add_to_group", (pool, user)),
        ("user_delete", (pool, user)),
        ("groups", (pool,)),
        ("group", (pool, group)),
        ("group_edit", (pool, group)),
        ("group_delete", (pool, group)),
        ("app_clients", (pool,)),
        ("app_client", (pool, client)),
        ("app_client_login_pages", (pool, client)),
        ("app_client_attributes", (pool, client)),
        ("app_client_edit", (pool, client)),
        ("app_client_edit_login_pages", (pool, client)),
        ("app_client_delete", (pool, client)),
        ("domain", (pool,)),
        ("message_templates", (pool,)),
        ("message_template_verification", (pool,)),
    ]
    pages = [reverse(f"console:{route}", args=list(arguments)) for route, arguments in named]
    filters = f"{reverse('console:users', args=[pool])}?property=username&operator=%3D&value=%22%3E%3Cscript%3Ealert(1)"
    chosen = f"{reverse('console:users_act', args=[pool, 'disable'])}?selected={user}"
    return [*pages, filters, chosen, reverse("console:user_pools") + "?name=%22%3E%3Cscript%3Ealert(1)"]


@pytest.mark.browser
@pytest.mark.slow
def test_no_payload_runs_on_any_page(base_url: str, page: Page, operator: Operator, hostile: Hostile) -> None:
    Operator.objects.update(page_size=50)
    ran: list[str] = []
    refused: list[str] = []
    page.expose_function("alert", lambda text: ran.append(f"{page.url}: {text}"))
    page.on("dialog", lambda dialog: ran.append(dialog.message))
    # What was put into a page as markup would be refused by the Content Security Policy: nothing may even try.
    page.on(
        "console", lambda said: refused.append(f"{page.url}: {said.text}") if "Content Security" in said.text else None
    )
    sign_in(page, base_url)
    broken = [url for url in addresses(hostile) if visit(page, base_url + url) != 200]
    assert broken == []
    assert ran == []
    assert [told for told in refused if "/message-templates/" not in told] == []


def visit(page: Page, url: str) -> int:
    """Open a page, then touch all of it: focus and hover are what some payloads wait for."""
    answer = page.goto(url)
    for focusable in page.locator("main input:visible, main a:visible").all()[:40]:
        focusable.focus()
    page.mouse.move(700, 400)
    assert page.locator("script:not([src])").count() == 0
    assert page.evaluate("location.href").startswith(url.split("/console", maxsplit=1)[0])
    return answer.status if answer else 0

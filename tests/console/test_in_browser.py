"""The console in Chromium: with and without script, by keyboard, on a small screen, and attacked through its content."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Dialog, Page, expect

from accounts import users
from accounts.users import Invitation
from console import access_keys
from console.models import AccessKey, Operator
from pools import groups, page_texts, user_pools
from pools.core import clock
from pools.models import OutboxMessage, UserPool

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

EMAIL = "olga@example.com"
PASSWORD = "a long password of Olga's"
SMALL = {"width": 320, "height": 640}
HANDLERS = ("onerror", "onload", "onfocus", "onmouseover", "ontoggle", "onanimationstart")
PAYLOADS = [
    "<script>window.ran=1</script>",
    '"><script>window.ran=1</script>',
    "'><script>window.ran=1</script>",
    "</title><script>window.ran=1</script>",
    "</textarea><script>window.ran=1</script>",
    "</script><script>window.ran=1</script>",
    "<ScRiPt>window.ran=1</sCrIpT>",
    "<script src=data:text/javascript,window.ran=1></script>",
    "<iframe srcdoc='<script>parent.ran=1</script>'></iframe>",
    "<iframe src=javascript:parent.ran=1></iframe>",
    "<a href=javascript:window.ran=1>x</a>",
    "<form action=javascript:window.ran=1><button>x</button></form>",
    "<math><mtext><script>window.ran=1</script></mtext></math>",
    "<template><script>window.ran=1</script></template>",
    "<object data=javascript:window.ran=1></object>",
    "<embed src=javascript:window.ran=1>",
    "<base href=javascript:window.ran=1//>",
    "<meta http-equiv=refresh content='0;url=javascript:window.ran=1'>",
    "<link rel=import href=data:text/html,x>",
    "{{constructor.constructor('window.ran=1')()}}",
    "${window.ran=1}",
    "{% debug %}{{ request }}",
    *(f"<img src=x {handler}=window.ran=1 autofocus tabindex=0>" for handler in HANDLERS),
    *(f"<svg {handler}=window.ran=1><a/></svg>" for handler in HANDLERS),
    *(f'" {handler}="window.ran=1' for handler in HANDLERS),
]


@pytest.fixture
def console_url(base_url: str) -> str:
    Operator.objects.create_superuser(EMAIL, PASSWORD)
    return f"{base_url}/console"


@pytest.fixture
def without_script(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(java_script_enabled=False)
    context.set_default_timeout(20_000)
    yield context.new_page()
    context.close()


def sign_in(page: Page, console_url: str) -> None:
    page.goto(f"{console_url}/sign-in")
    page.get_by_label("Email address").fill(EMAIL)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("User pools")


def pool_full_of(payloads: list[str]) -> UserPool:
    pool = user_pools.create(region="us-east-1", name="under-attack", settings={})
    for number, payload in enumerate(payloads):
        attributes = {"name": payload, "nickname": payload, "email": f"user{number}@example.com"}
        users.admin_create(
            pool, username=f"user{number}", attributes=attributes, invitation=Invitation(action="SUPPRESS")
        )
        groups.create(pool, name=f"group{number}", description=payload)
        content = json.dumps({"text": payload, "html": payload}).encode()
        times = {"created_at": clock.now(), "not_before": clock.now()}
        OutboxMessage.objects.create(
            pool=pool, event="SignUp", medium="EMAIL", recipient=payload, subject=payload, content=content, **times
        )
    return pool


def test_a_key_is_made_and_deleted_in_dialogs(page: Page, console_url: str) -> None:
    sign_in(page, console_url)
    page.goto(f"{console_url}/access-keys")
    page.get_by_role("link", name="Create access key").first.click()
    page.get_by_role("dialog").get_by_label("Description").fill("From a dialog")
    page.get_by_role("dialog").get_by_role("button", name="Create access key").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Access key was created")
    page.get_by_role("link", name="Done").click()
    page.get_by_role("link", name="Delete").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    expect(page.get_by_role("region", name="Notifications")).to_contain_text("was deleted.")


def test_a_dialog_is_left_by_escape_and_gives_the_focus_back(page: Page, console_url: str) -> None:
    sign_in(page, console_url)
    page.goto(f"{console_url}/account")
    page.get_by_role("link", name="Edit").click()
    expect(page.get_by_role("dialog", name="Preferences")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_role("link", name="Edit")).to_be_focused()


def test_the_theme_changes_at_once_by_keyboard_and_stays(page: Page, console_url: str) -> None:
    sign_in(page, console_url)
    theme = page.locator("summary[aria-label=Theme]")
    theme.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("d")
    with page.expect_response("**/preferences/set"):
        page.keyboard.press("Enter")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    expect(theme).to_be_focused()
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")


def test_everything_works_without_script(without_script: Page, console_url: str) -> None:
    page = without_script
    sign_in(page, console_url)
    page.locator("summary[aria-label=Theme]").click()
    page.get_by_role("button", name="Dark").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.get_by_role("button", name="Navigation").click()
    expect(page.get_by_role("navigation", name="Service navigation")).to_be_hidden()
    page.goto(f"{console_url}/access-keys")
    page.get_by_role("link", name="Create access key").first.click()
    page.get_by_label("Description").fill("No script")
    page.get_by_role("button", name="Create access key").click()
    page.locator("[data-secret-fold] summary").click()
    expect(page.locator("[data-secret-fold] code")).to_have_text(access_keys.secret_of(AccessKey.objects.get()))


@pytest.mark.parametrize("path", ["user-pools", "user-pools/create", "outbox", "access-keys", "operators", "account"])
def test_no_page_scrolls_sideways_on_a_small_screen(path: str, page: Page, console_url: str) -> None:
    page.set_viewport_size(SMALL)  # type: ignore[arg-type]  # a TypedDict of Playwright's own
    access_keys.create(Operator.objects.get(), description="A description that goes on for quite a while")
    sign_in(page, console_url)
    page.goto(f"{console_url}/{path}")
    assert page.evaluate("document.documentElement.scrollWidth") == SMALL["width"]


def test_nothing_that_people_wrote_runs(page: Page, console_url: str) -> None:
    # checklist 51
    assert len(PAYLOADS) >= 40
    pool = pool_full_of(PAYLOADS)
    Operator.objects.update(page_size=50, name=PAYLOADS[0])
    alerts: list[str] = []

    def note(dialog: Dialog) -> None:
        alerts.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", note)
    sign_in(page, console_url)
    inside = f"user-pools/{pool.id}"
    user = pool.users.get(username="user1")
    message = OutboxMessage.objects.latest("id")
    for path in (
        f"{inside}/users",
        f"{inside}/users/{user.sub}",
        f"{inside}/groups",
        f"{inside}/groups/group1",
        "outbox",
        f"outbox/{message.pk}",
        "account",
        f"outbox?recipient={PAYLOADS[1]}",
    ):
        answer = page.goto(f"{console_url}/{path}")
        assert answer is not None
        assert answer.status == 200, path
        assert page.evaluate("window.ran") is None, path
    assert not alerts


def test_enter_in_a_text_saves_the_texts_and_resets_none(page: Page, console_url: str) -> None:
    pool = user_pools.create(region="us-east-1", name="worded", settings={})
    page_texts.replace(pool, "de", {"brand_line": "Ein Konto."}, client=None)
    sign_in(page, console_url)
    page.goto(f"{console_url}/user-pools/{pool.id}/managed-login/texts/de")
    page.get_by_label("Sign in: Heading", exact=True).fill("Servus")
    page.keyboard.press("Enter")
    expect(page.get_by_role("region", name="Notifications")).to_contain_text("The texts in Deutsch were saved.")
    expect(page.get_by_label("Every page: Line beside the form")).to_have_value("Ein Konto.")
    page.get_by_role("button", name="Reset Sign in: Heading").click()
    expect(page.get_by_label("Sign in: Heading", exact=True)).to_have_value("")

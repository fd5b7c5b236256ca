"""In which language a browser is answered, who decides, and what the pages say about it."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.utils import translation

from accounts.hosted import brand, languages
from accounts.models import User
from pools.models import AppClient
from tests.support import oauth, people
from tests.support.hosted_desk import HostedDesk, text

COGNITO = ["de", "en", "es", "fr", "id", "nl", "it", "ja", "ko", "pt-BR", "zh-CN", "zh-TW"]
HOSTILE = [
    "xx",
    "DE",
    "pt-br",
    "pt_BR",
    "zh-hans",
    "../../../etc/passwd",
    "de\r\nSet-Cookie: a=b",
    "<script>alert(1)</script>",
    "\u05e2\u05d1\u05e8\u05d9\u05ea",
    "de" * 2000,
]


def login(app: AppClient, **changes: str | None) -> str:
    return oauth.address(app.pool, "login", oauth.request(app, **changes))


def spoken(web: Client, address: str, accepted: str = "") -> str:
    """The language that the page says it is in."""
    response = web.get(address, headers={"Accept-Language": accepted})
    found = re.search('<html lang="([^"]+)"', text(response))
    assert found
    assert response.headers["Content-Language"].lower() in (
        found[1],
        {"zh-hans": "zh-cn", "zh-hant": "zh-tw"}.get(found[1]),
    )
    return found[1]


@pytest.mark.parametrize("value", [*COGNITO, "ar", "he", "pl", "sv", "tr", "uk"])
def test_every_language_of_cognito_is_asked_for_by_its_own_value(web: Client, app: AppClient, value: str) -> None:
    response = web.get(login(app, lang=value))

    assert response.headers["Content-Language"] == value
    assert response.cookies["lang"].value == value


@pytest.mark.parametrize("value", HOSTILE)
def test_any_other_value_counts_for_nothing(web: Client, app: AppClient, value: str) -> None:
    # checklist 18
    response = web.get(login(app, lang=value), follow=False)

    assert response.headers.get("Content-Language", "en") == "en"
    assert "lang" not in response.cookies


@pytest.mark.parametrize("value", HOSTILE)
def test_nor_does_a_cookie_that_we_never_gave(web: Client, app: AppClient, value: str) -> None:
    response = web.get(
        login(app),
        headers={
            "Cookie": f"lang={value!a}",
            "Accept-Language": value[:2000].encode("ascii", "ignore").decode().split("\r")[0],
        },
    )

    assert response.status_code == 200
    assert response.headers["Content-Language"] in ("en", "de", "pt-BR", "zh-CN")


def test_the_address_comes_before_the_request_the_cookie_and_the_browser(web: Client, app: AppClient) -> None:
    everything = {"lang": "fr", "ui_locales": "it ja"}
    web.cookies["lang"] = "ko"

    assert spoken(web, login(app), "de") == "ko"
    assert spoken(web, login(app, ui_locales="it ja"), "de") == "it"
    assert spoken(web, login(app, **everything), "de") == "fr"
    assert spoken(web, login(app), "de") == "fr"  # which is in the cookie by now


@pytest.mark.parametrize(
    ("accepted", "expected"),
    [
        ("de-CH, fr;q=0.9", "de"),
        ("sw, nl;q=0.5, es;q=0.8", "es"),
        ("pt-PT", "pt-br"),
        ("zh", "zh-hans"),
        ("zh-HK", "zh-hant"),
        ("*", "en"),
        ("sw", "en"),
        ("", "en"),
        (";;q=,,,\x7f", "en"),
    ],
)
def test_the_browser_is_answered_in_the_first_of_its_languages(
    web: Client, app: AppClient, accepted: str, expected: str
) -> None:
    assert spoken(web, login(app), accepted) == expected


@pytest.mark.parametrize(
    ("wished", "expected"),
    [("xx de", "de"), ("pt-PT de", "pt-br"), ("zh_TW", "zh-hant"), ("x" * 900, "en"), ("  he", "he")],
)
def test_ui_locales_are_tried_in_their_order(web: Client, app: AppClient, wished: str, expected: str) -> None:
    assert spoken(web, login(app, ui_locales=wished)) == expected


def test_authorize_passes_what_was_asked_for_to_the_pages(web: Client, app: AppClient) -> None:
    response = oauth.authorize(web, app, lang="ja", ui_locales="de fr")

    assert "lang=ja" in response.headers["Location"]
    assert "ui_locales=de+fr" in response.headers["Location"]
    assert response.cookies["lang"].value == "ja"


def test_the_cookie_stays_below_the_pools_own_path(web: Client, app: AppClient) -> None:
    cookie = web.get(login(app, lang="de")).cookies["lang"]

    assert (cookie["path"], cookie["samesite"], cookie["httponly"]) == (f"/{app.pool.id}/", "Lax", True)
    assert "lang" not in web.get(login(app, lang="de")).cookies  # once is enough


def test_caches_are_told_what_a_page_depends_on(web: Client, app: AppClient) -> None:
    vary = web.get(login(app)).headers["Vary"]

    assert {"Accept-Language", "Cookie"} <= {name.strip() for name in vary.split(",")}


@pytest.mark.parametrize(("value", "direction"), [("ar", "rtl"), ("he", "rtl"), ("de", "ltr"), ("ja", "ltr")])
def test_the_page_says_in_which_direction_it_is_read(web: Client, app: AppClient, value: str, direction: str) -> None:
    page = text(web.get(login(app, lang=value)))

    assert f'<html lang="{value}" dir="{direction}">' in page
    assert re.search('<input type="text" name="username"[^>]* dir="ltr"', page)
    assert re.search('<input type="password" name="password"[^>]* dir="ltr"', page)


def test_the_menu_keeps_everything_that_was_asked_for(web: Client, app: AppClient) -> None:
    page = text(web.get(login(app, state="a&b=ü", login_hint="Ann <ann@example.com>", lang="de")))

    links = dict(re.findall(r'<a href="(\?[^"]*)" lang="([^"]+)"', page))
    by_code = {code: address for address, code in links.items()}
    assert set(by_code) == set(languages.LANGUAGES)
    query = oauth.request(app, state="a&b=ü", login_hint="Ann <ann@example.com>", lang="zh-TW")
    assert by_code["zh-hant"] == f"?{query}"
    assert 'lang="de" hreflang="de" aria-current="true"' in page


def test_the_menu_works_on_the_page_of_a_challenge(web: Client, app: AppClient) -> None:
    people.invited(app.pool, "ivy")
    desk = HostedDesk(web, app)
    desk.sign_in("ivy", "Temp-0rary!")

    page = desk.look(more="&lang=he")

    assert '<html lang="he" dir="rtl">' in page
    assert 'name="password"' in page


def test_the_error_page_has_a_menu_that_repeats_nobodys_words(web: Client, app: AppClient) -> None:
    # checklist 18
    page = text(web.get(oauth.address(app.pool, "error", "error=invalid_client&lang=de&evil=EVIL")))

    assert "?error=invalid_client&lang=fr" in page
    assert "EVIL" not in page


def test_a_form_without_its_token_offers_the_page_that_has_it(app: AppClient) -> None:
    # checklist 50
    web = Client(enforce_csrf_checks=True, headers={"host": "localhost"})

    page = text(web.post(oauth.address(app.pool, "challenge/choose", oauth.request(app))))

    assert f'href="{oauth.address(app.pool, "challenge", oauth.request(app))}"' in page
    assert "languages" not in re.sub("<head>.*</head>", "", page, flags=re.DOTALL)


def test_an_answer_of_a_provider_is_not_sent_a_second_time_for_its_language(web: Client, app: AppClient) -> None:
    page = text(web.get(oauth.address(app.pool, "oauth2/idpresponse", "code=c&state=s&lang=de")))

    assert "Gehen Sie zur Anwendung zurück" in page
    assert "<details" not in page


def test_after_signing_in_the_pages_speak_the_users_own_language(web: Client, app: AppClient, alice: User) -> None:
    alice.set_attributes({"locale": "nl-BE"})
    alice.save()
    oauth.sign_in(web, app, "alice", people.PASSWORD)
    choose = oauth.address(app.pool, "selectAccount", oauth.request(app, prompt="select_account"))

    assert spoken(web, choose, "de") == "nl"
    web.cookies["lang"] = "ja"
    assert spoken(web, choose, "de") == "ja"


def test_no_other_page_changes_its_language(web: Client) -> None:
    response = web.get("/console/sign-in?lang=de", headers={"Accept-Language": "de"}, follow=True)

    assert "Content-Language" not in response.headers
    assert "lang" not in response.cookies
    assert translation.get_language() == "en"


def test_what_machines_read_depends_on_no_language(web: Client, app: AppClient) -> None:
    response = web.get(oauth.address(app.pool, ".well-known/jwks.json", "lang=de"))

    assert response.status_code == 200
    assert "Content-Language" not in response.headers
    assert "lang" not in response.cookies


def test_a_request_with_too_many_parameters_still_gets_its_error_page(web: Client, app: AppClient) -> None:
    response = web.get(oauth.address(app.pool, "login", "&".join(f"a{n}=1" for n in range(2000))))

    assert response.headers["Location"] == oauth.address(app.pool, "error", "error=invalid_request")


def test_a_fault_of_ours_is_told_in_the_browsers_language_too(
    web: Client, app: AppClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(brand, "of", lambda *_: 1 / 0)
    web.raise_request_exception = False

    response = web.get(login(app), headers={"Accept-Language": "he"})

    assert response.status_code == 500
    assert '<html lang="he" dir="rtl">' in text(response)
    assert "משהו השתבש אצלנו. יש לנסות שוב." in text(response)
    assert response.headers["Content-Language"] == "he"

"""What a look does to the pages: its sheet, its images, its layout; and what no look can do."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from pools import branding, branding_files, domains, terms, ui_customization
from pools.models import AppClient, BrandingAsset, ManagedLoginBranding, UserPool
from tests.accounts.conftest import make_client
from tests.accounts.hosted.test_looks import contrast
from tests.support import oauth, pictures

DYNAMIC = {"categories": {"global": {"colorSchemeMode": "DYNAMIC"}}}
WHITE = {"backgroundColor": "ffffffff", "textColor": "ffffffff"}
WHITE_ON_WHITE: dict[str, Any] = {
    "components": {
        "form": {"lightMode": {"backgroundColor": "ffffff"}},
        "primaryButton": {"lightMode": {"defaults": WHITE, "hover": WHITE}},
        "secondaryButton": {"lightMode": {"defaults": WHITE, "hover": WHITE}},
        "pageText": {"lightMode": {"headingColor": "fffffeff", "bodyColor": "ffffff10"}},
    },
    "componentClasses": {
        "link": {"lightMode": {"defaults": {"textColor": "fefefeff"}, "hover": {"textColor": "fefefeff"}}},
        "inputLabel": {"lightMode": {"textColor": "ffffff"}},
        "input": {"lightMode": {"defaults": {"backgroundColor": "ffffff", "borderColor": "ffffff"}}},
    },
}


def asset(category: str, mode: str = "DYNAMIC", extension: str = "PNG", content: bytes = b"") -> dict[str, Any]:
    return {"Category": category, "ColorMode": mode, "Extension": extension, "Bytes": content or pictures.png()}


def page_of(web: Client, client: AppClient, page: str = "login", host: str = "localhost") -> str:
    prefix = "" if host != "localhost" else f"/{client.pool_id}"
    answer = web.get(f"{prefix}/{page}?{oauth.request(client)}", headers={"host": host})
    return str(answer.content.decode())


def sheet_address(page: str) -> str:
    return str(re.findall(r'href="([^"]*/branding/[^"]*\.css)"', page)[0])


def sheet_of(web: Client, page: str, host: str = "localhost") -> str:
    return str(web.get(sheet_address(page), headers={"host": host}).content.decode())


def colours(sheet: str) -> dict[str, str]:
    return dict(re.findall(r"--([a-z0-9-]+): (#[0-9a-f]{6});", sheet))


def switched_on(component: str) -> dict[str, Any]:
    return {"components": {component: {"logo": {"enabled": True, "location": "START"}}}}


@pytest.fixture
def custom(pool: UserPool) -> str:
    """The host of the pool's classic pages."""
    domains.create(pool, domain="people")
    return "people.auth.localhost"


def test_without_a_look_there_is_no_sheet(web: Client, app: AppClient) -> None:
    page = page_of(web, app)
    assert "/branding/" not in page
    assert '<body class="split split-end">' in page


def test_provided_values_are_the_plain_look(web: Client, app: AppClient) -> None:
    branding.create(app, use_cognito_values=True)
    assert "/branding/" not in page_of(web, app)


def test_the_sheet_has_the_styles_colours_and_corners(web: Client, app: AppClient) -> None:
    button = {"lightMode": {"defaults": {"backgroundColor": "0972d3ff"}}}
    shape = {"componentClasses": {"buttons": {"borderRadius": 3.0}}}
    branding.create(app, settings={"components": {"primaryButton": button}, **shape})
    sheet = sheet_of(web, page_of(web, app))
    assert "--accent: #0972d3;" in sheet
    assert "--radius: 3px;" in sheet
    assert "color-scheme: light;" in sheet
    assert "prefers-color-scheme" not in sheet


def test_an_adaptive_style_has_both_modes(web: Client, app: AppClient) -> None:
    branding.create(app, settings=DYNAMIC)
    page = page_of(web, app)
    light, dark = sheet_of(web, page).split("@media (prefers-color-scheme: dark)")
    assert '<meta name="color-scheme" content="light dark">' in page
    assert (colours(light)["card"], colours(dark)["card"]) == ("#ffffff", "#131d20")


def test_each_client_has_its_own_style(web: Client, app: AppClient, pool: UserPool) -> None:
    other = make_client(pool, "other app", **oauth.SETTINGS)
    branding.create(app, settings=DYNAMIC)
    assert "/branding/" not in page_of(web, other)
    assert f"/{pool.id}/branding/{app.id}/" in page_of(web, app)


def test_white_on_white_is_readable(web: Client, app: AppClient) -> None:
    branding.create(app, settings=WHITE_ON_WHITE)
    found = colours(sheet_of(web, page_of(web, app)))
    pairs = [("on-accent", "accent"), ("on-accent-hover", "accent-hover"), ("heading", "card"), ("text-2", "card")]
    pairs += [("on-quiet", "quiet"), ("on-quiet-hover", "quiet-hover")]
    pairs += [("text", "card"), ("link", "card"), ("link-hover", "card"), ("field-text", "field"), ("text-2", "card")]
    assert min(contrast(found[text], found[ground]) for text, ground in pairs) >= 4.5
    assert min(contrast(found["border"], found["field"]), contrast(found["button-edge"], found["card"])) >= 3


@pytest.mark.parametrize(
    "value",
    ["red", "0972d3ff;}*{display:none", 'url("https://evil.example")', "", None, 7, ["0972d3ff"], "0972d3ff\n"],
)
def test_what_is_no_colour_never_reaches_the_sheet(web: Client, app: AppClient, value: Any) -> None:
    # checklist 56
    branding.create(app, settings={"components": {"form": {"lightMode": {"backgroundColor": value}}}})
    assert colours(sheet_of(web, page_of(web, app)))["card"] == "#ffffff"


@pytest.mark.parametrize(
    "settings",
    [
        {"components": "text"},
        {"components": {"form": []}, "categories": {"global": 1}},
        {"componentClasses": {"buttons": {"borderRadius": "1px; } * { display: none"}}},
        {"componentClasses": {"buttons": {"borderRadius": True}}},
        {"components": {"favicon": {"enabledTypes": "ICO"}, "form": {"logo": {"enabled": "yes"}}}},
        {"categories": {"form": {"location": {"horizontal": '"><script>', "vertical": None}}}},
    ],
)
def test_settings_of_a_wrong_kind_are_as_if_not_there(web: Client, app: AppClient, settings: dict[str, Any]) -> None:
    branding.create(app, settings=settings)
    page = page_of(web, app)
    assert "--radius: 10px;" in sheet_of(web, page)
    assert '<body class="whole whole-center down-center">' in page


def test_files_are_kept_for_ever_and_may_do_nothing(web: Client, app: AppClient) -> None:
    # checklist 56
    branding.create(app, settings=switched_on("form"), assets=[asset("FORM_LOGO", "LIGHT", "SVG", pictures.svg())])
    page = page_of(web, app)
    address = re.findall(r'<img src="([^"]+)"', page)[0]
    answer = Client(headers={"host": "localhost"}).get(address)
    assert (answer.content, answer.headers["Content-Type"]) == (pictures.svg(), "image/svg+xml")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert "Cookie" not in answer.headers.get("Vary", "")
    assert not answer.cookies


def test_the_page_has_no_style_of_its_own_and_keeps_its_policy(web: Client, app: AppClient) -> None:
    branding.create(app, settings=WHITE_ON_WHITE)
    answer = web.get(oauth.address(app.pool, "login", oauth.request(app)))
    assert "style-src 'self'" in answer.headers["Content-Security-Policy"].split("; ")
    assert "style=" not in answer.content.decode()


def test_names_change_with_the_content(web: Client, app: AppClient) -> None:
    style = branding.create(app, settings=switched_on("form"), assets=[asset("FORM_LOGO")])
    before = page_of(web, app)
    branding.update(style, settings=DYNAMIC, assets=[asset("FORM_LOGO", content=pictures.png(7))])
    after = page_of(web, app)
    images = [re.findall(r'<img src="([^"]+)"', page)[0] for page in (before, after)]
    assert sheet_address(before) != sheet_address(after)
    assert images[0] != images[1]
    assert [web.get(old).status_code for old in (sheet_address(before), images[0])] == [404, 404]


@pytest.mark.parametrize("name", ["x.css", "x.png", f"{'0' * 32}.svg", ".css"])
def test_a_name_that_never_was_is_not_found(web: Client, app: AppClient, name: str) -> None:
    branding.create(app, settings=DYNAMIC)
    assert web.get(oauth.address(app.pool, f"branding/{app.id}/{name}")).status_code == 404


def test_files_of_another_pool_are_not_found(web: Client, app: AppClient, other_pool: UserPool) -> None:
    style = branding.create(app, assets=[asset("FORM_LOGO")])
    name = branding_files.name_of(BrandingAsset.objects.get(), style)
    assert web.get(oauth.address(app.pool, f"branding/{app.id}/{name}")).status_code == 200
    assert web.get(oauth.address(other_pool, f"branding/{app.id}/{name}")).status_code == 404


def test_a_logo_has_a_version_for_the_dark(web: Client, app: AppClient) -> None:
    images = [asset("FORM_LOGO", "LIGHT"), asset("FORM_LOGO", "DARK")]
    branding.create(app, settings={**DYNAMIC, **switched_on("form")}, assets=images)
    page = page_of(web, app)
    assert 'media="(prefers-color-scheme: dark)"' in page
    assert f'alt="{app.pool.name}"' in page
    assert 'class="logo"' not in page


def test_a_logo_that_is_not_switched_on_is_not_shown(web: Client, app: AppClient) -> None:
    branding.create(app, assets=[asset("FORM_LOGO"), asset("PAGE_HEADER_LOGO")])
    assert "<img" not in page_of(web, app)


def test_header_and_footer_are_shown_when_switched_on(web: Client, app: AppClient) -> None:
    bars = {"categories": {"global": {"pageHeader": {"enabled": True}, "pageFooter": {"enabled": True}}}}
    branding.create(app, settings={**bars, **switched_on("pageHeader")}, assets=[asset("PAGE_HEADER_LOGO")])
    page = page_of(web, app)
    assert re.search(r'<header class="bar bar-header">\s*<p class="brand-logo brand-logo-start">', page)
    assert '<div class="bar bar-footer"></div>' in page


def test_icons_are_those_that_the_style_allows(web: Client, app: AppClient) -> None:
    icons = [asset("FAVICON_ICO", extension="ICO", content=pictures.ico()), asset("FAVICON_SVG", extension="SVG")]
    icons[1]["Bytes"] = pictures.svg()
    branding.create(app, settings={"components": {"favicon": {"enabledTypes": ["ICO"]}}}, assets=icons)
    page = page_of(web, app)
    assert page.count('rel="icon"') == 1
    assert 'type="image/x-icon"' in page


@pytest.mark.parametrize(
    ("across", "images", "layout"),
    [
        ("START", [], "split split-start"),
        ("END", [], "split split-end"),
        ("CENTER", [], "whole whole-center"),
        ("END", [asset("PAGE_BACKGROUND")], "whole whole-end"),
    ],
)
def test_the_form_stands_where_the_style_says(
    web: Client, app: AppClient, across: str, images: list[dict[str, Any]], layout: str
) -> None:
    settings = {"categories": {"form": {"location": {"horizontal": across, "vertical": "END"}}}}
    branding.create(app, settings=settings, assets=images)
    assert f'<body class="{layout} down-end' in page_of(web, app)


def test_images_lie_behind_the_page_and_the_form(web: Client, app: AppClient) -> None:
    images = [asset("PAGE_BACKGROUND", "LIGHT"), asset("FORM_BACKGROUND", "LIGHT")]
    settings = {"components": {"form": {"backgroundImage": {"enabled": True}}}}
    branding.create(app, settings=settings, assets=images)
    sheet = sheet_of(web, page_of(web, app))
    assert re.search(r'\.page \{\n  background-image: url\("[0-9a-f]{32}\.png"\);', sheet)
    assert "linear-gradient(#ffffffd9 0 0)" in sheet


def test_a_deleted_style_leaves_the_plain_look(web: Client, app: AppClient) -> None:
    branding.delete(branding.create(app, settings=DYNAMIC))
    assert "/branding/" not in page_of(web, app)
    assert not ManagedLoginBranding.objects.exists()


CSS = """
/* ours */ .submitButton-customizable { background-color: #0A6; color: white; border-radius: 4px; height: 0 }
.submitButton-customizable:hover { background-color: rgb(0, 80, 40) }
.banner-customizable { background-color: lightgray; display: none }
.legalText-customizable { color: #fff; opacity: 0; visibility: hidden; font-size: 0 }
.inputField-customizable { border: 1px solid #333 }
"""


def test_classic_pages_have_the_classic_colours(web: Client, app: AppClient, custom: str) -> None:
    ui_customization.put(app.pool, client=None, css=CSS, image=pictures.png())
    page = page_of(web, app, host=custom)
    sheet = sheet_of(web, page, host=custom)
    found = colours(sheet)
    assert (found["accent"], found["accent-hover"], found["header"]) == ("#00aa66", "#005028", "#d3d3d3")
    assert (found["border"], "--radius: 4px;" in sheet) == ("#333333", True)
    assert web.get(re.findall(r'<img src="([^"]+)"', page)[0], headers={"host": custom}).status_code == 200


def test_classic_css_hides_nothing(web: Client, app: AppClient, custom: str) -> None:
    # checklist 56
    ui_customization.put(app.pool, client=app, css=CSS)
    sheet = sheet_of(web, page_of(web, app, host=custom), host=custom)
    assert not re.search(r"display|opacity|visibility|font-size|height: 0", sheet)
    assert contrast(colours(sheet)["text-2"], colours(sheet)["card"]) >= 4.5


def test_managed_pages_do_not_obey_classic_css(web: Client, app: AppClient, custom: str) -> None:
    ui_customization.put(app.pool, client=None, css=CSS)
    domains.update(app.pool, domain="people", managed_login_version=2)
    assert "/branding/" not in page_of(web, app, host=custom)


def test_both_documents_are_linked_on_sign_in_and_sign_up(web: Client, app: AppClient) -> None:
    terms.create(app, name="terms-of-use", links={"cognito:default": "https://example.com/terms?a=1&b=2"})
    assert "Terms of use" not in page_of(web, app)
    privacy = {"cognito:default": "https://example.com/x", "cognito:english": "https://example.com/privacy"}
    terms.create(app, name="privacy-policy", links=privacy)
    assert 'href="https://example.com/terms?a=1&amp;b=2"' in page_of(web, app)
    assert 'href="https://example.com/privacy"' in page_of(web, app, page="signup")


def test_a_look_costs_two_queries(web: Client, app: AppClient, django_assert_max_num_queries: Any) -> None:
    branding.create(app, settings=DYNAMIC, assets=[asset("FORM_LOGO"), asset("PAGE_BACKGROUND")])
    page_of(web, app)
    with django_assert_max_num_queries(6):
        page_of(web, app)
